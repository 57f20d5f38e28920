#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ldap/handles.h"

namespace bridge::ldap {

// The messages of content synchronization (RFC 4533), taken apart. Only for files of this room. Entry ids are
// text here ("f38637d4-51f9-44c1-a6a7-9cd04738fcc4"), as entryUUID shows them (RFC 4530).

// The value of the Sync Request control (section 2.2): what changes from this cookie on, for good. Empty when
// it cannot be made.
std::string sync_request(std::string_view cookie);

// What comes with an entry (section 2.3); nothing with an entry of another search.
struct SyncState {
  int state = LDAP_SYNC_PRESENT;
  std::string entry_uuid;
  std::string cookie;  // Empty: as before.
};
std::optional<SyncState> sync_state_of(LDAP* handle, LDAPMessage* message);

// What comes between entries (section 2.5).
struct SyncInfo {
  std::string cookie;
  bool names_the_present = false;  // Who is not named is gone, instead of the other way round.
  std::vector<std::string> gone{};
};
std::optional<SyncInfo> sync_info_of(LDAP* handle, LDAPMessage* message);

}  // namespace bridge::ldap
