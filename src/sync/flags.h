#pragma once

#include "store/transaction.h"
#include "sync/change.h"
#include "sync/entry_writer.h"

namespace bridge::sync {

// The names of flags that speak of one resource's entry; sync/membership.h has those of a group's members.
inline constexpr char kUnknownReference[] = "unknown_reference";
inline constexpr char kUnusableValue[] = "unusable_value";
inline constexpr char kValueRefused[] = "value_refused";
inline constexpr char kAnchorChanged[] = "anchor_changed";
inline constexpr char kAdopted[] = "adopted";
inline constexpr char kNotALeaf[] = "not_a_leaf";
inline constexpr char kKept[] = "kept";
inline constexpr char kNotTaken[] = "not_taken";  // Its subject is a SCIM path, or empty: the whole request.
inline constexpr char kReserved[] = "reserved";   // Refused: a name, number or entry that nobody may get.
inline constexpr char kMemberRefused[] = "member_refused";
inline constexpr char kMembersMerged[] = "members_merged";

// One flag, logged if that changes anything.
Status raise_flag(store::Transaction& transaction, const store::Flag& flag);
Status clear_flag(store::Transaction& transaction, const std::string& kind, const scim::ResourceId& id,
                  const std::string& subject);

// What a client sends and no schema declares: kept and returned, but no rule and no type looks after it.
// Raised once for each name, at no resource.
inline constexpr char kUnknownAttribute[] = "unknown_attribute";

// Raises what this change gives reason for and clears what it put right; both are logged.
Status update_flags(store::Transaction& transaction, const mapping::Mapping& mapping, const Change& change,
                    const Written& written, WallTime now);

// At the start: clears flags of names that the configuration has come to declare.
Status clear_declared_names(store::Transaction& transaction);

}  // namespace bridge::sync
