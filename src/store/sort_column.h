#pragma once

#include <optional>

#include "scim/sort.h"
#include "store/connection.h"

namespace bridge::store {

// A stored column that holds what a list is sorted by, so that no body need be read for it. The statement
// yields key and value of each resource of type ?1.
struct SortColumn {
  const char* sql;
  bool is_time = false;
};

// Nothing when there is no such column.
std::optional<SortColumn> sort_column(scim::ResourceType type, const scim::AttributePath& path);

// The same key as scim::sort_key makes of the resource.
scim::SortKey sort_key_at(const Statement& row, const SortColumn& column);

}  // namespace bridge::store
