#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "support/daemon_process.h"
#include "support/slapd_process.h"

namespace bridge::testing {

// What clients were told is so. Ids are SCIM's.
struct Ledger {
  struct Person {
    std::string user_name, external_id, display_name, title;
    bool active = true;
    bool operator==(const Person&) const = default;
  };
  struct Group {
    std::string name;
    std::set<std::string> members;
  };

  std::map<std::string, Person> people;
  std::map<std::string, Group> groups;
  std::set<std::string> gone;  // Ids of deleted people and groups.

  void take_in(const Ledger& other);
};

// A mapping under which a person's userName, displayName, title and active, the groups' names and members and
// a number given once show in the directory.
std::string ledger_mapping();

// SCIM's form of a person, and what a person reads as.
nlohmann::json to_scim(const Ledger::Person& person);
Ledger::Person person_of(const nlohmann::json& body);

// Compares what was told with what is there, in the state (by SCIM) and in the directory, once what is open
// is settled. Used again and again on one daemon, it also sees that nobody's number changes.
class Auditor {
 public:
  Auditor(DaemonProcess& daemon, const SlapdProcess& slapd) : daemon_(daemon), slapd_(slapd) {}

  // Everything that is not as it should be, in words; empty when nothing is.
  std::vector<std::string> differences(const Ledger& ledger);

 private:
  void wait_until_settled(std::vector<std::string>& wrong);
  void compare_scim(const Ledger& ledger, std::vector<std::string>& wrong) const;
  void compare_directory(const Ledger& ledger, std::vector<std::string>& wrong);
  void compare_plan(std::vector<std::string>& wrong) const;

  DaemonProcess& daemon_;
  const SlapdProcess& slapd_;
  std::map<std::string, std::string> numbers_;  // By id, as first seen.
};

}  // namespace bridge::testing
