#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ldap/dn.h"
#include "ldap/failure.h"
#include "ldap/settings.h"

namespace bridge::ldap {

// Where in the stream of changes below each base we are, as the server puts it; by the base's normal form.
using SyncCookies = std::map<std::string, std::string>;

// Hears of changes below some bases as they happen: persistent synchronization searches (RFC 4533) on a
// connection of their own. One thread, but for interrupt().
class SyncWatch {
 public:
  struct Change {
    Dn dn{};  // Empty where only the id of what is gone is told.
    std::string entry_uuid;
    std::string modifier;  // Who changed it last, as far as we may see; of what is gone nobody knows.
    bool gone = false;
  };

  virtual ~SyncWatch() = default;

  // The next change; nothing when there was none for that long or after an interrupt. Fails when the watch is
  // over, also with a server that is silent.
  virtual Outcome<std::optional<Change>> next(std::chrono::milliseconds at_most) = 0;

  // Whether entries may have gone before the watch began that the server does not name; asked once.
  virtual bool missed_some() = 0;
  virtual const SyncCookies& cookies() const = 0;
  virtual const std::string& identity() const = 0;  // The DN we are known by; empty: not told.
  virtual void interrupt() = 0;                     // Any thread: next() returns.
};

// Watches from these cookies on; each base needs one. Fails as open_session does; that a base is missing or a
// cookie is void is told by next().
Outcome<std::unique_ptr<SyncWatch>> open_sync_watch(const Settings& settings, const std::vector<Dn>& bases,
                                                    SyncCookies cookies, const Clock& clock,
                                                    SteadyTime deadline);

// Whether what ended the watch means that its cookies lead nowhere.
bool cookies_are_void(const Failure& failure);

}  // namespace bridge::ldap
