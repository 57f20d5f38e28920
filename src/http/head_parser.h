#pragma once

#include <string_view>

#include "http/limits.h"
#include "http/message.h"
#include "http/refusal.h"

namespace bridge::http {

// The lines of a request's head, read strictly; pure functions. What is refused, and why by hand:
// docs/decisions/0001-http-head.md.

// "GET /scim/v2/Users?count=1 HTTP/1.1" (RFC 9112 section 3). Only HTTP/1.0 and 1.1, only the methods SCIM or
// its clients use, a target in origin-form, absolute-form or, for OPTIONS, "*". Literal quotes and brackets
// are let through, as clients send them in filters.
Verdict parse_request_line(std::string_view line, const Limits& limits, Request& into);

// "Name: value" (RFC 9112 section 5). No blank before the colon, no folding, no control characters.
Result<Header, Refusal> parse_header_line(std::string_view line);

}  // namespace bridge::http
