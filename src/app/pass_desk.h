#pragma once

#include <memory>
#include <string>

#include "scim/json.h"
#include "sync/reconciler.h"

namespace bridge::app {

inline constexpr char kRestored[] = "reconcile restored";

// Where commands ask a running daemon for passes: each finding becomes a line of a file in the state folder,
// readable to our user and root only, which the command reads and removes. Any thread.
class PassDesk {
 public:
  PassDesk(sync::Reconciler& reconciler, std::string folder);  // Removes files that nobody fetched.

  // `what` is "plan", "reconcile", "reconcile restored", or with whom to trust "reconcile directory",
  // "reconcile state". Answers {"ticket", "file"}.
  Result<scim::Json> begin(const std::string& what);
  // {"phase", "done", "of", "ended"}, at the end with the counts, or "stopped" with the reason.
  Result<scim::Json> progress(const std::string& ticket) const;

 private:
  sync::Reconciler& reconciler_;
  std::string folder_;
};

// One finding as a line of JSON, and back.
scim::Json to_json(const sync::Finding& finding);

}  // namespace bridge::app
