#include "http/request_id.h"

#include <algorithm>

namespace bridge::http {
namespace {

constexpr std::size_t kLongest = 128;

// Nothing that would need quotes in a log line or mean something in a shell, a table or a page.
bool is_plain(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == ':' || c == '/' ||
         c == '+';
}

}  // namespace

std::string request_id_of(const Request& request, Random& random) {
  for (const char* name : {"X-Request-Id", "client-request-id"}) {
    const std::string* given = request.header(name);
    if (given != nullptr && !given->empty() && given->size() <= kLongest &&
        std::all_of(given->begin(), given->end(), is_plain))
      return *given;
  }
  return make_uuid(random);
}

}  // namespace bridge::http
