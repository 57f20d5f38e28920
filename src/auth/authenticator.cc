#include "auth/authenticator.h"

#include "base/log.h"

namespace bridge::auth {
namespace {

using Kind = store::Credential::Kind;

constexpr int kPatience = 10;  // Seconds, for who is over the limit.
constexpr int kMoment = 2;     // The same, for who may be right.

}  // namespace

http::Denial Doorkeeper::turn_away(const Mismatch& why, std::string_view remote,
                                   std::string_view request_id) {
  if (why.later) return {503, kMoment};
  const SteadyTime now = clock_.steady_now();
  const bool address_may = addresses_.note(failure_key(remote), now);
  const bool client_may = why.client.empty() || clients_.note(why.client, now);
  if (!address_may || !client_may) return {429, kPatience};
  log_event(LogLevel::warning, Event::auth_failed,
            {{"reason", std::string(why.reason)},
             {"client", why.client.empty() ? "-" : why.client},
             {"remote", std::string(remote)},
             {"request", std::string(request_id)}});
  return {};
}

Result<http::Principal, http::Denial> Authenticator::check(const http::Evidence& evidence) {
  if (!evidence.bearer_token) return http::Denial{};  // Nothing was tried; Entra's first request is one.
  auto principal = credentials_.find({Kind::token, Kind::access_token}, "", *evidence.bearer_token);
  if (!principal && !issuers_.empty() && principal.error().client.empty())
    principal = issuers_.find("", *evidence.bearer_token);
  if (principal) return *std::move(principal);
  return doorkeeper_.turn_away(principal.error(), evidence.remote, evidence.request_id);
}

}  // namespace bridge::auth
