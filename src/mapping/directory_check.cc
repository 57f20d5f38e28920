#include "mapping/directory_check.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "mapping/outlook.h"
#include "mapping/schema_check.h"

namespace bridge::mapping {
namespace {

using scim::ResourceType;
using Severity = Finding::Severity;

constexpr ResourceType kTypes[] = {ResourceType::user, ResourceType::group};

std::string section_of(ResourceType type) { return type == ResourceType::user ? "users" : "groups"; }

bool is_any_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The first source by which an anchor would change, or nothing.
std::string unstable_source(const Rule& rule) {
  for (const std::string& source : first_sources(rule)) {
    const std::string name = source.substr(0, source.find_first_of(".["));
    if (is_any_of(name, {"userName", "displayName", "emails", "name", "nickName", "phoneNumbers", "title"}))
      return source;
  }
  return "";
}

bool stores_id(const Rule& rule) {
  const auto sources = first_sources(rule);
  return std::find(sources.begin(), sources.end(), "id") != sources.end();
}

void check_anchor(const ResourceRules& rules, const Node& document, Findings& findings) {
  const bool users = rules.type == ResourceType::user;
  const Place at = place_in(document, {section_of(rules.type), "anchor"});
  const Rule* rule = rules.anchor.empty() ? nullptr : rules.find(rules.anchor);
  if (!rule) {
    findings.push_back(
        {Severity::warning, place_in(document, {section_of(rules.type)}), "anchor",
         "no attribute holds externalId for good, so entries cannot be recognised when our memory "
         "is lost; name one, for example anchor = \"employeeNumber\""});
    return;
  }
  if (const std::string source = unstable_source(*rule); !source.empty())
    findings.push_back(
        {Severity::warning, rule->place, rule->attribute.text(),
         fmt::format(
             "is the anchor, and '{}' changes in a person's or group's life; write '${{externalId}}'{}",
             source,
             users ? " and map objectId to externalId in Entra ID (its default, mailNickname, changes, too)"
                   : "")});
  else if (users)
    findings.push_back({Severity::note, at, rules.anchor.text(),
                        "holds externalId for good: in Entra ID map objectId to externalId. Its default, "
                        "mailNickname, changes and can be given to somebody else later"});
}

}  // namespace

Findings check_lasting(const Rulebook& book, const Node& document) {
  Findings findings;
  for (const ResourceType type : kTypes) {
    const ResourceRules& rules = book.of(type);
    check_anchor(rules, document, findings);
    if (std::none_of(rules.rules.begin(), rules.rules.end(), stores_id))
      findings.push_back(
          {Severity::warning, place_in(document, {section_of(type), "attributes"}), "id",
           fmt::format(
               "the ids that clients know {} by stand in the state database only; back it up, or store "
               "them, too: ATTRIBUTE = '${{id}}'",
               section_of(type))});
  }
  return findings;
}

std::vector<ldap::Dn> bases_of(const Rulebook& book) {
  std::vector<ldap::Dn> all;
  for (const ResourceType type : kTypes)
    for (const ldap::Dn& base : book.of(type).bases)
      if (std::find(all.begin(), all.end(), base) == all.end()) all.push_back(base);
  return all;
}

namespace {

class DirectoryCheck {
 public:
  DirectoryCheck(const Rulebook& book, const Node& document, const ldap::Survey& survey)
      : book_(book), document_(document), survey_(survey) {}

  Findings run() && {
    for (const auto& base : survey_.bases) check_base(base);
    check_locks();
    check_indices();
    check_large_groups();
    return std::move(findings_);
  }

 private:
  void add(Severity severity, const Place& place, const std::string& subject, const std::string& message) {
    findings_.push_back({severity, place, subject, message});
  }

  Place place_of(const ldap::Dn& base) const {
    for (const ResourceType type : kTypes)
      if (!book_.of(type).bases.empty() && book_.of(type).bases.front() == base)
        return place_in(document_, {section_of(type), "base"});
    return place_in(document_, {section_of(ResourceType::user)});
  }

  void check_base(const ldap::Survey::Base& base) {
    const std::string& dn = base.dn.text();
    if (!base.exists)
      return add(Severity::error, place_of(base.dn), dn,
                 "there is no such entry, or we may not see it; make it, or write another base");
    if (!base.shows_uuid)
      add(Severity::warning, place_of(base.dn), dn,
          fmt::format("'{}' cannot be read there, so entries that others rename are not found again; let the "
                      "bind identity read operational attributes",
                      survey_.traits.uuid_attribute));
    if (base.refusal)
      add(Severity::warning, place_of(base.dn), dn,
          fmt::format(
              "the server does not show all that is below it, only {} entries ({}); lift the limits of "
              "the bind identity (OpenLDAP: olcLimits, size=unlimited)",
              base.entries, *base.refusal));
    else if (!base.complete)
      add(Severity::note, place_of(base.dn), dn,
          fmt::format("has more than {} entries; they were not counted to the end, so limits may go unseen",
                      base.entries));
  }

  void check_locks() {
    for (const ResourceType type : kTypes) {
      const Inactive& inactive = book_.of(type).inactive;
      for (const Override& change : inactive.set) check_lock(type, "set", change.attribute);
      for (const auto& [attribute, bits] : inactive.bits) check_lock(type, "bits", attribute);
    }
  }

  void check_lock(ResourceType type, const char* way, const ldap::AttributeName& attribute) {
    const LockAttribute* lock = lock_attribute(attribute);
    const bool known = survey_.schema && survey_.schema->attribute(attribute);
    if (!lock || !known) return;
    const Place at = place_in(document_, {section_of(type), "inactive", way, attribute.text()});
    if (lock->uuid_attribute != survey_.traits.uuid_attribute)
      add(Severity::warning, at, attribute.text(),
          fmt::format("locks nobody on this server; it is for {}", lock->server));
    else if (attribute == ldap::AttributeName("pwdAccountLockedTime") && !survey_.locks_accounts)
      add(Severity::warning, at, attribute.text(),
          "no password policy with pwdLockout TRUE can be seen, and without one the server ignores it: the "
          "disabled can still log in");
  }

  // What the engine searches by, with where it comes from.
  std::vector<std::pair<ldap::AttributeName, Place>> searched() const {
    std::vector<std::pair<ldap::AttributeName, Place>> all;
    const auto once = [&](const ldap::AttributeName& name, const Place& place) {
      const bool there =
          std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.first == name; });
      if (!name.empty() && !there) all.emplace_back(name, place);
    };
    for (const ResourceType type : kTypes)
      once(book_.of(type).anchor, place_in(document_, {section_of(type), "anchor"}));
    once(survey_.traits.uuid_attribute, place_in(document_, {section_of(ResourceType::user), "base"}));
    for (std::size_t i = 0; i < book_.members.write.size(); ++i)
      once(book_.members.write[i].name,
           place_in(document_, {"groups", "members", "write", std::to_string(i)}));
    return all;
  }

  void check_indices() {
    if (!survey_.config) {
      std::vector<std::string> names;
      for (const auto& [name, place] : searched()) names.push_back(name.text());
      return add(
          Severity::note, place_in(document_, {"users"}), fmt::format("{}", fmt::join(names, ", ")),
          fmt::format("are searched by; whether the server has indices for them could not be seen ({} is not "
                      "readable). Make sure that it has",
                      survey_.traits.uuid_attribute == "objectGUID" ? "the schema" : "cn=config"));
    }
    for (const auto& [name, place] : searched())
      if (is_known(name) && !is_indexed(name))
        add(Severity::warning, place, name.text(),
            "is searched by and has no index, which is slow from some thousand entries on; " + remedy(name));
  }

  std::string remedy(const ldap::AttributeName& name) const {
    switch (survey_.config->make) {
      case ldap::DatabaseConfig::Make::ds389:
        return fmt::format("dsconf INSTANCE backend index add --attr {} --index-type eq --reindex {}",
                           name.text(), survey_.config->name);
      case ldap::DatabaseConfig::Make::active_directory:
        return "set bit 1 (fATTINDEX) in the searchFlags of its attributeSchema";
      case ldap::DatabaseConfig::Make::openldap:
        break;
    }
    return fmt::format("add olcDbIndex: {} eq", name.text());
  }

  // The others are faults already.
  bool is_known(const ldap::AttributeName& name) const {
    return !survey_.schema || survey_.schema->attribute(name);
  }

  // An index of a supertype serves, too.
  bool is_indexed(ldap::AttributeName name) const {
    for (int steps = 0; steps < 16 && !name.empty(); ++steps) {
      if (survey_.config->equality_indexed.contains(name)) return true;
      const auto* type = survey_.schema ? survey_.schema->attribute(name) : nullptr;
      name = type ? type->superior : "";
    }
    return false;
  }

  void check_large_groups() {
    if (!survey_.config || survey_.config->make != ldap::DatabaseConfig::Make::openldap) return;
    for (std::size_t i = 0; i < book_.members.write.size(); ++i) {
      const auto& name = book_.members.write[i].name;
      if (is_known(name) && !survey_.config->sorted.contains(name))
        add(Severity::note, place_in(document_, {"groups", "members", "write", std::to_string(i)}),
            name.text(),
            fmt::format("is not kept sorted by the server; with groups of more than a thousand people, "
                        "olcSortVals: {} makes changes of many members several times faster",
                        name.text()));
    }
  }

  const Rulebook& book_;
  const Node& document_;
  const ldap::Survey& survey_;
  Findings findings_;
};

}  // namespace

Findings check_directory(const Rulebook& book, const Node& document, const ldap::Survey& survey) {
  return DirectoryCheck(book, document, survey).run();
}

}  // namespace bridge::mapping
