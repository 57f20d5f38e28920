#include "ldap/permissive.h"

#include <utility>

namespace bridge::ldap {
namespace {

using Kind = Modification::Kind;

constexpr int kAttempts = 3;  // Others may change the same values between our compare and our modify.

// Removing all values says "replace by nothing": that is no failure when there were none.
Modifications tolerant(std::span<const Modification> changes) {
  Modifications result(changes.begin(), changes.end());
  for (Modification& change : result) {
    if (change.kind == Kind::remove && change.values.empty()) change.kind = Kind::replace;
  }
  return result;
}

Outcome<Values> still_to_do(const Modification& change, const ModifyCalls& calls) {
  Values values;
  for (const std::string& value : change.values) {
    TRY_AS(there, calls.holds(change.attribute, value));
    if (there != (change.kind == Kind::add)) values.push_back(value);
  }
  return values;
}

Outcome<Modifications> still_to_do(const Modifications& changes, const ModifyCalls& calls) {
  Modifications result;
  for (const Modification& change : changes) {
    if (change.kind == Kind::replace) {
      result.push_back(change);
      continue;
    }
    TRY_AS(values, still_to_do(change, calls));
    if (!values.empty()) result.push_back({change.kind, change.attribute, std::move(values)});
  }
  return result;
}

bool worth_another_try(const Failure& failure) {
  return failure.kind == Failure::Kind::no_such_value || failure.kind == Failure::Kind::value_exists;
}

}  // namespace

Outcome<Done> modify_permissively(std::span<const Modification> changes, const ModifyCalls& calls) {
  Modifications rest = tolerant(changes);
  auto outcome = calls.send(rest);
  for (int attempt = 1; attempt < kAttempts && !outcome && worth_another_try(outcome.error()); ++attempt) {
    TRY_AS(fewer, still_to_do(rest, calls));
    if (fewer.empty()) return Done{};
    rest = std::move(fewer);
    outcome = calls.send(rest);
  }
  return outcome;
}

}  // namespace bridge::ldap
