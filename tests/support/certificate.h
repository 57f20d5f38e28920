#pragma once

#include <string>

namespace bridge::testing {

// Writes ca.pem, server.pem and server.key into a folder: a certificate with these subjectAltNames, signed by
// an authority of its own. Needs the openssl command; throws when that fails.
void make_certificate(const std::string& folder, const std::string& names = "DNS:localhost,IP:127.0.0.1");

}  // namespace bridge::testing
