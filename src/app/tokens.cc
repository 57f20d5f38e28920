#include "app/tokens.h"

#include <array>

#include "base/digest.h"

namespace bridge::app {

Secret make_token(Random& random) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::array<unsigned char, 43> bytes{};  // Six bits of each are used: 258 in all.
  random.fill(bytes);
  std::string text = "slb_";
  for (const unsigned char byte : bytes) text += kAlphabet[byte & 63];
  return Secret(std::move(text));
}

Status TokenTable::reload(store::Store& store) {
  TRY_AS(tokens, store.read([](const store::Reader& reader) { return reader.tokens(); }));
  std::erase_if(tokens, [](const store::Token& token) { return token.revoked.has_value(); });
  tokens_.with([&](auto& table) { table = std::move(tokens); });
  return Done{};
}

std::optional<std::string> TokenTable::authenticate(std::string_view token) {
  const std::string digest = sha256_hex(token);
  const WallTime now = clock_.now();
  return tokens_.with([&](const auto& table) {
    std::optional<std::string> name;
    for (const auto& one : table) {
      const bool equal = equal_in_constant_time(one.digest, digest);
      if (equal && (!one.expires || now < *one.expires)) name = one.name;
    }
    return name;
  });
}

}  // namespace bridge::app
