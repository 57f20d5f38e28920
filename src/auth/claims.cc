#include "auth/claims.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

namespace bridge::auth {
namespace {

using scim::Json;

constexpr std::chrono::seconds kLeeway{60};

bool says(const Json& claims, const char* name, const std::string& wanted) {
  const auto found = claims.find(name);
  return found != claims.end() && found->is_string() && found->get_ref<const std::string&>() == wanted;
}

// One audience or a list of them.
bool is_meant_for(const Json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end() || !found->is_array()) return says(claims, "aud", audience);
  return std::any_of(found->begin(), found->end(), [&](const Json& one) { return one == Json(audience); });
}

std::optional<std::chrono::seconds> moment(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number_integer()) return std::nullopt;
  return std::chrono::seconds(found->get<std::int64_t>());
}

Result<Done, std::string_view> check_times(const Json& claims, WallTime wall) {
  const auto now = std::chrono::floor<std::chrono::seconds>(wall).time_since_epoch();
  const auto ends = moment(claims, "exp"), begins = moment(claims, "nbf"), made = moment(claims, "iat");
  if (!ends) return std::string_view("it does not say when it ends");
  if (now - kLeeway >= *ends) return std::string_view("expired");
  if (claims.contains("nbf") && (!begins || now + kLeeway < *begins))
    return std::string_view("not valid yet");
  if (claims.contains("iat") && (!made || now + kLeeway < *made)) return std::string_view("from the future");
  return Done{};
}

}  // namespace

Result<Done, std::string_view> check_claims(const Json& claims, const config::Config::Issuer& issuer,
                                            WallTime now) {
  if (!says(claims, "iss", issuer.issuer)) return std::string_view("another issuer");
  if (!says(claims, "tid", issuer.tenant)) return std::string_view("another tenant");
  if (!is_meant_for(claims, issuer.audience)) return std::string_view("another audience");
  if (!issuer.subject.empty() && !says(claims, "sub", issuer.subject))
    return std::string_view("another subject");
  return check_times(claims, now);
}

}  // namespace bridge::auth
