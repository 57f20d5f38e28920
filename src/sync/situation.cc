#include "sync/situation.h"

namespace bridge::sync {

std::string_view name_of(Situation situation) {
  constexpr std::string_view names[kSituations] = {"in_sync",  "drifted",   "missing",  "moved",   "replaced",
                                                   "occupied", "ambiguous", "returned", "foreign", "refused"};
  return names[static_cast<int>(situation)];
}

Toll& Toll::operator+=(const Toll& other) {
  removals += other.removals;
  disables += other.disables;
  member_removals += other.member_removals;
  renames += other.renames;
  clears += other.clears;
  return *this;
}

}  // namespace bridge::sync
