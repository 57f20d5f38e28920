#pragma once

#include "sync/change.h"
#include "sync/entry_writer.h"

// Values of rules with on_invalid = "hold" that the mapping cannot use or the directory refuses: the old
// value stays, and a person decides.

namespace bridge::sync {

// What this change leaves to a person. Passwords never: they are stored nowhere. Pure.
Holds values_to_hold(const mapping::Mapping& mapping, const Change& change, const Written& written);

// Whether the entry would get that very value again.
bool is_still_unusable(const store::Held& held, const mapping::Desired& wished);

// The attributes that are not touched while this is held, out of what an entry shall be.
void leave_as_it_is(mapping::Desired& entry, const store::Held& held);

// The same back again: the entry holds what it held when this began.
void believe_old_value(mapping::Desired& entry, const store::Held& held);

}  // namespace bridge::sync
