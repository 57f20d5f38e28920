#pragma once

#include "base/clock.h"
#include "ldap/connection.h"
#include "ldap/settings.h"

namespace bridge::ldap {

// Connects to one server, secures the connection and binds, all by the deadline. Any thread.
Outcome<Connection> log_in(const ServerAddress& server, const Settings& settings, const Clock& clock,
                           SteadyTime deadline);

}  // namespace bridge::ldap
