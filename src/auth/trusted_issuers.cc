#include "auth/trusted_issuers.h"

#include "auth/claims.h"

namespace bridge::auth {

TrustedIssuers::TrustedIssuers(const std::vector<config::Config::Issuer>& issuers, const Clock& clock,
                               const KeySource::Fetch& fetch, const KeySource::Times& times)
    : clock_(clock) {
  for (const auto& issuer : issuers)
    issuers_.push_back({issuer, std::make_unique<KeySource>(issuer.keys, fetch, clock, times)});
}

Result<http::Principal, Mismatch> TrustedIssuers::find(std::string_view client,
                                                       std::string_view token) const {
  const auto key_id = key_id_of(token);
  if (!key_id) return Mismatch{std::string(client), key_id.error()};
  Mismatch why{std::string(client), "nobody whose tokens are believed"};
  for (const Trusted& trusted : issuers_) {
    if (!client.empty() && trusted.issuer.client != client) continue;
    auto principal = ask(trusted, *key_id, token);
    if (principal) return principal;
    const bool later = why.later || principal.error().later;
    why = principal.error();
    why.later = later;
  }
  return why;
}

Result<http::Principal, Mismatch> TrustedIssuers::ask(const Trusted& trusted, const std::string& key_id,
                                                      std::string_view token) const {
  const std::string& client = trusted.issuer.client;
  bool later = false;
  const auto keys = trusted.keys->with_key(key_id, later);
  if (!keys) return Mismatch{client, "signed with an unknown key", later};
  const auto claims = keys->claims_of(token);
  if (!claims) return Mismatch{client, claims.error()};
  if (const auto sound = check_claims(*claims, trusted.issuer, clock_.now()); !sound)
    return Mismatch{client, sound.error()};
  return http::Principal{client, trusted.issuer.rights};
}

}  // namespace bridge::auth
