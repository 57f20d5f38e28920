#include "auth/credential_table.h"

#include <algorithm>
#include <array>

#include "base/digest.h"

namespace bridge::auth {
namespace {

using store::Credential;

Mismatch mismatch(const Credential* known) {
  if (known == nullptr) return {"", "unknown"};
  return {known->client, known->revoked ? "revoked" : "expired"};
}

}  // namespace

Secret make_secret(Random& random) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::array<unsigned char, 43> bytes{};  // Six bits of each are used: 258 in all.
  random.fill(bytes);
  std::string text = "slb_";
  for (const unsigned char byte : bytes) text += kAlphabet[byte & 63];
  return Secret(std::move(text));
}

Status CredentialTable::reload(store::Store& store) {
  TRY_AS(credentials, store.read([](const store::Reader& reader) { return reader.credentials(); }));
  table_.with([&](auto& table) { table = std::move(credentials); });
  return Done{};
}

Result<http::Principal, Mismatch> CredentialTable::find(Kinds kinds, std::string_view client,
                                                        std::string_view secret) {
  const std::string digest = sha256_hex(secret);
  const WallTime now = clock_.now();
  return table_.with([&](const auto& table) -> Result<http::Principal, Mismatch> {
    const Credential* found = nullptr;
    for (const Credential& one : table) {
      const bool fits = std::find(kinds.begin(), kinds.end(), one.kind) != kinds.end() &&
                        (client.empty() || one.client == client);
      if (equal_in_constant_time(one.digest, digest) && fits) found = &one;
    }
    if (found == nullptr || !found->is_live(now)) return mismatch(found);
    return http::Principal{found->client, found->rights};
  });
}

std::vector<Credential> CredentialTable::all() {
  return table_.with([](const auto& table) { return table; });
}

}  // namespace bridge::auth
