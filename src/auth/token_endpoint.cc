#include "auth/token_endpoint.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "base/digest.h"
#include "base/log.h"
#include "scim/json.h"

namespace bridge::auth {
namespace {

using Kind = store::Credential::Kind;

constexpr int kMostAccessTokens = 20;  // Of one client; the oldest give way.
constexpr int kRetryAfter = 5;

// An answer that no cache may keep (RFC 6749 section 5.1).
http::Response respond(int status, const scim::Json& body) {
  return {status,
          {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}, {"Pragma", "no-cache"}},
          scim::to_text(body)};
}

http::Response respond(const TokenError& error) {
  auto response = respond(error.status, {{"error", error.error}, {"error_description", error.description}});
  if (error.status == 401) response.headers.push_back({"WWW-Authenticate", "Basic realm=\"oauth2\""});
  if (error.retry_after > 0) response.headers.push_back({"Retry-After", std::to_string(error.retry_after)});
  return response;
}

http::Response only_post() {
  auto response = respond({"invalid_request", "this endpoint takes POST", 405});
  response.headers.push_back({"Allow", "POST"});
  return response;
}

TokenError not_now() { return {"temporarily_unavailable", "no token can be made now", 503, kRetryAfter}; }

TokenError denied(const http::Denial& denial) {
  if (denial.status == 503) return not_now();
  if (denial.status != 401)
    return {"temporarily_unavailable", "too many wrong credentials came from there", denial.status,
            denial.retry_after};
  return {"invalid_client", "the client or its credentials are unknown", 401};
}

std::optional<scim::Rights> rights_of_scope(std::string_view scope) {
  constexpr std::string_view kPrefix = "scim:";
  if (scope == "scim") return scim::Rights::all;
  if (!scope.starts_with(kPrefix)) return std::nullopt;
  return scim::parse_rights(scope.substr(kPrefix.size()));
}

// What the client asked for, as far as it may have that.
Result<scim::Rights, TokenError> narrow(scim::Rights most, const std::string& scope) {
  if (scope.empty()) return most;
  auto wanted = scim::Rights::read_users;
  std::istringstream scopes(scope);
  for (std::string one; scopes >> one;) {
    const auto rights = rights_of_scope(one);
    if (!rights)
      return TokenError{"invalid_scope", "there are scim, scim:read-only, scim:users, scim:read-users"};
    wanted = wanted | *rights;
  }
  return most & wanted;
}

http::Response granted(const AccessToken& token, scim::Rights rights) {
  return respond(200, {{"access_token", token.secret.reveal()},
                       {"token_type", "Bearer"},
                       {"expires_in", token.life.count()},
                       {"scope", "scim:" + std::string(scim::name_of(rights))}});
}

http::Response issue(TokenIssuer& issuer, const http::Principal& principal, const std::string& request_id) {
  const auto token = issuer.issue(principal);
  if (!token) {
    log_event(LogLevel::error, Event::state_failed, {{"reason", token.error().message}});
    return respond(not_now());
  }
  log_event(LogLevel::info, Event::auth_token_issued,
            {{"client", principal.client},
             {"rights", std::string(scim::name_of(principal.rights))},
             {"request", request_id}});
  return granted(*token, principal.rights);
}

}  // namespace

Result<AccessToken> TokenIssuer::issue(const http::Principal& principal) {
  AccessToken token{make_secret(random_), life_};
  store::Credential credential;
  credential.kind = Kind::access_token;
  credential.client = principal.client;
  credential.digest = sha256_hex(token.secret.reveal());
  credential.rights = principal.rights;
  credential.created = clock_.now();
  credential.expires = credential.created + life_;
  const Status kept = store_.write([&](store::Transaction& transaction) -> Status {
    TRY(transaction.trim_access_tokens(principal.client, credential.created, kMostAccessTokens - 1));
    return transaction.add_credential(credential);
  });
  TRY(kept);
  TRY(credentials_.reload(store_));
  return token;
}

Result<http::Principal, Mismatch> TokenEndpoint::identify(const TokenRequest& request) const {
  if (request.assertion && parts_.check_assertion)
    return parts_.check_assertion(request.client_id, *request.assertion);
  if (request.client_id.empty() || !request.client_secret)
    return Mismatch{request.client_id, "no credentials"};
  auto found =
      parts_.credentials.find({Kind::client_secret}, request.client_id, request.client_secret->reveal());
  if (!found) return Mismatch{request.client_id, found.error().reason};
  return found;
}

Result<http::Principal, TokenError> TokenEndpoint::decide(const http::Request& request) const {
  TRY_AS(asked, parse_token_request(request));
  auto principal = identify(asked);
  if (!principal) return denied(parts_.doorkeeper.turn_away(principal.error(), request.remote, request.id));
  if (asked.grant_type != "client_credentials")
    return TokenError{"unsupported_grant_type", "grant_type must be client_credentials"};
  TRY_AS(rights, narrow(principal->rights, asked.scope));
  principal->rights = rights;
  return *std::move(principal);
}

void TokenEndpoint::operator()(http::Request&& request, http::Reply reply) const {
  if (request.method != "POST") return reply(only_post());
  auto principal = decide(request);
  if (!principal) {
    log_event(LogLevel::info, Event::auth_token_refused,
              {{"error", principal.error().error}, {"remote", request.remote}, {"request", request.id}});
    return reply(respond(principal.error()));
  }
  const bool taken =
      parts_.pool.submit([&issuer = parts_.issuer, reply, principal = *std::move(principal),
                          id = std::move(request.id)] { reply(issue(issuer, principal, id)); });
  if (!taken) reply(respond(not_now()));
}

}  // namespace bridge::auth
