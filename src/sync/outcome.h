#pragma once

#include "sync/change.h"
#include "sync/entry_writer.h"

namespace bridge::sync {

// Makes what was done what clients see and what the engine knows: the resource, members, references, link and
// names, flags, what waits for a person, the audit trail, and a dirty row for each other entry that names
// this one and is out of date now. The intent's `after` then is the resource as it is stored.
Status make_visible(store::Transaction& transaction, const mapping::Mapping& mapping, Change& change,
                    const Written& written, WallTime now);

}  // namespace bridge::sync
