#pragma once

#include <string>
#include <string_view>

#include "app/metrics.h"
#include "app/traffic.h"
#include "base/clock.h"
#include "http/gateway.h"
#include "http/reply.h"

namespace bridge::app {

// The same handler, with its requests counted and timed by method, route and status: also those that never
// reach the SCIM service. `metrics` and `clock` must outlive it.
http::Handler measured(http::Handler handler, Metrics& metrics, const Clock& clock);

// The same application, with what signed-in clients do written down. The others must outlive it.
http::Application noted(http::Application application, Traffic& traffic, Metrics& metrics,
                        const Clock& clock);

// What a path asks for, without the names in it: "/Users", "/Users/{id}", "/Schemas" …; "other" for all that
// is not SCIM's, so that a scanner cannot make up new ones.
std::string route_of(std::string_view path);

}  // namespace bridge::app
