#include "http/framing.h"

#include <algorithm>

#include "http/syntax.h"

namespace bridge::http {
namespace {

auto count(const Request& head, std::string_view name) {
  return std::count_if(head.headers.begin(), head.headers.end(),
                       [&](const Header& each) { return equals_ignoring_ascii_case(each.name, name); });
}

bool is_host_char(char c) {
  return is_token_char(c) || std::string_view("()[]:,;=").find(c) != std::string_view::npos;
}

Verdict check_single_headers(const Request& head) {
  const std::string* host = head.header("Host");
  if (host == nullptr && head.minor_version > 0) return Refusal{400, "The Host header is missing."};
  if (count(head, "Host") > 1) return Refusal{400, "There is more than one Host header."};
  if (host != nullptr && !std::all_of(host->begin(), host->end(), is_host_char)) {
    return Refusal{400, "The Host header holds characters that do not belong there."};
  }
  if (count(head, "Authorization") > 1) return Refusal{400, "There is more than one Authorization header."};
  return Done{};
}

// Calls `use` for each word of the Connection headers (RFC 9110 section 7.6.1).
template <class Use>
void for_each_connection_option(const Request& head, Use use) {
  for (const Header& each : head.headers) {
    if (!equals_ignoring_ascii_case(each.name, "Connection")) continue;
    for (std::string_view rest = each.value; !rest.empty();) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      use(trim(rest.substr(0, comma)));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
}

bool wants_keep_alive(const Request& head) {
  bool close = false;
  bool keep = head.minor_version > 0;
  for_each_connection_option(head, [&](std::string_view option) {
    if (equals_ignoring_ascii_case(option, "close")) close = true;
    if (equals_ignoring_ascii_case(option, "keep-alive")) keep = true;
  });
  return keep && !close;
}

Result<std::uint64_t, Refusal> parse_length(std::string_view text, const Limits& limits) {
  constexpr std::size_t kMostDigits = 18;  // Fits 64 bits.
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (text.empty() || !digits) return Refusal{400, "The Content-Length header is not a number."};
  if (text.size() > kMostDigits) return Refusal{413, "The body is too large."};
  std::uint64_t length = 0;
  for (const char digit : text) length = length * 10 + static_cast<std::uint64_t>(digit - '0');
  if (length > limits.body) return Refusal{413, "The body is too large."};
  return length;
}

Verdict check_transfer_coding(const Request& head) {
  if (count(head, "Content-Length") > 0) {
    return Refusal{400, "Content-Length and Transfer-Encoding exclude each other."};
  }
  if (head.minor_version == 0) return Refusal{400, "HTTP/1.0 has no Transfer-Encoding."};
  if (count(head, "Transfer-Encoding") > 1)
    return Refusal{400, "There is more than one Transfer-Encoding header."};
  if (!equals_ignoring_ascii_case(*head.header("Transfer-Encoding"), "chunked")) {
    return Refusal{501, "The only transfer coding supported is 'chunked'."};
  }
  return Done{};
}

Verdict frame_body(const Request& head, const Limits& limits, Framing& into) {
  if (head.header("Transfer-Encoding") != nullptr) {
    TRY(check_transfer_coding(head));
    into.body = Framing::Body::chunked;
    return Done{};
  }
  const std::string* length = head.header("Content-Length");
  if (length == nullptr) return Done{};
  if (count(head, "Content-Length") > 1) return Refusal{400, "There is more than one Content-Length header."};
  TRY_AS(parsed, parse_length(*length, limits));
  into.length = parsed;
  if (parsed > 0) into.body = Framing::Body::sized;
  return Done{};
}

}  // namespace

Result<Framing, Refusal> frame(const Request& head, const Limits& limits) {
  Framing framing;
  TRY(check_single_headers(head));
  TRY(frame_body(head, limits, framing));
  framing.keep_alive = wants_keep_alive(head);
  if (const std::string* expect = head.header("Expect")) {
    if (!equals_ignoring_ascii_case(*expect, "100-continue")) {
      return Refusal{417, "The only expectation supported is '100-continue'."};
    }
    framing.expects_continue = head.minor_version > 0 && framing.body != Framing::Body::none;
  }
  return framing;
}

}  // namespace bridge::http
