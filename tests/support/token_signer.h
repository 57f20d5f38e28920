#pragma once

#include <cjose/header.h>
#include <cjose/jwk.h>
#include <cjose/jws.h>
#include <cjose/util.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace bridge::testing {

// An issuer of signed tokens, with a new key.
class TokenSigner {
 public:
  explicit TokenSigner(std::string key_id = "key-1", std::size_t bits = 2048)
      : key_id_(std::move(key_id)), key_(make_key(bits), cjose_jwk_release) {
    if (!key_ || !cjose_jwk_set_kid(key_.get(), key_id_.data(), key_id_.size(), nullptr))
      throw std::runtime_error("no key was made");
  }

  // The public key as a JWK.
  nlohmann::json key() const {
    char* text = cjose_jwk_to_json(key_.get(), false, nullptr);
    auto json = nlohmann::json::parse(text);
    cjose_get_dealloc()(text);
    return json;
  }

  // {"keys": […]} of these signers.
  template <class... Signers>
  static std::string key_set(const Signers&... signers) {
    return nlohmann::json{{"keys", nlohmann::json::array({signers.key()...})}}.dump();
  }

  // `header` is put over {"alg": "RS256", "kid": …}.
  std::string sign(const nlohmann::json& claims,
                   const nlohmann::json& header = nlohmann::json::object()) const {
    nlohmann::json said = {{"alg", "RS256"}, {"kid", key_id_}};
    said.update(header);
    const std::unique_ptr<cjose_header_t, void (*)(cjose_header_t*)> made(cjose_header_new(nullptr),
                                                                          cjose_header_release);
    for (const auto& [name, value] : said.items()) {
      if (value.is_string())
        cjose_header_set(made.get(), name.c_str(), value.get<std::string>().c_str(), nullptr);
      else
        cjose_header_set_raw(made.get(), name.c_str(), value.dump().c_str(), nullptr);
    }
    const std::string text = claims.is_string() ? claims.get<std::string>() : claims.dump();
    cjose_err error{};
    const std::unique_ptr<cjose_jws_t, void (*)(cjose_jws_t*)> token(
        cjose_jws_sign(key_.get(), made.get(), reinterpret_cast<const std::uint8_t*>(text.data()),
                       text.size(), &error),
        cjose_jws_release);
    const char* compact = nullptr;
    if (!token || !cjose_jws_export(token.get(), &compact, &error))
      throw std::runtime_error("nothing was signed");
    return compact;
  }

 private:
  static cjose_jwk_t* make_key(std::size_t bits) {
    const std::uint8_t exponent[] = {1, 0, 1};
    return cjose_jwk_create_RSA_random(bits, exponent, sizeof exponent, nullptr);
  }

  std::string key_id_;
  std::unique_ptr<cjose_jwk_t, bool (*)(cjose_jwk_t*)> key_;
};

}  // namespace bridge::testing
