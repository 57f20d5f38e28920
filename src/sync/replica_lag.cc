#include "sync/replica_lag.h"

#include <thread>

namespace bridge::sync {
namespace {

constexpr std::chrono::milliseconds kGlance{50};

// Of all naming contexts together: one that nobody wrote to lacks nothing.
ldap::Outcome<std::optional<ldap::Csns>> seen_in_all(const Context& context, ldap::Session& session) {
  std::optional<ldap::Csns> all;
  for (const ldap::Dn& base : context.mapping->all_bases()) {
    TRY_AS(seen, ldap::seen_by(session, base));
    if (!seen) continue;
    if (!all) all.emplace();
    for (const auto& [server, csn] : *seen)
      if (std::string& known = (*all)[server]; known < csn) known = csn;
  }
  return all;
}

}  // namespace

ldap::Outcome<std::optional<std::string>> why_behind(const Context& context, ldap::Session& session) {
  // In this order: what is noted meanwhile is not asked for.
  const ldap::Csns made = context.marks->newest();
  const bool moved = context.marks->just_moved(context.clock.steady_now());
  std::optional<std::string> why;
  if (made.empty() && !moved) return why;
  TRY_AS(seen, seen_in_all(context, session));
  if (!seen) {
    if (moved) why = "another server of the directory answers since a moment, and may not have seen all";
    return why;
  }
  if (const auto csn = ldap::lacking(made, *seen))
    why = "the directory has not seen the change '" + *csn + "', which was made before";
  return why;
}

Error held_because_behind(const std::string& why) {
  return Error{Error::Code::conflict,
               why +
                   ", so nothing was changed. If this is a replica that is behind, it needs time; if the "
                   "directory was put back from a backup, 'scim-ldap-bridge reconcile --restored' brings "
                   "back what it lacks"};
}

ldap::Outcome<std::optional<std::string>> wait_while_behind(const Context& context, ldap::Session& session,
                                                            SteadyTime until,
                                                            const std::function<bool()>& goes_on) {
  for (;;) {
    TRY_AS(why, why_behind(context, session));
    if (!why || context.clock.steady_now() >= until || !goes_on()) return why;
    std::this_thread::sleep_for(kGlance);
  }
}

}  // namespace bridge::sync
