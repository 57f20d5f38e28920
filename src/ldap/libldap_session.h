#pragma once

#include <memory>

#include "base/clock.h"
#include "ldap/session.h"
#include "ldap/settings.h"

namespace bridge::ldap {

// Connects, secures, binds. Fails with `unavailable` when the server cannot be reached by the deadline, with
// `denied` when it does not want us, and with a message that names the URI. Several URIs are tried in order,
// each with its share of the time. The first call makes the process ignore SIGPIPE. Any thread.
Outcome<std::unique_ptr<Session>> open_session(const Settings& settings, const Clock& clock,
                                               SteadyTime deadline);

}  // namespace bridge::ldap
