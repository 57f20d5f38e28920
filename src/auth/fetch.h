#pragma once

#include <string>

#include "base/result.h"

namespace bridge::auth {

// The bytes of a file or of an https:// (on loopback also http://) URL, one megabyte at most. Follows no
// redirections, checks the server's certificate against those this machine trusts, waits ten seconds at most.
// Fails with unavailable.
Result<std::string> fetch(const std::string& location);

}  // namespace bridge::auth
