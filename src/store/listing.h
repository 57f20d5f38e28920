#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "scim/cursor.h"
#include "scim/filter.h"
#include "scim/listing.h"
#include "scim/resource.h"
#include "store/view.h"

namespace bridge::store {

// What a list is about and in which order it comes.
struct Listing {
  struct Part {
    scim::ResourceType type = scim::ResourceType::user;
    const scim::Filter* filter = nullptr;  // Null: all of the type.
    std::optional<scim::AttributePath> sort_by =
        {};  // In all parts or in none; none: part by part, oldest first.
  };
  std::vector<Part> parts;
  bool descending = false;
  long skip = 0;
  long take = 0;
  std::optional<scim::Position> after = {};  // Only what comes behind it; `total` counts everything.
  View view = {};
};

using OnResource = std::function<Status(scim::Resource&&)>;

struct Listed {
  long total = 0;
  std::optional<scim::Position> last = {};  // Of the resources handed over, when more come behind it.
};

}  // namespace bridge::store
