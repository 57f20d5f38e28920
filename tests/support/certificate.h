#pragma once

#include <string>
#include <vector>

namespace bridge::testing {

// Writes ca.pem, server.pem and server.key into a folder: a certificate with these subjectAltNames, signed by
// an authority of its own. Needs the openssl command; throws when that fails.
void make_certificate(const std::string& folder, const std::string& names = "DNS:localhost,IP:127.0.0.1");

// In a folder that make_certificate has filled: NAME.pem and NAME.key for a client, signed by the authority
// there.
void make_client_certificate(const std::string& folder, const std::string& name, const std::string& subject,
                             const std::string& names = "DNS:client.example.org");

// Writes crl.pem, the authority's list of these revoked certificates: all that were ever given here.
void revoke_certificates(const std::string& folder, const std::vector<std::string>& names);

}  // namespace bridge::testing
