#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "scim/exchange.h"

namespace bridge::sync {

// Finds who answers a request, by path and method, and knows therefore also what to say when nobody does: 404
// for an unknown path, 405 with Allow for an unknown method, and OPTIONS (RFC 9110 section 9.3.7). Filled
// once, then read from any thread.
class Router {
 public:
  // `name` is the segment that stands where the pattern has "*", or empty.
  using Handler =
      std::function<Result<scim::Response>(const scim::Request& request, const std::string& name)>;

  // Patterns are paths below the SCIM base, "Users/*"; their words compare without case, and of two that fit
  // the one added first counts. A handler for GET is one for HEAD, too: the request says GET then.
  void add(std::string_view pattern, std::string_view method, Handler handler);

  // Fails as the handler does, or with not_found.
  Result<scim::Response> answer(const scim::Request& request) const;

 private:
  struct Route {
    std::string pattern;
    std::vector<std::string> segments;
    std::vector<std::pair<std::string, Handler>> methods;  // In the order added.

    bool fits(const std::vector<std::string>& path) const;
    std::string name_in(const std::vector<std::string>& path) const;
    std::string allow() const;  // "OPTIONS, GET, HEAD, POST"
  };

  const Route* find(const std::vector<std::string>& path) const;

  std::vector<Route> routes_;
};

}  // namespace bridge::sync
