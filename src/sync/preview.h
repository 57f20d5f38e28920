#pragma once

#include "mapping/mapping.h"
#include "store/reader.h"

namespace bridge::sync {

// What approving it would do to the directory, as LDIF, by what is remembered of the entry; nothing when
// there is nothing left to do. Secrets are left out. Fails as the reader does, and when the mapping cannot
// make an entry.
Result<std::string> preview(const store::Reader& reader, const mapping::Mapping& mapping,
                            const store::Held& held);

}  // namespace bridge::sync
