#include "mapping/translate.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "scim/error.h"

namespace bridge::mapping {
namespace {

using Unusable = std::vector<std::string>;

const ldap::AttributeName kObjectClass = "objectClass";

// "attribute 'externalId' (needed for uid, the name of the entry)"
std::string describe(const ResourceRules& rules, const Rule& rule) {
  return fmt::format("attribute{} '{}' (needed for {}{})", rule.sources.size() == 1 ? "" : "s",
                     fmt::join(rule.sources, "', '"), rule.attribute.text(),
                     rule.attribute == rules.rdn ? ", the name of the entry" : "");
}

class Translation {
 public:
  Translation(const ResourceRules& rules, const scim::Resource& resource, const Secret* password,
              const DnOf& dn_of)
      : rules_(rules),
        dn_of_(dn_of),
        password_(password),
        facts_{rules.type, resource.id.value, resource.body, password, desired_.attributes} {}

  Result<Desired> run() && {
    for (const Rule& rule : rules_.rules) TRY(apply(rule));
    if (is_inactive()) apply_overrides();
    desired_.attributes[kObjectClass] = rules_.object_classes;
    TRY(name_entry());
    return std::move(desired_);
  }

 private:
  Status apply(const Rule& rule) {
    if (rule.reads_password && !password_) return Done{};
    desired_.owned.insert(rule.attribute);
    Unusable unusable;
    ldap::Values values = values_of(rule, facts_, unusable);
    if (!unusable.empty()) TRY(report(rule, unusable));
    if (rule.as_dn) values = resolve(rule, values);
    if (!values.empty()) desired_.attributes[rule.attribute] = std::move(values);
    return Done{};
  }

  Status report(const Rule& rule, const Unusable& unusable) {
    if (rule.on_invalid == OnInvalid::reject)
      return invalid_input(fmt::format("{} is not a single value", describe(rules_, rule)),
                           scim::kInvalidValue);
    for (const std::string& value : unusable)
      desired_.issues.push_back(
          {Issue::Kind::unusable_value, rule.attribute, rule.reads_password ? "" : value,
           fmt::format("{} is not a single value and was left out", describe(rules_, rule))});
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

  bool is_inactive() const {
    const auto active = facts_.body.find("active");
    return active != facts_.body.end() && *active == false;
  }

  void apply_overrides() {
    Unusable unusable;  // Was reported with the rules; here it is the same as absent.
    ldap::Attributes changes;
    for (const Override& change : rules_.when_inactive)
      changes[change.attribute] = values_of(change.values, facts_, unusable);
    for (auto& [attribute, values] : changes) {
      desired_.owned.insert(attribute);
      if (values.empty())
        desired_.attributes.erase(attribute);
      else
        desired_.attributes[attribute] = std::move(values);
    }
  }

  Status name_entry() {
    const Rule& rule = *rules_.find(rules_.rdn);
    const auto found = desired_.attributes.find(rules_.rdn);
    if (found == desired_.attributes.end())
      return invalid_input(
          describe(rules_, rule) + (rule.sources.size() == 1 ? " has no value" : " have no value"),
          scim::kInvalidValue);
    auto dn = ldap::Dn::child({{rules_.rdn, found->second.front()}}, rules_.base);
    if (!dn) return invalid_input(describe(rules_, rule) + ": " + dn.error().message, scim::kInvalidValue);
    desired_.dn = *std::move(dn);
    return Done{};
  }

  const ResourceRules& rules_;
  const DnOf& dn_of_;
  const Secret* password_;
  Desired desired_;
  Facts facts_;
};

}  // namespace

Result<Desired> translate(const ResourceRules& rules, const scim::Resource& resource, const Secret* password,
                          const DnOf& dn_of) {
  return Translation(rules, resource, password, dn_of).run();
}

std::vector<std::string> references(const ResourceRules& rules, const scim::Resource& resource) {
  std::vector<std::string> ids;
  const DnOf note = [&](const std::string& id) -> std::optional<ldap::Dn> {
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    return std::nullopt;
  };
  // A resource that cannot be translated has no entry, and so no references either.
  if (!translate(rules, resource, nullptr, note)) return {};
  return ids;
}

}  // namespace bridge::mapping
