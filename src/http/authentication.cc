#include "http/authentication.h"

#include "http/bearer.h"
#include "http/refusal.h"

namespace bridge::http {
namespace {

constexpr std::string_view kChallenge = "Bearer realm=\"scim\"";

Header challenge(std::string_view error) {
  std::string value(kChallenge);
  if (!error.empty()) value.append(", error=\"").append(error).append("\"");
  return {"WWW-Authenticate", std::move(value)};
}

std::string_view detail_of(const Denial& denial) {
  if (denial.status == 429) return "Too many wrong credentials came from there; try again later.";
  if (denial.status == 503) return "Whether the token is good cannot be told at the moment.";
  return "A valid bearer token is needed.";
}

}  // namespace

Evidence evidence_of(const Request& request) {
  Evidence evidence{std::nullopt, request.remote, request.id};
  if (const std::string* authorization = request.header("Authorization"))
    evidence.bearer_token = bearer_token(*authorization);
  return evidence;
}

Response denied(const Evidence& evidence, const Denial& denial) {
  Response response = scim_error(denial.status, detail_of(denial));
  if (denial.retry_after > 0) response.headers.push_back({"Retry-After", std::to_string(denial.retry_after)});
  if (denial.status == 401)
    response.headers.push_back(challenge(evidence.bearer_token ? "invalid_token" : ""));
  return response;
}

Header insufficient_rights() { return challenge("insufficient_scope"); }

}  // namespace bridge::http
