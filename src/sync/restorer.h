#pragma once

#include "base/guarded.h"
#include "sync/applier.h"
#include "sync/chooser.h"
#include "sync/held.h"
#include "sync/references.h"
#include "sync/settler.h"
#include "sync/situation.h"

namespace bridge::sync {

// The flag of a resource whose entry cannot be brought to what it shall be.
inline constexpr char kNotRestored[] = "not_restored";
// The flag of a resource whose anchor another entry carries, too; its subject is that entry.
inline constexpr char kAmbiguous[] = "ambiguous";

// Makes one entry what its resource says, whatever other hands did to it: by looking at the directory,
// through the same writer as pushes, with an intent in the journal. Any thread that holds no resource lock.
class Restorer {
 public:
  Restorer(const Context& context, Settler& settler)
      : context_(context), settler_(settler), applier_(context), references_(context), chooser_(context) {}

  // By member attribute: values of groups' entries that others will have taken the place of.
  using Renamed = std::map<ldap::AttributeName, std::map<std::string, std::string>>;

  struct Order {
    bool only_look = false;  // Say what would be done.
    std::string pass;        // On whose account, for the audit trail.
    SteadyTime deadline;
    std::vector<ldap::Dn> assumed{};  // Entries that will have been made by then.
    // Why something destructive shall wait for a person; nothing when it may be done.
    std::function<const std::string*(Destruction, scim::ResourceType)> why_not =
        [](Destruction, scim::ResourceType) { return nullptr; };
    const Renamed* renamed = nullptr;  // For plans.
  };

  // Takes the resource's lock. Fails with `unavailable`, and then what was begun is settled later; what the
  // directory will never take is a finding and a flag.
  Result<Finding> restore(const scim::ResourceId& id, const Order& order);

 private:
  struct Difference {
    Finding finding;
    bool entry = false;                   // The entry itself is to be written,
    bool members = false;                 // its member list,
    bool link = false;                    // or only what we remember of where it is.
    std::vector<store::Flag> attempts{};  // The flags that would tell if the directory refused all that.
    ldap::Dn found_at{};                  // Where an entry stands that is to be moved.
    Holds losses{};                       // What the directory loses, as it would wait for a person.
    std::optional<Change> change{};       // How it is done; nothing when it cannot be.
  };
  Result<Finding> restore_held(const scim::ResourceId& id, const Order& order, bool& members);
  Result<Difference> look(const scim::Resource& resource, const Order& order);
  Status check_not_behind(SteadyTime deadline);
  Status note_strangers(const std::vector<RehearsalSession::Act>& acts, const Change& change,
                        Difference& into) const;
  Status hold_back(const Difference& difference, const Holds& holds);
  Result<bool> was_refused(const Difference& difference) const;
  Result<Difference> compare(const Change& change, const Order& order);
  ldap::Outcome<Done> compare_members(RehearsalSession& session, const Change& change, const Written& written,
                                      const Renamed* renamed, Difference& into);
  void explain(const Change& change, const std::vector<RehearsalSession::Act>& acts, Finding& finding) const;
  Result<Finding> refuse(Finding finding, const Error& reason, const Order& order);
  Status clear(const scim::ResourceId& id);

  struct Checked {
    std::string server;
    SteadyTime until{};
  };

  const Context& context_;
  Settler& settler_;
  Guarded<Checked> checked_;  // Which server was not behind, and until when that may be believed.
  Applier applier_;
  References references_;
  Chooser chooser_;
};

}  // namespace bridge::sync
