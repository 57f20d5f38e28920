#pragma once

#include <string>

namespace bridge::testing {

// Writes ca.pem, server.pem and server.key into a folder: a certificate for `localhost` and 127.0.0.1 signed
// by an authority of its own. Needs the openssl command; throws when that fails.
void make_certificate(const std::string& folder, const std::string& host = "localhost");

}  // namespace bridge::testing
