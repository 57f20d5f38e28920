#pragma once

#include <string_view>

namespace bridge {

// A named instant at which a test may end the process as a power cut would: with
// SCIM_LDAP_BRIDGE_FAULT=NAME or NAME:N in the environment, the Nth arrival (default 1) is the last thing
// done. Only in builds with BRIDGE_FAULT_POINTS; in packages it is nothing at all. Any thread.
#ifdef BRIDGE_FAULT_POINTS
void fault_point(std::string_view name);
#else
inline void fault_point(std::string_view) {}
#endif

}  // namespace bridge
