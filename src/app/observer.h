#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "app/directory_watch.h"
#include "app/metrics.h"
#include "app/pass_summary.h"
#include "app/traffic.h"
#include "base/guarded.h"
#include "ldap/pool.h"
#include "store/store.h"

namespace bridge::app {

// One thing that should work for the daemon to do its work.
struct Check {
  std::string name;
  std::string problem;   // For people; empty while it works.
  bool decisive = true;  // Without it nothing can be taken from clients.
};

// A running daemon at one moment: what /metrics, /status and the command `status` are made of.
struct Observation {
  WallTime at;
  std::vector<Check> checks;
  ldap::Pool::Use pool;
  store::Reader::Counts counts;
  long members = 0;
  std::vector<std::pair<std::string, long>> flags;  // By kind.
  std::vector<store::Credential> tokens;            // Those that are live, and OAuth secrets.
  store::Store::Writes writes;
  std::map<std::string, WallTime> clients;  // When each was last seen.
  std::vector<PassSummary> passes;          // The newest first; some.
};

bool is_ready(const std::vector<Check>& checks);

// Looks at the parts of a running daemon, which must outlive it. Any thread.
class Observer {
 public:
  Observer(store::Store& store, ldap::Pool& pool, const DirectoryWatch& watch, const Traffic& traffic,
           const Clock& clock);

  // Blocks on nothing; of the last pass it knows what the last look showed.
  std::vector<Check> checks() const;

  // Reads the state database; fails as it does.
  Result<Observation> look();

 private:
  struct MemberCount {
    long members = 0;
    long changes = -1;  // Of the state when they were counted.
    SteadyTime due;     // Not before then again.
  };
  Result<long> count_members(const store::Store::Writes& writes);

  store::Store& store_;
  ldap::Pool& pool_;
  const DirectoryWatch& watch_;
  const Traffic& traffic_;
  const Clock& clock_;
  Guarded<MemberCount> counted_;
  mutable Guarded<std::string> last_pass_problem_;
  mutable Guarded<std::string> safe_mode_;
};

// Puts what was seen into the metrics.
void publish(const Observation& seen, Metrics& metrics);

}  // namespace bridge::app
