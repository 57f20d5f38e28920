#include "mapping/translate.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mapping/placement.h"
#include "scim/error.h"

namespace bridge::mapping {
namespace {

const ldap::AttributeName kObjectClass = "objectClass";

std::optional<ldap::Dn> nobody(const std::string&) { return std::nullopt; }

class Translation {
 public:
  Translation(const ResourceRules& rules, const scim::Resource& resource, const Secret* password,
              const DnOf& dn_of, const Chosen& chosen, Trace* trace = nullptr)
      : rules_(rules), dn_of_(dn_of), chosen_(chosen), facts_{rules.type, resource.id.value,   resource.body,
                                                              password,   desired_.attributes, trace} {}

  Result<Desired> run() && {
    TRY(apply_rules());
    if (is_inactive(facts_)) apply_inactive();
    desired_.attributes[kObjectClass] = rules_.object_classes;
    TRY_AS(dn, dn_of_entry(rules_, facts_));
    desired_.dn = std::move(dn);
    return std::move(desired_);
  }

  Desired attributes() && {
    for (const Rule& rule : rules_.rules) (void)apply(rule);
    if (is_inactive(facts_)) apply_inactive();
    return std::move(desired_);
  }

  Result<std::vector<Choice>> choices() && {
    TRY(apply_rules());
    return std::move(choices_);
  }

 private:
  Status apply_rules() {
    for (const Rule& rule : rules_.rules) TRY(apply(rule));
    return Done{};
  }

  Status apply(const Rule& rule) {
    if (rule.reads_password && !facts_.password) return Done{};
    if (facts_.trace) facts_.trace->begin(rule.attribute, rule.place, rule.is_secret());
    const Alternative* alternative = rule.alternative_for(facts_);
    if (!alternative) {
      take(rule, {});
      return Done{};
    }
    if (const auto* generate = std::get_if<Generate>(&alternative->value)) {
      desired_.generate[rule.attribute] = generate->form;
      return Done{};
    }
    if (const auto* allocate = std::get_if<Allocate>(&alternative->value)) {
      choices_.push_back({Choice::Kind::number, rule.attribute, allocate->pool});
      if (const auto* number = chosen_value(rule)) take(rule, {*number});
      return Done{};
    }
    return compute(rule, *alternative);
  }

  Status compute(const Rule& rule, const Alternative& alternative) {
    Unusables unusable;
    ldap::Values values = values_of(alternative, facts_, unusable);
    if (!unusable.empty()) {
      TRY(report(rule, unusable));
      if (rule.on_invalid == OnInvalid::hold) {
        desired_.kept.insert(rule.attribute);
        return Done{};
      }
    }
    if (rule.chosen_once) choose_login(rule, values);
    if (rule.as_dn) values = resolve(rule, values);
    if (rule.as_dn && facts_.trace) facts_.trace->note("as dn", values);
    take(rule, std::move(values));
    return Done{};
  }

  void take(const Rule& rule, ldap::Values values) {
    if (values.empty() && rule.keeps) {
      desired_.kept.insert(rule.attribute);
      return;
    }
    desired_.owned.insert(rule.attribute);
    if (!values.empty()) desired_.attributes[rule.attribute] = std::move(values);
  }

  const std::string* chosen_value(const Rule& rule) const {
    const auto found = chosen_.find(rule.attribute);
    return found == chosen_.end() ? nullptr : &found->second;
  }

  // What was chosen stays, also while nothing of what it was made from is known.
  void choose_login(const Rule& rule, ldap::Values& login) {
    if (!login.empty())
      choices_.push_back({Choice::Kind::login, rule.attribute, "", login.front(), rule.longest()});
    if (const auto* chosen = chosen_value(rule)) login = {*chosen};
  }

  Status report(const Rule& rule, const Unusables& unusable) {
    if (rule.on_invalid == OnInvalid::reject)
      return invalid_input(describe(rules_, rule) + " " + unusable.front().problem, scim::kInvalidValue);
    const char* outcome = rule.on_invalid == OnInvalid::hold ? "the old value stays" : "was left out";
    for (const auto& [value, problem] : unusable)
      desired_.issues.push_back({Issue::Kind::unusable_value, rule.attribute,
                                 rule.reads_password ? "" : value,
                                 fmt::format("{} {} and {}", describe(rules_, rule), problem, outcome)});
    return Done{};
  }

  ldap::Values resolve(const Rule& rule, const ldap::Values& ids) {
    ldap::Values dns;
    for (const std::string& id : ids) {
      if (const auto dn = dn_of_(id)) {
        if (std::find(dns.begin(), dns.end(), dn->text()) == dns.end()) dns.push_back(dn->text());
      } else {
        desired_.issues.push_back(
            {Issue::Kind::unknown_reference, rule.attribute, id,
             fmt::format("{} names '{}', which has no entry yet", describe(rules_, rule), id)});
      }
    }
    return dns;
  }

  void apply_inactive() {
    Unusables unusable;  // Was reported with the rules; here it is the same as absent.
    ldap::Attributes changes;
    for (const Override& change : rules_.inactive.set)
      changes[change.attribute] = values_of(change.values, facts_, unusable);
    for (auto& [attribute, values] : changes) {
      desired_.owned.insert(attribute);
      desired_.overridden.insert(attribute);
      desired_.kept.erase(attribute);
      if (values.empty())
        desired_.attributes.erase(attribute);
      else
        desired_.attributes[attribute] = std::move(values);
    }
    desired_.bits = rules_.inactive.bits;
  }

  const ResourceRules& rules_;
  const DnOf& dn_of_;
  const Chosen& chosen_;
  Desired desired_;
  std::vector<Choice> choices_;
  Facts facts_;
};

}  // namespace

Result<Desired> translate(const ResourceRules& rules, const scim::Resource& resource, const Secret* password,
                          const DnOf& dn_of, const Chosen& chosen, Trace* trace) {
  return Translation(rules, resource, password, dn_of, chosen, trace).run();
}

Desired translate_attributes(const ResourceRules& rules, const scim::Resource& resource, const DnOf& dn_of,
                             const Chosen& chosen) {
  return Translation(rules, resource, nullptr, dn_of, chosen).attributes();
}

Result<std::vector<Choice>> choices(const ResourceRules& rules, const scim::Resource& resource) {
  const DnOf dn_of = nobody;
  const Chosen chosen;
  return Translation(rules, resource, nullptr, dn_of, chosen).choices();
}

std::vector<std::string> references(const ResourceRules& rules, const scim::Resource& resource) {
  std::vector<std::string> ids;
  const DnOf note = [&](const std::string& id) -> std::optional<ldap::Dn> {
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    return std::nullopt;
  };
  // What cannot be translated has no entry, and so no references either; whether its name is chosen already
  // does not matter.
  const Chosen chosen;
  if (!Translation(rules, resource, nullptr, note, chosen).choices()) return {};
  return ids;
}

}  // namespace bridge::mapping
