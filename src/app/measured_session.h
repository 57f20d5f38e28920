#pragma once

#include <memory>

#include "app/change_trouble.h"
#include "app/metrics.h"
#include "base/clock.h"
#include "ldap/pool.h"

namespace bridge::app {

// Opens sessions as `open` does, with connecting and each of their operations counted and timed by kind and
// result, and changes noted by whether they were taken. What is referred to must outlive them.
ldap::OpenSession measured(ldap::OpenSession open, Metrics& metrics, ChangeTrouble& changes,
                           const Clock& clock);

// One word for what came of an operation: "ok", "no_such_object", "refused", "unavailable" …
std::string_view name_of(ldap::Failure::Kind kind);

}  // namespace bridge::app
