#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "scim/filter.h"
#include "scim/json.h"

namespace bridge::scim {

// One element of a group's `members` as the client pushed it. Members never stand in a group's stored JSON:
// they are rows, so that one more in a group of 100,000 costs what it costs in a group of ten.
struct Member {
  std::string value;  // A resource id, known or not.
  Json pushed;        // The whole element, normal form, with `value`.

  bool operator==(const Member&) const = default;
};

struct AddMembers {
  std::vector<Member> members;
};
struct RemoveMembers {
  std::vector<std::string> values;
};
struct RemoveMembersWhere {
  FilterPtr inner;  // Of members[…].
};
struct ReplaceMembers {
  std::vector<Member> members;
};

// What requests ask of a group's member rows, in order.
using MemberEdit = std::variant<AddMembers, RemoveMembers, RemoveMembersWhere, ReplaceMembers>;
using MemberEdits = std::vector<MemberEdit>;

}  // namespace bridge::scim
