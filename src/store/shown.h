#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "store/connection.h"
#include "store/query.h"
#include "store/records.h"
#include "store/view.h"

namespace bridge::store {

// The attributes of a resource that other resources decide about: a group's members, a person's groups.

// A group's members as clients read them, in the order of their values: pushed, and what we know better
// ($ref, type, and display, which follows renames). `after` and `limit` as with Reader::members.
Result<std::vector<scim::Json>> shown_members(Connection& connection, std::int64_t group,
                                              const std::string& after, int limit, const View& view);

// The groups a person is in, oldest first, as clients read them.
Result<scim::Json> shown_groups(Connection& connection, const ResourceId& person, const View& view);

// What a filter or an order must see of them.
struct Needed {
  MembersNeeded members;
  bool groups = false;
};

// The resource in the form clients read, but of what other resources decide only what is needed.
Result<scim::Json> show(Connection& connection, std::int64_t key, const scim::Resource& resource,
                        const Needed& needed, const View& view);

}  // namespace bridge::store
