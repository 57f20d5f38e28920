#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "ldap/session.h"
#include "ldap/settings.h"

namespace bridge::testing {

// One conversation of tests/data/golden/PRESET, for the mapping file of that name. docs/testing.md explains
// the files.
struct GoldenCase {
  std::string name;    // Fit for a test's name: "389ds_person".
  std::string preset;  // "389ds"
  std::string file;    // Without its ending: .json is the conversation, .ldif what the directory holds.
};
void PrintTo(const GoldenCase& golden, std::ostream* out);

// Those for a make of server ("openldap", "389ds", "samba"), by name. A preset's preset.json says which it
// needs.
std::vector<GoldenCase> golden_cases(const std::string& server);

// The real server a conversation is played to.
class GoldenServer {
 public:
  virtual ~GoldenServer() = default;
  virtual ldap::Settings settings() const = 0;  // As the bridge.
  virtual ldap::Settings settings_of(const std::string& name, const std::string& password) const = 0;
  virtual void set_password(const ldap::Dn& dn, const std::string& password) = 0;  // As an administrator.
};

// Plays it to a daemon of its own with the shipped preset, and removes what came of it. Says what went
// otherwise than expected; empty when nothing did.
std::string play_golden(const GoldenCase& golden, GoldenServer& server);

}  // namespace bridge::testing
