#pragma once

#include "sync/list_body.h"

namespace bridge::sync {

// Entries that nobody has taken over yet, as clients find them: by their id, and by an exact name. In lists
// that ask for more they do not stand; reading takes nothing over.

Result<std::optional<scim::Resource>> resource_or_candidate(const store::Reader& reader,
                                                            const scim::ResourceId& id);

// For a question that no resource answers: the only candidate of that userName, externalId or (a group's)
// displayName; nothing when several have it, or the question is another one.
Result<std::optional<scim::Resource>> candidate_asked_for(const store::Reader& reader,
                                                          const ListQuestion& question);

bool shows_first(const ListQuestion& question);  // The first resource found stands in the answer.

}  // namespace bridge::sync
