#pragma once

#include <string>

#include "ldap/session.h"

namespace bridge::ldap {

// What a server offers, as it says itself in its root DSE and schema.
struct ServerTraits {
  std::string server;  // "OpenLDAP", "389-Directory/2.3.1"; empty when it does not say.
  std::string uuid_attribute = "entryUUID";
  bool post_read = false;
  bool paged_results = false;
  bool assertion = false;
  bool silent_about_missing_base = false;  // Finds nothing below nothing, and calls that success.
};

// Asked once per server and process, then remembered under its URI. Any thread.
Outcome<ServerTraits> traits_of(Session& session, const std::string& uri);

}  // namespace bridge::ldap
