#pragma once

#include <string>

#include "ldap/entry.h"
#include "ldap/failure.h"

namespace bridge::ldap {

class Session;

// Active Directory answers with a part of a long list at a time, under a name that says which:
// "member;range=0-1499", the last one "member;range=1500-*". Fetches what is missing and puts all of it under
// the attribute's own name. An entry without such names is left as it is and costs nothing.
Outcome<Done> complete_ranges(Session& session, Entry& entry);

}  // namespace bridge::ldap
