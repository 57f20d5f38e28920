#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/reply.h"

namespace bridge::app {

// The second listener's handler: /healthz says that the process lives, /readyz whether it can do its work,
// with the reasons why not. `reasons` is asked for each request and must not block; an empty list means
// ready.
http::Handler health_handler(std::function<std::vector<std::string>()> reasons);

}  // namespace bridge::app
