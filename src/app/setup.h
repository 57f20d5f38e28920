#pragma once

#include <optional>
#include <string>

namespace bridge::app {

// What was said on the command line; what was not is asked.
struct SetupOptions {
  std::string config_file;
  std::optional<std::string> instance;  // Of the unit scim-ldap-bridge@NAME, which has a folder of its own.
  std::optional<std::string> uri, base, bind_dn, password_file, ca_file;
  bool start_tls = false;
  std::optional<std::string> preset;  // The name of a shipped one, or a file.
  std::optional<std::string> listen, certificate, key, external_url;
  std::optional<std::string> state_folder, runtime_folder;  // Instead of the service's.
  std::string token = "entra";
  bool take_proposals = false;
  bool offline = false;  // Do not ask the directory.
  bool force = false;    // Also over a configuration that is there; it is kept beside the new one.
  bool json = false;     // Tells for programs.
};

// Makes a configuration, a mapping file and a first token, checks them, and tells what to enter at Entra ID.
// Nothing is in use before all of it is right. Returns the exit code.
int set_up(SetupOptions options);

}  // namespace bridge::app
