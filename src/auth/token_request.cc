#include "auth/token_request.h"

#include <map>

#include "base/base64.h"
#include "base/text.h"
#include "http/syntax.h"
#include "http/target.h"

namespace bridge::auth {
namespace {

using Form = std::map<std::string, std::string>;

constexpr std::size_t kMostBytes = 64 * 1024;
constexpr std::string_view kFormType = "application/x-www-form-urlencoded";
constexpr std::string_view kAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

TokenError invalid(std::string description) { return {"invalid_request", std::move(description)}; }

bool is_form(const http::Request& request) {
  const std::string* type = request.header("Content-Type");
  return type != nullptr && equals_ignoring_ascii_case(
                                http::trim(std::string_view(*type).substr(0, type->find(';'))), kFormType);
}

std::optional<std::string> decode(std::string_view text) { return http::percent_decode(text, true); }

Result<Form, TokenError> parse_form(std::string_view body) {
  Form form;
  while (!body.empty()) {
    const std::string_view field = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(field.size() + 1, body.size()));
    if (field.empty()) continue;
    const std::size_t equals = std::min(field.find('='), field.size());
    auto name = decode(field.substr(0, equals));
    auto value = decode(field.substr(std::min(equals + 1, field.size())));
    if (!name || !value) return invalid("a '%' is not followed by two hexadecimal digits");
    if (value->empty()) continue;  // As if it were not there (section 3.2).
    if (!form.emplace(*std::move(name), *std::move(value)).second) return invalid("a parameter stands twice");
  }
  return form;
}

std::string take(Form& form, const std::string& name) {
  const auto found = form.find(name);
  return found == form.end() ? "" : std::move(found->second);
}

struct Login {
  std::string id;
  Secret secret;
};

// Section 2.3.1: both halves are form-encoded before they are put together.
Result<std::optional<Login>, TokenError> basic_login(const http::Request& request) {
  const std::string* header = request.header("Authorization");
  if (header == nullptr) return std::optional<Login>();
  constexpr std::string_view kScheme = "Basic ";
  const bool basic = equals_ignoring_ascii_case(std::string_view(*header).substr(0, kScheme.size()), kScheme);
  const auto pair =
      basic ? from_base64(http::trim(std::string_view(*header).substr(kScheme.size()))) : std::nullopt;
  const std::size_t colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) return invalid("the Authorization header is no Basic authentication");
  auto id = decode(std::string_view(*pair).substr(0, colon));
  auto secret = decode(std::string_view(*pair).substr(colon + 1));
  if (!id || !secret) return invalid("the Authorization header is not form-encoded");
  return std::make_optional(Login{*std::move(id), Secret(*std::move(secret))});
}

// The id and the secret of the header, which must not contradict the form.
Result<Done, TokenError> merge(Login login, TokenRequest& into) {
  const bool other_id = !into.client_id.empty() && into.client_id != login.id;
  const bool other_secret = into.client_secret && into.client_secret->reveal() != login.secret.reveal();
  if (other_id || other_secret) return invalid("the Authorization header and the form contradict each other");
  into.client_id = std::move(login.id);
  into.client_secret = std::move(login.secret);
  return Done{};
}

Result<Done, TokenError> read_assertion(Form& form, TokenRequest& into) {
  std::string assertion = take(form, "client_assertion");
  const std::string type = take(form, "client_assertion_type");
  if (assertion.empty() && type.empty()) return Done{};
  if (type != kAssertionType) return invalid("client_assertion_type must be " + std::string(kAssertionType));
  if (assertion.empty()) return invalid("client_assertion is missing");
  into.assertion = std::move(assertion);
  return Done{};
}

}  // namespace

Result<TokenRequest, TokenError> parse_token_request(const http::Request& request) {
  if (request.body.size() > kMostBytes) return invalid("the body is too large");
  if (!is_form(request)) return invalid("the body must be " + std::string(kFormType));
  TRY_AS(form, parse_form(request.body));
  TokenRequest made;
  made.grant_type = take(form, "grant_type");
  made.client_id = take(form, "client_id");
  made.scope = take(form, "scope");
  if (std::string secret = take(form, "client_secret"); !secret.empty())
    made.client_secret = Secret(std::move(secret));
  TRY(read_assertion(form, made));
  TRY_AS(login, basic_login(request));
  if (login) TRY(merge(*std::move(login), made));
  if (made.assertion && made.client_secret) return invalid("a secret and an assertion at once");
  if (made.grant_type.empty()) return invalid("grant_type is missing");
  return made;
}

}  // namespace bridge::auth
