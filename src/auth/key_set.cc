#include "auth/key_set.h"

#include <cjose/base64.h>
#include <cjose/jwk.h>
#include <cjose/jws.h>
#include <cjose/util.h>

#include <nlohmann/json.hpp>
#include <optional>

namespace bridge::auth {
namespace {

using scim::Json;
using Reason = std::string_view;

constexpr std::size_t kLeastBits = 2048;
constexpr std::size_t kLongestToken = 16 * 1024;
constexpr Reason kNoToken = "no signed token";

struct ReleaseToken {
  void operator()(cjose_jws_t* token) const noexcept { ::cjose_jws_release(token); }
};

// cjose ends the process, by an assertion, at what is not made of this alphabet or has one character left
// over.
bool is_base64url(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return text.size() % 4 != 1 && text.find_first_not_of(kAlphabet) == std::string_view::npos;
}

// The compact form of RFC 7515 section 3.1: parts with dots between.
bool is_compact(std::string_view token) {
  for (std::size_t dot = token.find('.'); dot != std::string_view::npos; dot = token.find('.')) {
    if (!is_base64url(token.substr(0, dot))) return false;
    token.remove_prefix(dot + 1);
  }
  return is_base64url(token);
}

std::string text_at(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

bool is_for_signatures(const Json& key) {
  const std::string use = text_at(key, "use"), algorithm = text_at(key, "alg");
  return text_at(key, "kty") == "RSA" && (use.empty() || use == "sig") &&
         (algorithm.empty() || algorithm == "RS256") && !text_at(key, "kid").empty();
}

// Of the public parts alone; what else stands there is nothing we need.
cjose_jwk_t* import(const Json& key) {
  if (!is_base64url(text_at(key, "n")) || !is_base64url(text_at(key, "e"))) return nullptr;
  const std::string text = scim::to_text(
      Json{{"kty", "RSA"}, {"kid", text_at(key, "kid")}, {"n", text_at(key, "n")}, {"e", text_at(key, "e")}});
  cjose_err error{};
  return ::cjose_jwk_import(text.data(), text.size(), &error);
}

std::optional<std::string> decode(std::string_view base64url) {
  std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  cjose_err error{};
  if (!::cjose_base64url_decode(base64url.data(), base64url.size(), &bytes, &size, &error))
    return std::nullopt;
  std::string text(reinterpret_cast<const char*>(bytes), size);
  ::cjose_get_dealloc()(bytes);
  return text;
}

}  // namespace

void KeySet::Release::operator()(_cjose_jwk_int* key) const noexcept { ::cjose_jwk_release(key); }

Result<KeySet> KeySet::parse(std::string_view jwks) {
  TRY_AS(document, scim::parse_json(jwks));
  if (!document.is_object() || !document.contains("keys") || !document["keys"].is_array())
    return invalid_input("is no JWK set: there is no list 'keys'");
  KeySet made;
  cjose_err error{};
  for (const Json& each : document["keys"]) {
    if (!each.is_object() || !is_for_signatures(each)) continue;
    Key key(import(each));
    if (key && ::cjose_jwk_get_keysize(key.get(), &error) >= kLeastBits)
      made.keys_.insert_or_assign(text_at(each, "kid"), std::move(key));
  }
  if (made.keys_.empty()) return invalid_input("has no RSA key of 2048 bits or more that is for signatures");
  return made;
}

Result<std::string, Reason> key_id_of(std::string_view token) {
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos || token.size() > kLongestToken || !is_compact(token)) return kNoToken;
  const auto text = decode(token.substr(0, dot));
  if (!text) return kNoToken;
  const auto header = scim::parse_json(*text);
  if (!header || !header->is_object()) return kNoToken;
  if (text_at(*header, "alg") != "RS256") return Reason("signed by another algorithm than RS256");
  if (header->contains("crit"))
    return Reason("its header has demands that are not known");  // RFC 7515 4.1.11
  std::string id = text_at(*header, "kid");
  if (id.empty()) return Reason("its header names no key");
  return id;
}

Result<Json, Reason> KeySet::claims_of(std::string_view token) const {
  TRY_AS(id, key_id_of(token));
  const auto key = keys_.find(id);
  if (key == keys_.end()) return Reason("signed with an unknown key");
  cjose_err error{};
  const std::unique_ptr<cjose_jws_t, ReleaseToken> signed_token(
      ::cjose_jws_import(token.data(), token.size(), &error));
  if (!signed_token) return kNoToken;
  if (!::cjose_jws_verify(signed_token.get(), key->second.get(), &error)) return Reason("a wrong signature");
  std::uint8_t* bytes = nullptr;  // The token's own.
  std::size_t size = 0;
  if (!::cjose_jws_get_plaintext(signed_token.get(), &bytes, &size, &error)) return kNoToken;
  auto claims = scim::parse_json({reinterpret_cast<const char*>(bytes), size});
  if (!claims || !claims->is_object()) return kNoToken;
  return *std::move(claims);
}

}  // namespace bridge::auth
