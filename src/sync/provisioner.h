#pragma once

#include "scim/conditions.h"
#include "scim/member.h"
#include "scim/patch.h"
#include "scim/resource.h"
#include "sync/adoption.h"
#include "sync/applier.h"
#include "sync/chooser.h"
#include "sync/context.h"
#include "sync/references.h"
#include "sync/settler.h"

namespace bridge::sync {

// Carries out what a client asks for, now: one resource, one request. Success means durable, in the directory
// and visible to reads. An `unavailable` means nothing is acknowledged and the same request may be sent
// again; every other error means nothing was changed. Conditions are checked under the resource's lock, so
// nothing comes between check and write; they fail with `precondition`. Any thread that holds no resource
// lock.
class Provisioner {
 public:
  Provisioner(const Context& context, Settler& settler)
      : context_(context),
        settler_(settler),
        applier_(context),
        references_(context),
        chooser_(context),
        adoption_(context) {}

  // An entry that carries the anchor and is nobody's is taken over, under the id it is found by. Fails with
  // conflict/uniqueness when userName, displayName, externalId or the DN is taken.
  Result<scim::Resource> create(scim::ResourceType type, scim::Content content, const Requester& requester);

  // PUT (RFC 7644 section 3.5.1): what is not in `content` is gone, a group's members included.
  Result<scim::Resource> replace(scim::ResourceType type, const scim::ResourceId& id, scim::Content content,
                                 const Requester& requester, const scim::Conditions& conditions = {});

  // PATCH (RFC 7644 section 3.5.2). One that changes nothing leaves version and lastModified alone.
  //
  // A PUT or PATCH that disables a person does so whatever is wrong with the rest of it: what cannot be taken
  // is left out and flagged.
  Result<scim::Resource> patch(scim::ResourceType type, const scim::ResourceId& id,
                               const std::vector<scim::PatchOperation>& operations,
                               const Requester& requester, const scim::Conditions& conditions = {});

  // Makes a person inactive and nothing else. For requests of which only this can be done; `why` is flagged.
  Result<scim::Resource> disable(const scim::ResourceId& id, const Error& why, const Requester& requester,
                                 const scim::Conditions& conditions = {});

  Status remove(scim::ResourceType type, const scim::ResourceId& id, const Requester& requester,
                const scim::Conditions& conditions = {});

 private:
  // What a request makes of a resource as it is.
  struct Wish {
    scim::Json body;
    scim::MemberEdits members;
    std::optional<Secret> password;
    bool complete = false;  // What is not in it is meant to be gone.
  };
  using Wishing = std::function<Result<Wish>(const scim::Resource& now)>;  // May be asked again.

  // `may_share`: it may be done beside changes of other members of the group.
  Result<scim::Resource> change(scim::ResourceType type, const scim::ResourceId& id, const Wishing& wishing,
                                const Requester& requester, bool may_share = false);
  Result<scim::Resource> change_known(scim::ResourceType type, const scim::ResourceId& id,
                                      const Wishing& wishing, const Requester& requester, bool may_share);
  Status remove_known(scim::ResourceType type, const scim::ResourceId& id, const Requester& requester,
                      const scim::Conditions& conditions);
  // What a change begins with, as it is at one moment.
  struct Sight {
    bool open = false;  // An earlier change is not settled.
    std::optional<scim::Resource> resource{};
    std::vector<store::Held> rejected{};
    bool unclaimed = false;
  };
  Result<Sight> look(const scim::ResourceId& id) const;
  // The same when no earlier change is open any more. The caller holds the whole lock.
  Result<Sight> settled(const scim::ResourceId& id, const Requester& requester);
  // Nothing when it cannot be done in this scope, but can under the whole lock.
  Result<std::optional<scim::Resource>> change_held(scim::ResourceType type, const scim::ResourceId& id,
                                                    const Wishing& wishing, const Requester& requester,
                                                    const Scope& scope);
  // What was held and rejected, and is asked for once more by this request.
  Result<std::vector<store::GuardNote::Released>> pushed_again(const scim::Resource& now,
                                                               const std::vector<store::Held>& rejected,
                                                               const Wishing& wishing) const;
  Result<Scope> scope_of(scim::ResourceType type, const scim::ResourceId& id, const Wishing& wishing,
                         const Requester& requester);
  // What a request ended with, or the disable it asks for if it was refused because of something else.
  Result<scim::Resource> or_disable(Result<scim::Resource> ended, const scim::ResourceId& id,
                                    const Requester& requester, const scim::Conditions& conditions);
  Status flag_refused(const scim::ResourceId& id, const std::vector<scim::Refused>& refused,
                      const Requester& requester);
  Result<scim::Resource> existing(scim::ResourceType type, const scim::ResourceId& id) const;
  store::Intent intent(store::Intent::Kind kind, const Requester& requester) const;

  // Carries the intent out and, when a name is held by a change that is not settled, settles that one and
  // tries again.
  Status carry_out(store::Intent intent, const Secret* password, const Requester& requester);
  // The same for a create under the id of a candidate, which others may want as well.
  Status check_still_free(const store::Intent& intent, const Requester& requester);
  Status take_named_people(const scim::MemberEdits& edits, const Requester& requester);
  // What is to be done under a lock that is held.
  struct Undertaking {
    store::Intent intent;
    const Secret* password = nullptr;
    bool shared = false;   // The lock is held for some members only.
    bool compare = false;  // All members are named.
    bool look = false;     // What the entry holds is not what the resource says.
  };
  // Returns the resource as it is then; nothing after a removal.
  Result<std::optional<scim::Resource>, Applier::Refused> attempt(const Undertaking& undertaking,
                                                                  const Requester& requester);
  Applier::Refused refuse_reserved(const Change& change, Error error) const;
  Status after_change(const scim::ResourceId& id, const Requester& requester);

  const Context& context_;
  Settler& settler_;
  Applier applier_;
  References references_;
  Chooser chooser_;
  Adoption adoption_;
};

}  // namespace bridge::sync
