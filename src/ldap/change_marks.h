#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "ldap/session.h"

namespace bridge::ldap {

// The newest change of each server that makes changes, as OpenLDAP counts them: by server id, the CSN
// (draft-ietf-ldup-model: "20260301101500.123456Z#000000#001#000000"), whose text sorts as it happened.
using Csns = std::map<std::string, std::string>;

// What is no CSN is left out.
Csns csns_of(const Values& texts);
std::string to_text(const Csns& csns);  // Joined by blanks, for keeping.
Csns parse_csns(std::string_view text);

// How far the directory must be at least: the newest changes that it told us of in its answers to our own
// writes, and since when another of its servers answers us. Any thread.
class ChangeMarks {
 public:
  // So long after a change of server it is not sure to have seen what the other one had.
  explicit ChangeMarks(std::chrono::milliseconds hold_off = std::chrono::minutes(1)) : hold_off_(hold_off) {}

  void note(std::string_view csn);
  void note(const Csns& csns);
  Csns newest() const;
  void forget();  // Whatever the directory lacks by now, it lacks for good.

  // A session with this server was opened.
  void note_server(const std::string& uri, SteadyTime now);
  std::string server() const;             // The one of the newest session.
  bool just_moved(SteadyTime now) const;  // To another server than before.

 private:
  const std::chrono::milliseconds hold_off_;
  mutable std::mutex mutex_;
  Csns newest_;
  std::string server_;
  std::optional<SteadyTime> moved_at_;
};

// What the server of this session has seen of the naming context that holds `base`: nothing where it does not
// keep count (it offers no content synchronization, RFC 4533) or does not show it to us.
Outcome<std::optional<Csns>> seen_by(Session& session, const Dn& base);

// Which change that was made is not among what a server has seen, if there is one.
std::optional<std::string> lacking(const Csns& made, const Csns& seen);

}  // namespace bridge::ldap
