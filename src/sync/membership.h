#pragma once

#include <string>
#include <vector>

#include "mapping/mapping.h"
#include "scim/member.h"
#include "store/reader.h"
#include "store/transaction.h"
#include "sync/context.h"
#include "sync/member_values.h"

namespace bridge::sync {

// The names of flags that speak of a group's members.
inline constexpr char kNestedGroup[] = "nested_group";
inline constexpr char kUnknownMember[] = "unknown_member";

// What a request makes of a group's members: in the state database, in the directory, and in the list of
// flags.
struct MemberPlan {
  std::vector<store::MemberChange> rows;
  MemberValues add, remove;  // In the group's entry; the placeholder included.
  bool filled = true;        // The entry lists somebody afterwards; always, where that does not matter.
  bool leans = false;        // It is right only while somebody else is listed, too.
  bool alone = false;        // It is right only while nobody else changes the group.
  long losses = 0;           // So many people may be listed no more.
  std::vector<std::string> ask_later;  // People of whom only the outcome tells whether they stay listed.
  std::vector<store::Flag> raise;
  std::vector<std::string> unflag;  // Member ids whose flags are to go.
  std::vector<DnLookup::Used> used;
};

bool is_active(const scim::Resource& resource);
std::string shown_name(const scim::Resource& group);
std::string nested_group_detail(const mapping::MemberRules& rules, const scim::Resource& inner);

// What of a group is locked to change these members and nothing else.
Scope scope_of(const std::vector<store::MemberChange>& changes);

// The same for a request, before it is known what it changes; the whole group, when it may change more than
// members it names.
Scope scope_of(const scim::MemberEdits& edits);

// Turns what was asked for into changes of rows, each member once: adding who is there or removing who is not
// is no change. Fails only as the reader does.
Result<std::vector<store::MemberChange>> member_changes(const store::Reader& reader,
                                                        const scim::ResourceId& group,
                                                        const scim::MemberEdits& edits);

// What those changes mean for the directory. `exists` is false while the group has no entry. Groups among the
// members are flagged and not written, or with nested_groups = "reject" refused with invalid_input; ids
// nobody has are flagged. With `withhold` the entry goes on listing those who are removed.
Result<MemberPlan> plan_members(const store::Reader& reader, const mapping::MemberRules& rules,
                                const scim::ResourceId& group, bool exists,
                                std::vector<store::MemberChange> changes, const std::string& client,
                                WallTime now, bool withhold = false);

}  // namespace bridge::sync
