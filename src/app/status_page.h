#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/observer.h"
#include "app/person_view.h"
#include "app/traffic.h"

namespace bridge::app {

// A change that waits for a person.
struct HeldChange {
  long number = 0;   // By which commands name it.
  std::string id;    // Of the resource.
  std::string what;  // "remove", "disable" …
  std::string why;
  WallTime since;
};

// A change of the directory, without names and values of people.
struct RecentChange {
  WallTime at;
  std::string id;
  std::string group;  // Its displayName; empty for a person.
  std::string client;
  std::string what;  // "modified mail, title"
};

// All that /status shows.
struct StatusPage {
  std::string version;
  std::string scim_url;
  WallTime started;
  Observation seen;
  std::optional<WallTime> certificate_expires;
  std::vector<Traffic::Pushes> pushes;
  std::vector<store::Flag> flags;                  // Some of each kind; seen.flags says how many there are.
  std::map<scim::ResourceId, std::string> groups;  // displayNames of those that flags are about.
  std::vector<RecentChange> changes;

  std::vector<HeldChange> held;  // Some of them; seen.counts.held says how many there are.

  bool can_search = false;  // There is an admin token.
  std::string asked;        // Whom somebody looked for…
  std::optional<Result<PersonView>> found;
};

// One HTML file that needs nothing else. Pure.
std::string render(const StatusPage& page);

// What an LDIF text of the audit trail did, without names and values: "added", "modified mail, title".
std::string summarise(const std::string& ldif);

}  // namespace bridge::app
