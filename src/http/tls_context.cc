#include "http/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <ctime>

#include "http/tls_error.h"

namespace bridge::http {
namespace {

constexpr const char* kTls12Suites = "ECDHE+AESGCM:ECDHE+CHACHA20";

// A key with a passphrase is refused; without this OpenSSL would ask for it on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

void harden(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context,
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  static constexpr unsigned char kSessionsOf[] = "scim-ldap-bridge";
  SSL_CTX_set_session_id_context(context, kSessionsOf, sizeof kSessionsOf - 1);
  SSL_CTX_set_default_passwd_cb(context, no_passphrase);
}

}  // namespace

Result<std::shared_ptr<SSL_CTX>> load_tls_context(const TlsFiles& files) {
  ERR_clear_error();
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context || SSL_CTX_set_cipher_list(context.get(), kTls12Suites) != 1)
    return internal("TLS: " + tls_error());
  harden(context.get());
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate_chain.c_str()) != 1) {
    return invalid_input(tls_error())
        .within("reading the certificate chain '" + files.certificate_chain + "'");
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.private_key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return invalid_input(tls_error()).within("reading the private key '" + files.private_key + "'");
  }
  TRY(require_client_certificates(*context, files.clients));
  return context;
}

std::optional<WallTime> end_of_certificate(const SSL_CTX& context) {
  const X509* certificate = SSL_CTX_get0_certificate(&context);
  std::tm end{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1)
    return std::nullopt;
  return WallTime(std::chrono::seconds(::timegm(&end)));
}

}  // namespace bridge::http
