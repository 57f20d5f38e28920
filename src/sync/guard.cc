#include "sync/guard.h"

#include <fmt/core.h>

namespace bridge::sync {
namespace {

// Times are counted in steps, so that the window is a few rows; what passed counts for up to one step longer.
constexpr int kStepsInWindow = 60;

WallTime counts_until(const GuardLimits& limits, WallTime now) {
  const auto step =
      std::max<std::chrono::milliseconds>(limits.window / kStepsInWindow, std::chrono::milliseconds(1));
  const auto steps = now.time_since_epoch() / step + 1;
  return WallTime(steps * step) + limits.window;
}

// Those who are gone already were a part of the whole.
bool takes_away(Destruction kind) {
  return kind == Destruction::remove || kind == Destruction::remove_member;
}

std::string_view whole_of(Destruction kind, scim::ResourceType type) {
  if (kind == Destruction::remove_member) return "memberships";
  return type == scim::ResourceType::user ? "people" : "groups";
}

std::string_view deeds(Destruction kind) {
  switch (kind) {
    case Destruction::remove:
      return "deletes";
    case Destruction::disable:
      return "disables";
    case Destruction::remove_member:
      return "removals of members";
    case Destruction::rename:
      return "renames";
    case Destruction::clear:
    case Destruction::value:  // No guard asks.
      break;
  }
  return "clears of attributes";
}

std::string in_words(std::chrono::milliseconds window) {
  using namespace std::chrono;
  if (window % hours(1) == milliseconds(0)) return fmt::format("{}h", window / hours(1));
  if (window % minutes(1) == milliseconds(0)) return fmt::format("{}min", window / minutes(1));
  return window % seconds(1) == milliseconds(0) ? fmt::format("{}s", window / seconds(1))
                                                : fmt::format("{}ms", window.count());
}

}  // namespace

std::string_view name_of(Destruction kind) {
  switch (kind) {
    case Destruction::remove:
      return "delete";
    case Destruction::disable:
      return "disable";
    case Destruction::remove_member:
      return "member_removal";
    case Destruction::rename:
      return "rename";
    case Destruction::value:
      return "value";
    case Destruction::clear:
      break;
  }
  return "clear";
}

std::optional<std::string> objection(const GuardLimits& limits, Destruction kind, scim::ResourceType type,
                                     const GuardLoad& load, long wanted) {
  if (!limits.enabled) return std::nullopt;
  const auto& limit = limits.limit(kind);
  const long whole = load.population + (takes_away(kind) ? load.passed : 0);
  const long number = load.passed + wanted;
  if (number <= limit.number || number * 100 <= limit.percent * whole) return std::nullopt;
  return fmt::format("{} {} within {} would be more than {} and more than {} % of {} {}", number, deeds(kind),
                     in_words(limits.window), limit.number, limit.percent, whole, whole_of(kind, type));
}

Result<std::optional<std::string>> ask_guard(store::Transaction& transaction, const GuardLimits& limits,
                                             Destruction kind, scim::ResourceType type, long wanted,
                                             WallTime now) {
  if (!limits.enabled) return std::optional<std::string>();
  TRY(transaction.forget_passed(now));
  TRY_AS(passed, transaction.passed(kind, type, now));
  TRY_AS(population, transaction.population(kind, type));
  auto objects = objection(limits, kind, type, {passed, population}, wanted);
  if (!objects) TRY(transaction.count_passed(kind, type, wanted, counts_until(limits, now)));
  return objects;
}

Status give_back(store::Transaction& transaction, const GuardLimits& limits, Destruction kind,
                 scim::ResourceType type, long number, WallTime then) {
  return transaction.count_passed(kind, type, -number, counts_until(limits, then));
}

}  // namespace bridge::sync
