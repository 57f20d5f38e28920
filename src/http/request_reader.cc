#include "http/request_reader.h"

#include <algorithm>

#include "http/head_parser.h"
#include "http/syntax.h"

namespace bridge::http {
namespace {

constexpr std::size_t kMethodAndVersion = 32;  // What a request line holds besides its target, at most.

bool can_begin_a_request(char c) { return is_token_char(c) || c == '\r' || c == '\n'; }

}  // namespace

RequestReader::RequestReader(const Limits& limits) : limits_(limits), chunks_(limits.body) {}

Progress RequestReader::take(std::string_view& bytes) {
  if (bytes.empty()) return NeedMore{};
  if (phase_ != Phase::body) return take_head(bytes);
  return take_body(bytes);
}

Progress RequestReader::take_head(std::string_view& bytes) {
  phase_ = Phase::head;
  while (true) {
    // Something else than HTTP (a TLS greeting, say) may have no line end to wait for.
    const bool at_start = request_.method.empty() && !lines_.within_line();
    if (at_start && !bytes.empty() && !can_begin_a_request(bytes.front())) {
      return Refusal{400, "This is not an HTTP request."};
    }
    switch (lines_.cut(bytes, line_limit())) {
      case LineCutter::Cut::need_more:
        return NeedMore{};
      case LineCutter::Cut::bare_newline:
        return Refusal{400, "A line of the head does not end with CR LF."};
      case LineCutter::Cut::too_long:
        return head_too_long();
      case LineCutter::Cut::line:
        break;
    }
    head_bytes_ += lines_.line().size() + 2;
    const bool is_end = lines_.line().empty() && !request_.method.empty();
    if (is_end) break;
    if (Verdict verdict = finish_head_line(lines_.line()); !verdict) return verdict.error();
  }
  return finish_head(bytes);
}

std::size_t RequestReader::line_limit() const {
  const std::size_t left = limits_.head - std::min(limits_.head, head_bytes_);
  return request_.method.empty() ? std::min(left, limits_.target + kMethodAndVersion) : left;
}

Refusal RequestReader::head_too_long() const {
  const bool in_target = request_.method.empty() && line_limit() > limits_.target;
  if (in_target) return Refusal{414, "The request target is too long."};
  return Refusal{431, "The head of the request is too large."};
}

Verdict RequestReader::finish_head_line(std::string_view line) {
  if (request_.method.empty()) {
    if (line.empty()) return Done{};  // Blank lines before a request are skipped (RFC 9112 section 2.2).
    return parse_request_line(line, limits_, request_);
  }
  if (request_.headers.size() >= limits_.headers) return Refusal{431, "There are too many headers."};
  TRY_AS(header, parse_header_line(line));
  request_.headers.push_back(std::move(header));
  return Done{};
}

// The host in an absolute-form target outranks the Host header (RFC 9112 section 3.2.2).
void RequestReader::prefer_authority() {
  if (request_.authority.empty()) return;
  for (Header& each : request_.headers) {
    if (equals_ignoring_ascii_case(each.name, "Host")) each.value = request_.authority;
  }
}

Progress RequestReader::finish_head(std::string_view& bytes) {
  prefer_authority();
  auto framing = frame(request_, limits_);
  if (!framing) return framing.error();
  framing_ = *framing;
  if (framing_.body == Framing::Body::none) return complete();
  phase_ = Phase::body;
  if (!bytes.empty()) return take_body(bytes);  // Such a client does not wait for permission.
  return framing_.expects_continue ? Progress(SendContinue{}) : Progress(NeedMore{});
}

Progress RequestReader::take_body(std::string_view& bytes) {
  if (framing_.body == Framing::Body::chunked) {
    auto finished = chunks_.take(bytes, request_.body);
    if (!finished) return finished.error();
    return *finished ? complete() : Progress(NeedMore{});
  }
  const auto missing = static_cast<std::size_t>(framing_.length) - request_.body.size();
  const std::size_t size = std::min(missing, bytes.size());
  request_.body += bytes.substr(0, size);
  bytes.remove_prefix(size);
  return size == missing ? complete() : Progress(NeedMore{});
}

Progress RequestReader::complete() {
  Complete done{std::move(request_), framing_.keep_alive};
  request_ = {};
  framing_ = {};
  head_bytes_ = 0;
  chunks_ = ChunkDecoder(limits_.body);
  phase_ = Phase::idle;
  return done;
}

}  // namespace bridge::http
