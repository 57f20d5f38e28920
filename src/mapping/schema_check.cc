#include "mapping/schema_check.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/section.h"
#include "mapping/outlook.h"
#include "mapping/syntax_check.h"

namespace bridge::mapping {
namespace {

using scim::ResourceType;
using Severity = Finding::Severity;

constexpr LockAttribute kLocks[] = {
    {"pwdAccountLockedTime", "entryUUID", "OpenLDAP with the overlay ppolicy"},
    {"nsAccountLock", "nsUniqueId", "389 Directory Server"},
    {"userAccountControl", "objectGUID", "Active Directory"},
};

// What Active Directory's classes require, and what it makes itself where nobody says it.
constexpr std::string_view kMadeByActiveDirectory[] = {"instanceType", "nTSecurityDescriptor",
                                                       "objectCategory", "objectSid", "sAMAccountName"};

bool is_made_by(std::string_view uuid_attribute, const ldap::AttributeName& attribute) {
  return uuid_attribute == "objectGUID" &&
         std::any_of(
             std::begin(kMadeByActiveDirectory), std::end(kMadeByActiveDirectory),
             [&](std::string_view name) { return ldap::AttributeName(std::string(name)) == attribute; });
}

// Where an attribute of the file is made.
struct Written {
  ldap::AttributeName attribute;
  Place place;
};

class SchemaCheck {
 public:
  SchemaCheck(const Rulebook& book, const Node& document, const ldap::Schema& schema,
              std::string_view uuid_attribute, ResourceType type)
      : book_(book),
        rules_(book.of(type)),
        document_(document),
        schema_(schema),
        uuid_attribute_(uuid_attribute),
        section_(type == ResourceType::user ? "users" : "groups") {}

  Findings run() && {
    check_classes();
    for (const Rule& rule : rules_.rules) check_rule(rule);
    check_overrides();
    if (rules_.type == ResourceType::group) check_members();
    check_required();
    check_name();
    return std::move(findings_);
  }

 private:
  void add(Severity severity, const Place& place, const std::string& subject, const std::string& message) {
    findings_.push_back({severity, place, subject, message});
  }

  Place place(const std::string& key) const { return place_in(document_, {section_, key}); }

  void check_classes() {
    for (std::size_t i = 0; i < rules_.object_classes.size(); ++i) {
      const std::string& name = rules_.object_classes[i];
      if (schema_.object_class(name)) continue;
      add(Severity::error, place_in(document_, {section_, "object_class", std::to_string(i)}), name,
          fmt::format("the server has no such object class{}", hint(name, schema_.object_class_names())));
      classes_known_ = false;
    }
    const auto structural = schema_.structural(rules_.object_classes);
    if (structural.size() == 1 || !classes_known_) return;
    const std::string classes = fmt::format("{}", fmt::join(rules_.object_classes, ", "));
    if (structural.empty())
      add(Severity::error, place("object_class"), classes,
          fmt::format("none of these is a structural class, and every entry has one; add for example '{}'",
                      rules_.type == ResourceType::user ? "inetOrgPerson" : "groupOfNames"));
    else
      add(Severity::error, place("object_class"), classes,
          fmt::format("an entry has one structural class, these are several: {}; keep one of them",
                      fmt::join(structural, ", ")));
  }

  static std::string hint(const std::string& name, const std::vector<std::string>& known) {
    const auto near = nearest(name, known);
    return near.empty() ? "; write one of its schema" : fmt::format("; did you mean '{}'?", near);
  }

  // Whether the server takes the attribute in entries of these classes.
  bool check_attribute(const Written& written) {
    const std::string& name = written.attribute.text();
    const auto* type = schema_.attribute(written.attribute);
    if (!type) {
      add(Severity::error, written.place, name,
          "the server has no such attribute" + hint(name, schema_.attribute_names()));
      return false;
    }
    if (type->no_user_modification)
      add(Severity::error, written.place, name, "only the server itself writes it; leave the rule out");
    else if (classes_known_ && !schema_.allows(rules_.object_classes, written.attribute))
      add(Severity::error, written.place, name,
          fmt::format("no class of {} allows it{}", section_, classes_that_allow(written.attribute)));
    return true;
  }

  std::string classes_that_allow(const ldap::AttributeName& attribute) const {
    std::vector<std::string> some;
    for (const std::string& name : schema_.object_class_names()) {
      const auto* one = schema_.object_class(name);
      if (one->name() == name && one->kind == ldap::ObjectClass::Kind::auxiliary && some.size() < 3 &&
          one->name() != "extensibleObject" && schema_.allows({name}, attribute))
        some.push_back(name);
    }
    if (some.empty()) return "; leave the rule out, or choose another object class";
    return fmt::format("; add to object_class one that does: {}", fmt::join(some, ", "));
  }

  void check_rule(const Rule& rule) {
    if (!check_attribute({rule.attribute, rule.place})) return;
    if (schema_.is_single_valued(rule.attribute) && may_be_several(rule))
      add(Severity::error, rule.place, rule.attribute.text(),
          "holds one value (SINGLE-VALUE), and the rule can give several; leave out multi = \"all\", or "
          "write "
          "one template");
    const std::string syntax = schema_.syntax(rule.attribute);
    for (const Alternative& way : rule.alternatives) {
      const auto* templates = std::get_if<Templates>(&way.value);
      const bool constants = templates && check_constants(rule.attribute, rule.place, *templates);
      const auto problem = misfit(syntax, content_of(rules_.type, rule, way));
      if (!constants && problem) add(problem->severity, rule.place, rule.attribute.text(), problem->message);
    }
  }

  // True when all are, whether they fit or not.
  bool check_constants(const ldap::AttributeName& attribute, const Place& at, const Templates& templates) {
    bool all = !templates.empty();
    for (const Template& made : templates) {
      const auto value = constant(made);
      all = all && value;
      if (!value) continue;
      if (const auto problem = misfit(schema_.syntax(attribute), *value))
        add(problem->severity, at, attribute.text(), problem->message);
    }
    return all;
  }

  void check_overrides() {
    for (const Override& change : rules_.inactive.set) {
      const Place at = place_in(document_, {section_, "inactive", "set", change.attribute.text()});
      if (check_override(change.attribute, at)) check_constants(change.attribute, at, change.values);
    }
    for (const auto& [attribute, bits] : rules_.inactive.bits) {
      const Place at = place_in(document_, {section_, "inactive", "bits", attribute.text()});
      if (!check_override(attribute, at)) continue;
      if (const auto problem = misfit(schema_.syntax(attribute), std::string("512")))
        add(problem->severity, at, attribute.text(),
            "flags are bits of a number, and it " + problem->message);
    }
  }

  // The same for what disabling writes. A lock that this server does not have is left out.
  bool check_override(const ldap::AttributeName& attribute, const Place& at) {
    const LockAttribute* lock = schema_.attribute(attribute) ? nullptr : lock_attribute(attribute);
    if (!lock) return check_attribute({attribute, at});
    add(Severity::warning, at, attribute.text(),
        fmt::format("the server does not know it: it is left out and flagged, and nothing keeps the disabled "
                    "from logging in. It works with {}",
                    lock->server));
    return false;
  }

  void check_members() {
    for (std::size_t i = 0; i < book_.members.write.size(); ++i)
      check_attribute({book_.members.write[i].name,
                       place_in(document_, {section_, "members", "write", std::to_string(i)})});
  }

  const Rule* rule_of(const ldap::AttributeName& required) const {
    const auto found = std::find_if(rules_.rules.begin(), rules_.rules.end(), [&](const Rule& rule) {
      return schema_.usual(rule.attribute) == required;
    });
    return found == rules_.rules.end() ? nullptr : &*found;
  }

  bool is_member_attribute(const ldap::AttributeName& required) const {
    return rules_.type == ResourceType::group &&
           std::any_of(book_.members.write.begin(), book_.members.write.end(),
                       [&](const auto& one) { return schema_.usual(one.name) == required; });
  }

  void check_required() {
    for (const auto& required : schema_.must(rules_.object_classes)) {
      if (is_made_by(uuid_attribute_, required)) continue;
      const Rule* rule = rule_of(required);
      if (is_member_attribute(required)) {
        check_placeholder(required);
      } else if (!rule) {
        add(Severity::error, place("object_class"), required.text(),
            fmt::format("entries of these classes must have it, and no rule makes it; write one in "
                        "[{}.attributes], for example {} = '{}'",
                        section_, required.text(), sure_template()));
      } else if (!is_sure(rules_, *rule) && rule->attribute != rules_.rdn) {
        add(Severity::error, rule->place, rule->attribute.text(),
            fmt::format(
                "entries of these classes must have it, and the rule may give no value; let it end in "
                "one that everybody has, for example '{}'",
                sure_fallback()));
      }
    }
  }

  void check_placeholder(const ldap::AttributeName& required) {
    if (book_.members.placeholder) return;
    add(Severity::error, place("members"), required.text(),
        "entries of these classes must have a member, and groups can be empty; write for example empty = { "
        "placeholder = \"cn=empty,dc=example,dc=org\" }, or choose a class such as groupOfMembers");
  }

  void check_name() {
    const Rule* rule = rules_.find(rules_.rdn);
    if (rule && !is_sure(rules_, *rule))
      add(Severity::error, rule->place, rule->attribute.text(),
          fmt::format(
              "names the entry, and the rule may give no value; let it end in one that everybody has, "
              "for example '{}'",
              sure_fallback()));
  }

  std::string sure_template() const {
    return rules_.type == ResourceType::user ? "${userName}" : "${displayName}";
  }
  std::string sure_fallback() const {
    return rules_.type == ResourceType::user ? "${…:-${userName}}" : "${…:-${displayName}}";
  }

  const Rulebook& book_;
  const ResourceRules& rules_;
  const Node& document_;
  const ldap::Schema& schema_;
  std::string_view uuid_attribute_;
  std::string section_;
  bool classes_known_ = true;  // What unknown classes allow is unknown, too.
  Findings findings_;
};

}  // namespace

const LockAttribute* lock_attribute(const ldap::AttributeName& name) {
  const auto* found = std::find_if(std::begin(kLocks), std::end(kLocks), [&](const LockAttribute& lock) {
    return ldap::AttributeName(std::string(lock.name)) == name;
  });
  return found == std::end(kLocks) ? nullptr : found;
}

Findings check_schema(const Rulebook& book, const Node& document, const ldap::Schema& schema,
                      std::string_view uuid_attribute) {
  Findings findings;
  for (const ResourceType type : {ResourceType::user, ResourceType::group}) {
    Findings more = SchemaCheck(book, document, schema, uuid_attribute, type).run();
    std::move(more.begin(), more.end(), std::back_inserter(findings));
  }
  return findings;
}

}  // namespace bridge::mapping
