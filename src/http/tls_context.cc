#include "http/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <cstring>
#include <ctime>

namespace bridge::http {
namespace {

constexpr const char* kTls12Suites = "ECDHE+AESGCM:ECDHE+CHACHA20";

// Why the last call failed; the oldest error is the most telling.
std::string reason() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "unknown error";
  if (ERR_SYSTEM_ERROR(code)) return std::strerror(ERR_GET_REASON(code));
  const char* text = ERR_reason_error_string(code);
  if (text != nullptr) return text;
  std::array<char, 256> generic{};
  ERR_error_string_n(code, generic.data(), generic.size());
  return generic.data();
}

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
    return internal("TLS: " + reason());
  harden(context.get());
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate_chain.c_str()) != 1) {
    return invalid_input(reason()).within("reading the certificate chain '" + files.certificate_chain + "'");
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.private_key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return invalid_input(reason()).within("reading the private key '" + files.private_key + "'");
  }
  return context;
}

WallTime certificate_end(const SSL_CTX& context) {
  std::tm end{};
  ASN1_TIME_to_tm(X509_get0_notAfter(SSL_CTX_get0_certificate(&context)), &end);
  return std::chrono::time_point_cast<WallTime::duration>(
      std::chrono::system_clock::from_time_t(::timegm(&end)));
}

}  // namespace bridge::http
