#pragma once

#include <openssl/types.h>

#include <string>
#include <vector>

#include "base/result.h"

namespace bridge::http {

// Which certificates clients may show (RFC 8446 section 4.3.2).
struct ClientCertificates {
  std::string authority;           // PEM: who issues them. Empty: none are asked for.
  std::string revoked;             // PEM: their list of revoked ones (RFC 5280 section 5). Empty: none.
  std::vector<std::string> names;  // Who may come, as names_of() spells it; empty: whoever was issued one.
};

// From then on a handshake fails unless the client has a certificate that was issued by the authority for
// this purpose, is neither over nor revoked, and has one of the names. A list of revoked certificates that is
// over lets nobody in. Sessions are not resumed, so every connection is checked. The error names the file at
// fault.
Status require_client_certificates(SSL_CTX& context, const ClientCertificates& wanted);

// Its subject (RFC 4514: "CN=entra,O=Example") and its alternative names ("DNS:…", "URI:…", "email:…").
std::vector<std::string> names_of(X509& certificate);

}  // namespace bridge::http
