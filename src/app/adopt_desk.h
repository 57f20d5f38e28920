#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "scim/json.h"
#include "sync/adopter.h"

namespace bridge::app {

// Where `adopt` is asked for: each finding becomes a line of a file in the state folder, readable to our user
// and root only, which the command reads and removes. One at a time, in a thread of its own. Any thread.
class AdoptDesk {
 public:
  AdoptDesk(const sync::Context& context, std::string folder);  // Removes files that nobody fetched.

  // Answers {"ticket", "file"}. Fails with conflict while another one runs.
  Result<scim::Json> begin(bool only_look);
  // {"phase", "done", "of", "ended"}, at the end with the counts, or "stopped" with the reason.
  Result<scim::Json> progress(const std::string& ticket) const;

 private:
  struct Run {
    std::string ticket;
    bool ended = false;
    std::optional<Error> failure{};
    sync::Adopter::Counts counts{};
  };
  void run(bool only_look, const std::shared_ptr<std::FILE>& file, const std::stop_token& stop);

  const sync::Context& context_;
  std::string folder_;
  mutable std::mutex mutex_;
  Run run_;
  int last_ = 0;
  sync::Adopter::Progress progress_;
  std::jthread thread_;
};

scim::Json to_json(const sync::AdoptionFinding& finding);
scim::Json to_json(const sync::Adopter::Counts& counts);

}  // namespace bridge::app
