#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ldap/session.h"

namespace bridge::ldap {

// What a server says of the database that holds an entry: OpenLDAP and 389 Directory Server in cn=config,
// Active Directory in its schema.
struct DatabaseConfig {
  enum class Make { openldap, ds389, active_directory };
  Make make = Make::openldap;
  std::string name;  // Of 389 Directory Server's backend.
  std::set<AttributeName> equality_indexed;
  // Of OpenLDAP only:
  std::set<AttributeName> sorted;         // sortvals: whose values are kept sorted.
  std::vector<std::string> overlays;      // "ppolicy", "memberof" …
  std::optional<std::string> size_limit;  // As written, where it is set for the database.
};

// Nothing when there is no such place or we may not read it, which is no failure.
Outcome<std::optional<DatabaseConfig>> read_database_config(Session& session, const Dn& base);

// The attributes that lines of `index` give an equality index: "uid,mail eq,sub", "default eq", "cn".
std::set<AttributeName> equality_indices(const Values& lines);

}  // namespace bridge::ldap
