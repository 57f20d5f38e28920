#pragma once

#include "store/backup.h"
#include "sync/context.h"

namespace bridge::sync {

// The flag of a state that may be older than the directory; at no resource.
inline constexpr char kSafeMode[] = "safe_mode";

// While what we remember may be older than the directory, pushes are served, but what we remember makes
// nothing again: no entry, no membership, nobody enabled, nothing removed. A person ends it, by saying which
// of the two is right.

// Why, for people; nothing when we are not in safe mode.
Result<std::optional<std::string>> safe_mode(const store::Reader& reader);
Result<bool> is_safe_mode(store::Store& store);

// Also forgets how far numbers were given out: the directory's mark says so, or else a person.
Status enter_safe_mode(store::Store& store, const std::string& why, WallTime now);
Status leave_safe_mode(store::Store& store);

// At the start: a database that is a marked copy begins in safe mode.
Status enter_if_copy(store::Store& store, WallTime now);

}  // namespace bridge::sync
