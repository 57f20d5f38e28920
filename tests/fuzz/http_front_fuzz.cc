// What proxies and clients say around a request: forwarding headers, host, target and query. The input is
// lines: the target, then headers, then after an empty line the body.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/front.h"
#include "http/translation.h"

using namespace bridge;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

http::Request read(std::string_view text) {
  http::Request request;
  request.method = "GET";
  request.remote = "127.0.0.1";
  request.target = take_line(text);
  const std::size_t mark = request.target.find('?');
  request.path = request.target.substr(0, mark);
  if (mark != std::string::npos) request.query = request.target.substr(mark + 1);
  for (std::string_view line = take_line(text); !line.empty(); line = take_line(text)) {
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos)
      request.headers.push_back({std::string(line.substr(0, colon)), std::string(line.substr(colon + 1))});
  }
  request.body = text;
  return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto proxies = Networks::parse({"127.0.0.1", "10.0.0.0/8"});
  require(static_cast<bool>(proxies));
  http::Request request = read({reinterpret_cast<const char*>(data), size});
  http::Request untrusted = request;
  untrusted.remote = "192.0.2.1";
  http::believe_proxy(*proxies, untrusted);
  require(untrusted.remote == "192.0.2.1" && !untrusted.secure);

  http::believe_proxy(*proxies, request);
  require(static_cast<bool>(Networks::parse({request.remote})));  // An address, whatever was said.
  (void)http::is_below_base(request.path);
  const auto scim = http::to_scim(std::move(request), "");
  if (scim) {
    for (const auto& segment : scim->path) require(!segment.empty());
    require(!scim->base_url.empty() && scim->base_url.back() != '/');
  } else {
    require(scim.error().status >= 400);
  }
  return 0;
}
