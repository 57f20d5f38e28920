#include "sync/held_values.h"

#include <algorithm>

namespace bridge::sync {
namespace {

ldap::AttributeName refused_name(const ldap::AttributeName& attribute) {
  return attribute.text() + store::Held::kRefusedOption;
}

bool may_hold(const mapping::Mapping& mapping, const Change& change, const ldap::AttributeName& attribute) {
  return mapping.on_invalid(change.type(), attribute) == mapping::OnInvalid::hold &&
         !mapping.is_secret(change.type(), attribute) &&
         find_hold(change.holds, Destruction::value, attribute.text()) == nullptr;
}

store::Held waiting(const Change& change, const ldap::AttributeName& attribute, const std::string& why) {
  store::Held held;
  held.id = change.id();
  held.type = change.type();
  held.kind = Destruction::value;
  held.subject = attribute.text();
  held.client = change.intent.client;
  held.request_id = change.intent.request_id;
  held.why = why;
  held.since = change.intent.begun;
  if (change.before) {
    const auto& old = ldap::values_of(change.before->attributes, attribute);
    if (!old.empty()) held.kept[attribute] = old;
  }
  if (change.intent.before) held.body = change.intent.before->body;
  return held;
}

}  // namespace

Holds values_to_hold(const mapping::Mapping& mapping, const Change& change, const Written& written) {
  Holds holds;
  if (!change.intent.after || !change.after) return holds;
  for (const auto& [attribute, reason] : written.skipped) {
    const auto& wanted = ldap::values_of(change.after->attributes, attribute);
    if (wanted.empty() || !may_hold(mapping, change, attribute)) continue;
    holds.push_back(waiting(change, attribute, "the directory refuses it: " + reason));
    holds.back().kept[refused_name(attribute)] = wanted;
  }
  for (const auto& issue : change.after->issues) {
    const bool unusable = issue.kind == mapping::Issue::Kind::unusable_value &&
                          change.after->kept.contains(issue.attribute) &&
                          may_hold(mapping, change, issue.attribute);
    if (unusable && find_hold(holds, Destruction::value, issue.attribute.text()) == nullptr)
      holds.push_back(waiting(change, issue.attribute, issue.detail));
  }
  return holds;
}

bool is_still_unusable(const store::Held& held, const mapping::Desired& wished) {
  const auto& refused = ldap::values_of(held.kept, refused_name(held.subject));
  if (!refused.empty()) return ldap::values_of(wished.attributes, held.subject) == refused;
  return std::any_of(wished.issues.begin(), wished.issues.end(), [&](const mapping::Issue& issue) {
    return issue.kind == mapping::Issue::Kind::unusable_value &&
           issue.attribute == ldap::AttributeName(held.subject);
  });
}

void leave_as_it_is(mapping::Desired& entry, const store::Held& held) {
  entry.attributes.erase(held.subject);
  entry.owned.erase(held.subject);
  entry.kept.insert(held.subject);
}

void believe_old_value(mapping::Desired& entry, const store::Held& held) {
  entry.owned.insert(held.subject);
  entry.kept.erase(held.subject);
  const auto& old = ldap::values_of(held.kept, held.subject);
  if (old.empty())
    entry.attributes.erase(held.subject);
  else
    entry.attributes[held.subject] = old;
}

}  // namespace bridge::sync
