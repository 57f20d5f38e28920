#pragma once

#include <openssl/types.h>

#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "http/client_certificates.h"

namespace bridge::http {

struct TlsFiles {
  std::string certificate_chain;  // PEM: the server's certificate first, then its issuers'.
  std::string private_key;        // PEM, without a passphrase.
  ClientCertificates clients{};   // What clients must show besides their token.
};

// What TLS servers need: TLS 1.2 and 1.3 only (RFC 9325), forward secrecy and authenticated encryption, the
// suites that Entra offers among them; no renegotiation, no compression. Reads the files once; to pick up new
// ones, load again and give the result to Server::set_tls. The error names the file at fault.
Result<std::shared_ptr<SSL_CTX>> load_tls_context(const TlsFiles& files);

// When the server's own certificate is over; nothing when it has none.
std::optional<WallTime> end_of_certificate(const SSL_CTX& context);

}  // namespace bridge::http
