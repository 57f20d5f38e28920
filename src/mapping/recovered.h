#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mapping/choice.h"
#include "scim/json.h"
#include "scim/path.h"

namespace bridge::mapping {

// What of a resource can be told from an entry. What cannot is simply not there: nobody ever said it.
struct Recovered {
  // An attribute that names another resource, by that one's entry: the manager.
  struct Reference {
    scim::AttributePath path;
    std::string dn;
  };

  std::string id{};  // Where a rule writes it alone; empty when none does or the entry has none.
  scim::Json body;   // In normal form, but perhaps without what is required.
  Chosen chosen{};   // Values that are chosen once for good: numbers, login names.
  std::map<ldap::AttributeName, std::string> pools{};  // Where chosen numbers come from.
  std::vector<Reference> references{};
};

// Puts the id of a referenced resource where a client would have said it.
void set_reference(scim::Json& body, const scim::AttributePath& path, const std::string& id);

}  // namespace bridge::mapping
