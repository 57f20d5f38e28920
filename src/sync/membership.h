#pragma once

#include <string>
#include <vector>

#include "ldap/dn.h"
#include "mapping/mapping.h"
#include "scim/member.h"
#include "store/reader.h"
#include "store/transaction.h"
#include "sync/context.h"

namespace bridge::sync {

// The names of flags that speak of a group's members.
inline constexpr char kNestedGroup[] = "nested_group";
inline constexpr char kUnknownMember[] = "unknown_member";

// What a request makes of a group's members: in the state database, in the directory, and in the list of
// flags.
struct MemberPlan {
  std::vector<store::MemberChange> rows;
  std::vector<ldap::Dn> add, remove;  // Values for the group's entry; the placeholder included.
  std::vector<store::Flag> raise;
  std::vector<std::string> unflag;  // Member ids whose flags are to go.
  std::vector<DnLookup::Used> used;

  bool empty() const { return rows.empty(); }
};

// Turns what was asked for into changes of rows, each member once: adding who is there or removing who is not
// is no change. Fails only as the reader does.
Result<std::vector<store::MemberChange>> member_changes(const store::Reader& reader,
                                                        const scim::ResourceId& group,
                                                        const scim::MemberEdits& edits);

// What those changes mean for the directory. `exists` is false while the group has no entry yet. Groups among
// the members are flagged and not written, or with nested_groups = "reject" refused with invalid_input; ids
// nobody has are flagged.
Result<MemberPlan> plan_members(const store::Reader& reader, const mapping::MemberRules& rules,
                                const scim::ResourceId& group, bool exists,
                                std::vector<store::MemberChange> changes, const Requester& requester,
                                WallTime now);

// Every value the group's entry should hold, the placeholder when there is no other: for an entry that must
// be made again. Streams the rows.
Result<std::vector<ldap::Dn>> all_member_values(const store::Reader& reader,
                                                const mapping::MemberRules& rules,
                                                const scim::ResourceId& group);

}  // namespace bridge::sync
