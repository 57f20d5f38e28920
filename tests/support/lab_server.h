#pragma once

#include <memory>
#include <string>

#include "ldap/session.h"
#include "ldap/settings.h"
#include "support/temp_dir.h"

namespace bridge::testing {

// The server that tests/lab/directory runs beside the tests, as its LAB_* variables tell. It is shared by all
// tests of the process. One thread at a time.
class LabServer {
 public:
  static bool present();

  LabServer();  // Throws when there is none.

  bool is_active_directory() const { return make_ == "samba"; }
  bool is_389() const { return make_ == "389ds"; }
  const ldap::Dn& base() const { return base_; }

  ldap::Settings settings() const;         // As the administrator, by StartTLS.
  ldap::Settings bridge_settings() const;  // As the bridge, with the rights it needs and no others.
  // As somebody else, whose password stays in a file as long as this object lives.
  ldap::Settings settings_of(const std::string& name, const std::string& password) const;
  void apply(const std::string& ldif_file) const;  // As the administrator, by ldapmodify.
  std::unique_ptr<ldap::Session> open() const;     // As the administrator, with a minute to live.

 private:
  std::string make_;
  ldap::Dn base_;
  TempDir dir_;
};

// A password as Active Directory's unicodePwd takes it; of ASCII only.
std::string utf16_quoted(const std::string& password);

// Removes an entry and everything below it, if it is there.
void remove_tree(ldap::Session& session, const ldap::Dn& top);

}  // namespace bridge::testing
