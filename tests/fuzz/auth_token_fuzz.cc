// What clients send to be let in: the Authorization header, the form of the token endpoint. The input is the
// header up to the first newline, then the body.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "auth/token_request.h"
#include "http/bearer.h"

using namespace bridge;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// RFC 6749 section 5.2: neither may hold a quote, a backslash or a control character.
bool is_printable(std::string_view text) {
  for (const char c : text)
    if (c < ' ' || c > '~' || c == '"' || c == '\\') return false;
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  const std::string_view authorization = text.substr(0, end);
  if (const auto token = http::bearer_token(authorization))
    require(!token->empty() && token->size() < authorization.size());

  http::Request request;
  request.method = "POST";
  request.target = request.path = "/oauth2/token";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  if (!authorization.empty()) request.headers.push_back({"Authorization", std::string(authorization)});
  if (end != std::string_view::npos) request.body = text.substr(end + 1);
  const auto asked = auth::parse_token_request(request);
  if (asked) {
    require(!asked->grant_type.empty());
  } else {
    require(!asked.error().error.empty() && asked.error().status >= 400);
    require(is_printable(asked.error().error) && is_printable(asked.error().description));
  }
  return 0;
}
