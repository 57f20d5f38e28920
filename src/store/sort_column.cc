#include "store/sort_column.h"

namespace bridge::store {

std::optional<SortColumn> sort_column(scim::ResourceType type, const scim::AttributePath& path) {
  const auto is = [&](const char* attribute, const char* sub) {
    return path == scim::AttributePath{"", attribute, sub};
  };
  if (type == scim::ResourceType::user && is("userName", ""))
    return SortColumn{"SELECT key, user_name FROM resources WHERE type = ?1"};
  if (is("displayName", "")) return SortColumn{"SELECT key, display_name FROM resources WHERE type = ?1"};
  if (is("externalId", "")) return SortColumn{"SELECT key, external_id FROM resources WHERE type = ?1"};
  if (is("id", "")) return SortColumn{"SELECT key, id FROM resources WHERE type = ?1"};
  if (is("meta", "created")) return SortColumn{"SELECT key, created FROM resources WHERE type = ?1", true};
  if (is("meta", "lastModified"))
    return SortColumn{"SELECT key, modified FROM resources WHERE type = ?1", true};
  return std::nullopt;
}

// Milliseconds here, microseconds in the dates that are read from texts.
scim::SortKey sort_key_at(const Statement& row, const SortColumn& column) {
  if (row.is_null(1)) return {};
  if (column.is_time) return scim::SortKey::of(static_cast<double>(row.integer(1)) * 1000);
  return scim::SortKey::of(row.text(1));
}

}  // namespace bridge::store
