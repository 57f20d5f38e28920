#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ldap/entry.h"
#include "ldap/failure.h"
#include "ldap/filter.h"

namespace bridge::ldap {

enum class Scope { base, one_level, subtree };

struct SearchRequest {
  Dn base;
  Scope scope = Scope::base;
  Filter filter = Filter::present("objectClass");
  std::vector<std::string> attributes{};  // "*" and "+" as in RFC 4511; empty means all user attributes.
  int page_size = 500;                    // Paged results (RFC 2696); 0 asks for all at once.
};

// Called once per entry found; return false to stop the search early, which is not a failure.
using OnEntry = std::function<bool(Entry&&)>;

// One conversation with a directory (RFC 4511). One thread at a time. Every call ends by its deadline,
// whatever the network or server does; after a failure of kind `unavailable` the session is dead and only
// good for destruction.
class Session {
 public:
  virtual ~Session() = default;

  // Calls give up at this instant (or earlier, by the configured operation time-out).
  virtual void set_deadline(SteadyTime deadline) = 0;

  // Entry by entry: never holds more than one page. Referrals are not followed. A server limit reached is a
  // failure, never a short list.
  virtual Outcome<Done> search(const SearchRequest& request, const OnEntry& on_entry) = 0;

  // Makes an entry; returns its entryUUID (or the server's equivalent), from the post-read control (RFC 4527)
  // or else one read; empty when the server has none.
  virtual Outcome<std::string> add(const Entry& entry) = 0;

  struct ModifyOptions {
    bool permissive = false;  // 1.2.840.113556.1.4.1413: values already there or already gone are no failure.
    // RFC 4528: nothing is changed unless it holds. Servers without that control (389 Directory Server,
    // Active Directory) are asked right before instead: what happens between question and change is missed.
    std::optional<Filter> assertion{};
  };
  // All or nothing.
  virtual Outcome<Done> modify(const Dn& dn, std::span<const Modification> changes,
                               const ModifyOptions& options) = 0;

  // Gives the entry another name and, where new_parent is set, another place; the old RDN's values go.
  virtual Outcome<Done> rename(const Dn& dn, const Rdn& rdn, const std::optional<Dn>& new_parent) = 0;

  // Removes one entry; never a subtree.
  virtual Outcome<Done> remove(const Dn& dn) = 0;

  // One entry, or nothing when it is not there.
  Outcome<std::optional<Entry>> read(const Dn& dn, const std::vector<std::string>& attributes);

  // What the server gave this entry for good ("entryUUID", nsUniqueId, objectGUID …); ask for it by this
  // name. Its values are printable text, and that text is what filters take.
  virtual const std::string& uuid_attribute() const = 0;

  virtual bool alive() const = 0;
};

}  // namespace bridge::ldap
