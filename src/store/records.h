#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ldap/entry.h"
#include "scim/member.h"
#include "scim/resource.h"
#include "scim/rights.h"

namespace bridge::store {

using scim::ResourceId;

// What groups write to list a person by something else than the DN: the value of each such attribute of the
// person's entry ("uid", for memberUid).
using Aliases = std::map<ldap::AttributeName, std::string>;

// How a resource and its directory entry belong together.
struct Link {
  ldap::Dn dn;
  std::string entry_uuid;       // Empty when the server gives none.
  std::int64_t generation = 1;  // Rises whenever dn changes, so that whoever used an old one notices.
  Aliases aliases{};
  bool merges = false;  // A group that was taken over: members put there by other hands are kept.
  // Of an entry that was there before us: the attributes that were ours to write since. Nothing for one we
  // made.
  std::optional<std::set<ldap::AttributeName>> taken_over{};

  bool operator==(const Link&) const = default;
};

// A name that only one resource may hold. Values are compared in the form the store gives them: userName and
// displayName without case, externalId to the byte, DNs in their normal form, anchors without case and
// blanks.
struct Name {
  enum class Kind { user_name, display_name, external_id, dn, anchor };
  Kind kind = Kind::dn;
  scim::ResourceType type = scim::ResourceType::user;  // Users and groups do not compete, but for DNs.
  std::string value;

  bool operator==(const Name&) const = default;
};

// One change of a group's member rows.
struct MemberChange {
  bool add = true;
  scim::Member member;  // `pushed` is empty on removal.
  bool held = false;    // A removal that clients see done while the group's entry goes on listing the member.

  bool operator==(const MemberChange&) const = default;
};

// A change that destroys, or a value that cannot be used, of which the directory does not hear until a person
// decides. One for each resource, kind and subject.
struct Held {
  enum class Kind { remove, disable, remove_member, rename, clear, value };
  enum class State { pending, approved, rejected };

  std::int64_t number = 0;  // By which people name it. Given by the store.
  ResourceId id{};          // Of a resource that is gone when its removal is held.
  scim::ResourceType type = scim::ResourceType::user;
  Kind kind = Kind::remove;
  std::string
      subject{};  // Of a remove_member: the member's id; of a clear or value: the LDAP attribute; else empty.
  State state = State::pending;
  std::string client{};  // By whose push; empty: found by a pass.
  std::string request_id{};
  std::string why{};
  WallTime since{};
  // What the entry keeps: of a clear or value the values, of a rename the anchor; of a remove what disabling
  // wrote over. Of a value that the directory refused also that one, under kRefusedOption.
  ldap::Attributes kept{};
  scim::Json body = nullptr;  // The resource before the change; null when that is not known.
  std::string person{};       // Of a remove: by what they are recognised when they come back.

  static constexpr char kRefusedOption[] = ";refused";

  bool operator==(const Held&) const = default;
};

// What a guard said to a change, as the journal keeps it.
struct GuardNote {
  struct Withheld {
    Held::Kind kind;
    std::string why;
    bool operator==(const Withheld&) const = default;
  };
  struct Released {
    Held::Kind kind;
    std::string subject;
    bool operator==(const Released&) const = default;
  };
  struct Counted {
    Held::Kind kind;
    long number;
    bool operator==(const Counted&) const = default;
  };
  std::vector<Withheld> withheld{};  // Parts of the change that the directory does not hear of.
  std::vector<Released> released{};  // Held before, and decided anew by this change.
  std::vector<Counted> counted{};    // What this change took of the limits.

  bool operator==(const GuardNote&) const = default;
};

// What the journal says was begun: enough to finish it or to take it back after a crash. Holds no secrets.
struct Intent {
  enum class Kind { create, update, remove };
  enum class Direction { forward, back };

  std::int64_t sequence = 0;  // Given by the journal.
  Kind kind = Kind::create;
  Direction direction = Direction::forward;
  std::optional<scim::Resource> before;  // The resource as it was, without member rows; nothing for a create.
  std::optional<scim::Resource> after;   // As it shall be; nothing for a remove.
  std::vector<MemberChange> members;
  // Empty where there is none. Of what had no entry, `dn_before` names the one that is taken over, or of
  // which nobody can tell whether this change made it.
  std::string dn_before, dn_after;
  bool carried_secret = false;
  std::string client;
  std::string request_id;
  WallTime begun;
  ldap::Attributes saved;  // What stood in the entry where disabling writes over it.
  GuardNote guard{};

  const scim::Resource& resource() const { return after ? *after : *before; }
  // Nothing of a group but some of its members changes: such intents may be open beside each other.
  bool only_members() const {
    return kind == Kind::update && !members.empty() && dn_before == dn_after && !carried_secret &&
           before->body == after->body;
  }
};

// A value in one entry that names another entry and may be out of date: `entry` (a group or a person) refers
// to `subject`, whose DN was `stale_dn` (empty when it had none). An entry that names itself stands for a
// group whose whole member list is to be compared.
struct Dirty {
  std::int64_t sequence = 0;
  ResourceId entry;
  ResourceId subject;
  std::string stale_dn;
  Aliases stale_aliases{};
};

// Who is listed in a group's entry: people, and only those who have an entry themselves.
struct ListingRules {
  bool nested = false;         // Also the people of groups inside it, however deep.
  bool drop_inactive = false;  // But not those who are disabled.
};

// Something a person should know. One per kind, resource and subject.
struct Flag {
  std::string kind;  // "nested_group", "unknown_member", "value_refused", …
  ResourceId resource;
  std::string subject;  // What it is about: a member id, an attribute name.
  std::string detail;   // A sentence for people.
  std::string client;   // By whose push.
  WallTime since;
};

struct AuditRecord {
  WallTime at;
  ResourceId resource;
  std::string client;
  std::string request_id;
  std::string ldif;  // What was done to the directory.
};

// Which part of the audit trail is asked for; what is empty does not matter.
struct AuditQuery {
  std::optional<ResourceId> resource{};
  std::string naming{};  // A text that stands in the LDIF.
  std::string request_id{};
  std::optional<WallTime> since{};
  int limit = 50;
};

// What a client proves itself with. Of the secret only the digest is known.
struct Credential {
  enum class Kind { token, client_secret, access_token };

  std::int64_t id = 0;  // Given by the database.
  Kind kind = Kind::token;
  std::string client;
  std::string digest;  // SHA-256, hexadecimal.
  scim::Rights rights = scim::Rights::read_users;
  WallTime created;
  std::optional<WallTime> expires;
  std::optional<WallTime> revoked;

  bool is_live(WallTime now) const { return !revoked && (!expires || now < *expires); }

  bool operator==(const Credential&) const = default;
};

// A deleted resource's last link, kept so that a returned entry is recognised.
struct Tombstone {
  ResourceId id;
  scim::ResourceType type;
  Link link;
  WallTime deleted;
};

// A resource by the number that the state gives it: small, never used again.
struct Numbered {
  std::int64_t number = 0;
  ResourceId id;
  scim::ResourceType type = scim::ResourceType::user;

  bool operator==(const Numbered&) const = default;
};

// What became of one pass over the directory.
struct PassRecord {
  std::int64_t number = 0;  // Given by the state.
  WallTime begun;
  std::optional<WallTime> ended;  // Nothing: it runs, or was cut off.
  std::string outcome;            // JSON, for reports.
};

// A value that was chosen for a resource and stays with it for good: a number, a login name. Nobody else gets
// it, also when the resource is gone; only the same person does who comes back.
struct ChosenValue {
  std::string
      space;  // Within which there is one such value, compared without case: "number:uid", "login:uid".
  std::string value;
  std::string attribute;  // Of LDAP, in lower case.
  ResourceId id;
  std::string person;  // By what they are recognised when they come back; empty when by nothing.

  bool operator==(const ChosenValue&) const = default;
};

// How far the numbers of a pool were given out. Only rises.
struct HighWater {
  std::int64_t next = 0;      // No number from here on was given to anybody.
  std::int64_t promised = 0;  // The directory says that numbers below this may have been given.

  bool operator==(const HighWater&) const = default;
};

// An entry that outlives its resource, disabled, until `due`.
struct Retired {
  ResourceId id;                // Its tombstone says where the entry is.
  std::optional<WallTime> due;  // Nothing: for good.
  std::string person;           // By what they are recognised when they come back; empty when by nothing.
  ldap::Attributes saved;       // What disabling wrote over.

  bool operator==(const Retired&) const = default;
};

}  // namespace bridge::store
