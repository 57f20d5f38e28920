#pragma once

#include <string>

#include "base/clock.h"

namespace bridge::app {

// Numbers and times as people read them. Pure.

std::string with_separators(long number);  // 1234567 is "1,234,567".

// "just now", "5 min ago", "3 h ago", "12 days ago"; "in 12 days" when it is to come.
std::string relative_to(WallTime now, WallTime time);

std::string short_utc(WallTime time);  // "22 Nov 17:01 UTC"

}  // namespace bridge::app
