#pragma once

#include <string>
#include <vector>

#include "ldap/session.h"
#include "mapping/mapping.h"

namespace bridge::app {

// How an entry in the directory stands to what the mapping makes of its resource.
struct LiveComparison {
  bool found = false;
  ldap::Dn dn;  // Where it was looked for.

  struct Line {
    enum class State {
      as_wanted,  // By the rule's policy: what an `initial` rule wrote once may be anything by now.
      differs,
      not_ours,  // No rule has a say about it.
    };
    ldap::AttributeName attribute;
    State state = State::as_wanted;
    ldap::Values has;  // Empty for passwords, which are compared and never shown.
  };
  std::vector<Line> lines;
  std::string ldif;  // What would have to be changed, as a change record; passwords left out.
};

std::string_view name_of(LiveComparison::Line::State state);  // "as wanted", "differs", "not ours"

// Reads the entry at `dn`, members of groups left out, and compares; changes nothing. Fails with
// `unavailable`.
Result<LiveComparison> compare_live(ldap::Session& session, const mapping::Mapping& mapping,
                                    scim::ResourceType type, const ldap::Dn& dn,
                                    const mapping::Desired& desired);

}  // namespace bridge::app
