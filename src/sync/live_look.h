#pragma once

#include "sync/restorer.h"

namespace bridge::sync {

// The flag of a resource whose entry other hands changed while nothing is to be repaired.
inline constexpr char kDrift[] = "drift";

// Looks at one resource's entry because something was changed there, and puts it right. What destroys counts
// for the guard like a push. Any thread that holds no resource lock.
class LiveLook {
 public:
  LiveLook(const Context& context, Settler& settler) : context_(context), restorer_(context, settler) {}

  enum class Outcome { in_sync, repaired, reported, held, refused };
  struct Seen {
    Outcome outcome = Outcome::in_sync;
    Finding finding;
  };
  // With `only_report` nothing is changed, and a flag says what differs. Fails as Restorer does.
  Result<Seen> look(const scim::ResourceId& id, bool only_report, SteadyTime deadline);

 private:
  using Objections = std::map<Destruction, std::string>;
  Result<Objections> ask_guard_about(const Finding& finding);
  Status flag(const Finding& finding);
  Status unflag(const scim::ResourceId& id);

  const Context& context_;
  Restorer restorer_;
};

std::string_view name_of(LiveLook::Outcome outcome);

}  // namespace bridge::sync
