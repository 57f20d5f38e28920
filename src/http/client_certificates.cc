#include "http/client_certificates.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "http/tls_error.h"

namespace bridge::http {
namespace {

using Names = std::vector<std::string>;

struct FreeBio {
  void operator()(BIO* bio) const noexcept { ::BIO_free(bio); }
};
struct FreeGeneralNames {
  void operator()(GENERAL_NAMES* names) const noexcept { ::GENERAL_NAMES_free(names); }
};

std::string subject_of(X509& certificate) {
  const std::unique_ptr<BIO, FreeBio> out(::BIO_new(::BIO_s_mem()));
  ::X509_NAME_print_ex(out.get(), ::X509_get_subject_name(&certificate), 0, XN_FLAG_RFC2253);
  char* text = nullptr;
  const long size = ::BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string text_of(const ASN1_IA5STRING* text) {
  return {reinterpret_cast<const char*>(::ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(::ASN1_STRING_length(text))};
}

void add_alternative(Names& names, const GENERAL_NAME& name) {
  if (name.type == GEN_DNS) names.push_back("DNS:" + text_of(name.d.dNSName));
  if (name.type == GEN_URI) names.push_back("URI:" + text_of(name.d.uniformResourceIdentifier));
  if (name.type == GEN_EMAIL) names.push_back("email:" + text_of(name.d.rfc822Name));
}

bool is_among(const Names& wanted, const Names& shown) {
  return std::any_of(shown.begin(), shown.end(), [&](const std::string& name) {
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](const std::string& one) { return equals_ignoring_ascii_case(one, name); });
  });
}

// Where a context keeps the names that may come; OpenSSL frees them with it.
int names_slot() {
  static const int slot = ::SSL_CTX_get_ex_new_index(
      0, nullptr, nullptr, nullptr,
      [](void*, void* names, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<Names*>(names); });
  return slot;
}

// Asked for every certificate of a chain, the client's own last.
int check_name(int sound, X509_STORE_CTX* chain) {
  if (sound != 1 || ::X509_STORE_CTX_get_error_depth(chain) != 0) return sound;
  const auto* ssl =
      static_cast<const SSL*>(::X509_STORE_CTX_get_ex_data(chain, ::SSL_get_ex_data_X509_STORE_CTX_idx()));
  const auto* wanted = static_cast<const Names*>(::SSL_CTX_get_ex_data(::SSL_get_SSL_CTX(ssl), names_slot()));
  if (wanted == nullptr || is_among(*wanted, names_of(*::X509_STORE_CTX_get_current_cert(chain)))) return 1;
  ::X509_STORE_CTX_set_error(chain, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

Status trust(SSL_CTX& context, const std::string& file) {
  STACK_OF(X509_NAME)* issuers = ::SSL_load_client_CA_file(file.c_str());
  if (issuers == nullptr || ::SSL_CTX_load_verify_file(&context, file.c_str()) != 1) {
    sk_X509_NAME_pop_free(issuers, ::X509_NAME_free);
    return invalid_input(tls_error()).within("reading the clients' authority '" + file + "'");
  }
  ::SSL_CTX_set_client_CA_list(&context, issuers);
  return Done{};
}

Status heed_revocations(SSL_CTX& context, const std::string& file) {
  X509_STORE* store = ::SSL_CTX_get_cert_store(&context);
  X509_LOOKUP* lookup = ::X509_STORE_add_lookup(store, ::X509_LOOKUP_file());
  if (lookup == nullptr || ::X509_load_crl_file(lookup, file.c_str(), X509_FILETYPE_PEM) < 1)
    return invalid_input(tls_error()).within("reading the revoked certificates '" + file + "'");
  ::X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
  return Done{};
}

}  // namespace

std::vector<std::string> names_of(X509& certificate) {
  Names names{subject_of(certificate)};
  const std::unique_ptr<GENERAL_NAMES, FreeGeneralNames> alternatives(
      static_cast<GENERAL_NAMES*>(::X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int at = 0; alternatives && at < sk_GENERAL_NAME_num(alternatives.get()); ++at)
    add_alternative(names, *sk_GENERAL_NAME_value(alternatives.get(), at));
  return names;
}

Status require_client_certificates(SSL_CTX& context, const ClientCertificates& wanted) {
  if (wanted.authority.empty()) return Done{};
  TRY(trust(context, wanted.authority));
  if (!wanted.revoked.empty()) TRY(heed_revocations(context, wanted.revoked));
  if (!wanted.names.empty()) ::SSL_CTX_set_ex_data(&context, names_slot(), new Names(wanted.names));
  ::SSL_CTX_set_options(&context, SSL_OP_NO_TICKET);
  ::SSL_CTX_set_num_tickets(&context, 0);
  ::SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF);
  ::SSL_CTX_set_verify(&context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, check_name);
  return Done{};
}

}  // namespace bridge::http
