#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "ldap/session.h"

namespace bridge::testing {

// What directories of different makes call the same thing.
struct Terms {
  std::string person_class = "inetOrgPerson", person_name = "uid", group_class = "groupOfNames";
  std::string many = "mail";           // Holds several values…
  std::string bytes = "userPassword";  // … and this one whatever bytes there are.
  bool uuid_is_operational = true;     // Shown only when asked for.
  bool one_name = false;               // The naming attribute holds the name and nothing else.
};

// A directory of its own for each test, whatever it is made of, with ou=people and ou=groups below the base.
struct Place {
  virtual ~Place() = default;
  virtual std::unique_ptr<ldap::Session> open() = 0;
  ldap::Dn base;
  Terms terms;
};

enum class Made { in_memory, by_slapd, in_lab };
std::string name_of(Made made);
void PrintTo(Made made, std::ostream* out);

// Those that can be had here: the lab's server only beside tests/lab/directory.
std::vector<Made> all_made();
std::unique_ptr<Place> make_place(Made made);

}  // namespace bridge::testing
