#pragma once

#include <string>

#include "base/document.h"

namespace bridge {

// What a file says, whatever its comments, blanks and places: two files that say the same give the same text.
// Entries of the table itself that are called `without` do not count. Any thread.
std::string canonical_text(const Node& table, std::string_view without);

}  // namespace bridge
