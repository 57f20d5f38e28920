#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ldap/session.h"

namespace bridge::ldap {

// What an OpenLDAP server says in cn=config of the database that holds an entry.
struct DatabaseConfig {
  std::set<AttributeName> equality_indexed;
  std::set<AttributeName> sorted;         // sortvals: whose values are kept sorted.
  std::vector<std::string> overlays;      // "ppolicy", "memberof" …
  std::optional<std::string> size_limit;  // As written, where it is set for the database.
};

// Nothing when there is no cn=config or we may not read it, which is no failure.
Outcome<std::optional<DatabaseConfig>> read_database_config(Session& session, const Dn& base);

// The attributes that lines of `index` give an equality index: "uid,mail eq,sub", "default eq", "cn".
std::set<AttributeName> equality_indices(const Values& lines);

}  // namespace bridge::ldap
