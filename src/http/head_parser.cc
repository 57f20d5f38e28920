#include "http/head_parser.h"

#include <algorithm>
#include <array>

#include "http/syntax.h"

namespace bridge::http {
namespace {

constexpr std::array<std::string_view, 7> kMethods = {"GET",    "POST", "PUT",    "PATCH",
                                                      "DELETE", "HEAD", "OPTIONS"};

Verdict parse_method(std::string_view method, Request& into) {
  if (method.empty() || !std::all_of(method.begin(), method.end(), is_token_char)) {
    return Refusal{400, "The request line does not begin with a method."};
  }
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) {
    return Refusal{501, "This method is not supported."};
  }
  into.method = method;
  return Done{};
}

Verdict parse_version(std::string_view version, Request& into) {
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    const bool other = version.size() == 8 && version.starts_with("HTTP/");
    if (other) return Refusal{505, "Only HTTP/1.1 and HTTP/1.0 are spoken here."};
    return Refusal{400, "The request line does not end with an HTTP version."};
  }
  into.minor_version = version.back() - '0';
  return Done{};
}

// Takes "https://host" off the front.
std::string_view without_authority(std::string_view target, Request& into) {
  const std::size_t scheme = target.find("://");
  if (scheme == std::string_view::npos) return target;
  const std::string_view name = target.substr(0, scheme);
  if (!equals_ignoring_ascii_case(name, "http") && !equals_ignoring_ascii_case(name, "https")) return target;
  std::string_view rest = target.substr(scheme + 3);
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  into.authority = rest.substr(0, end);
  return rest.substr(end);
}

Verdict parse_target(std::string_view target, const Limits& limits, Request& into) {
  if (target.size() > limits.target) return Refusal{414, "The request target is too long."};
  const auto is_visible = [](char c) { return c > ' ' && c < 0x7f && c != '#'; };
  if (target.empty() || !std::all_of(target.begin(), target.end(), is_visible)) {
    return Refusal{400, "The request target holds characters that must be percent-encoded."};
  }
  const std::string_view origin = target.front() == '/' ? target : without_authority(target, into);
  into.target = origin.empty() || origin.front() == '?' ? "/" : "";
  into.target += origin;
  if (into.target.front() != '/' && !(into.target == "*" && into.method == "OPTIONS")) {
    return Refusal{400, "The request target must begin with '/'."};
  }
  const std::size_t mark = into.target.find('?');
  into.path = into.target.substr(0, mark);
  if (mark != std::string::npos) into.query = into.target.substr(mark + 1);
  return Done{};
}

}  // namespace

Verdict parse_request_line(std::string_view line, const Limits& limits, Request& into) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return Refusal{400, "The request line must be a method, a target and a version."};
  }
  TRY(parse_method(line.substr(0, first), into));
  TRY(parse_version(line.substr(last + 1), into));
  return parse_target(line.substr(first + 1, last - first - 1), limits, into);
}

Result<Header, Refusal> parse_header_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return Refusal{400, "A header line has no colon."};
  const std::string_view name = line.substr(0, colon);
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_token_char)) {
    return Refusal{400, "A header name holds characters that do not belong there."};
  }
  const std::string_view value = trim(line.substr(colon + 1));
  if (std::any_of(value.begin(), value.end(), [](char c) { return is_control(c) && c != '\t'; })) {
    return Refusal{400, "A header value holds control characters."};
  }
  return Header{std::string(name), std::string(value)};
}

}  // namespace bridge::http
