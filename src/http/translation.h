#pragma once

#include <string>
#include <string_view>

#include "http/message.h"
#include "http/refusal.h"
#include "scim/exchange.h"

namespace bridge::http {

// Between HTTP's messages and SCIM's; pure functions.

// True when the path is at or below "/scim".
bool is_below_base(std::string_view path);

// The SCIM request that an HTTP request carries; its client is left empty. A HEAD becomes the GET it stands
// for. `external_url` (without a slash at the end) goes before what the request says about its host. Refuses
// a broken target (400) and a body of a foreign media type or content coding (415).
Result<scim::Request, Refusal> to_scim(Request&& request, std::string_view external_url);

Response to_http(scim::Response&& response);

}  // namespace bridge::http
