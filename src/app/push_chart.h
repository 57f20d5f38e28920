#pragma once

#include <vector>

#include "app/html.h"
#include "app/traffic.h"

namespace bridge::app {

// Bars of pushes over time, the oldest at the left, as inline SVG that stretches to its place; what was
// refused or failed stands on top. Colours come from the page's style (classes done, refused, failed).
Html push_chart(const std::vector<Traffic::Pushes>& history);

}  // namespace bridge::app
