#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/document.h"
#include "base/result.h"
#include "base/secret.h"
#include "ldap/entry.h"
#include "mapping/choice.h"
#include "mapping/desired.h"
#include "mapping/finding.h"
#include "mapping/reserved_names.h"
#include "scim/resource.h"

namespace bridge::ldap {
struct Survey;
}

namespace bridge::mapping {

struct Recovered;
struct Trace;

// What becomes of groups inside groups: left out and flagged; flagged, and their people written instead;
// refused.
enum class NestedGroups { flag, flatten, reject };

// One attribute into which group members are written.
struct MemberAttribute {
  ldap::AttributeName name;
  ldap::AttributeName as{};  // The attribute of the person's entry whose value is written; empty: the DN.
};

struct MemberRules {
  std::vector<MemberAttribute> write;
  std::optional<ldap::Dn> placeholder;  // Stands in for real members in an empty group.
  bool defer = false;                   // An empty group has no entry.
  NestedGroups nested = NestedGroups::flag;
  bool drop_inactive = false;  // Disabled people are in no group's entry.

  bool must_be_filled() const { return placeholder || defer; }
};

// What becomes of the entry of a deleted resource.
struct Deletion {
  bool disable = false;                 // Kept and disabled, instead of removed at once…
  std::chrono::seconds purge_after{0};  // … and removed so much later.
  bool keep_adopted = false;            // An entry that was there before us is kept and disabled for good.

  bool keeps(bool adopted) const { return disable || (keep_adopted && adopted); }

  bool operator==(const Deletion&) const = default;
};

// The DN of the entry linked to a resource id, or nothing.
using DnOf = std::function<std::optional<ldap::Dn>(const std::string& id)>;

// A mapping file, loaded, checked and compiled. Immutable; any thread. Pure: the same resource and the same
// DNs give the same entry.
class Mapping {
 public:
  // Every fault in the file, each with file:line:column, the offending text and what to write instead; one a
  // line.
  static Result<std::shared_ptr<const Mapping>> load(const std::string& file);
  static Result<std::shared_ptr<const Mapping>> parse(const std::string& text, const std::string& file_name);

  ~Mapping();

  // Fails with invalid_input and a detail that names the SCIM attribute when no DN can be made or a rule with
  // on_invalid = "reject" cannot use its value. `password` is null when the request carries none; a rule that
  // writes it owns its attribute only then. An attribute in `chosen` that is to be chosen for this resource
  // takes that value, and later rules see it; without one, a number gives no value and is not owned, and a
  // login is the wish itself.
  Result<Desired> translate(const scim::Resource& resource, const Secret* password, const DnOf& dn_of,
                            const Chosen& chosen = {}) const;

  // The same with how it came about, which is told even when it fails.
  Result<Desired> explain(const scim::Resource& resource, const DnOf& dn_of, const Chosen& chosen,
                          Trace& trace) const;

  // The way back, as far as it goes: what of a resource can be told from an entry (see recovered.h).
  Recovered recover(scim::ResourceType type, const ldap::Entry& entry) const;

  // What is to be chosen for this resource, chosen before or not. Fails as translate does.
  Result<std::vector<Choice>> choices(const scim::Resource& resource) const;
  const std::vector<NumberPool>& pools() const;
  const ReservedNames& reserved_names() const;

  // The ids that the resource's reference rules (`as = "dn"`) point at, as pushed.
  std::vector<std::string> references(const scim::Resource& resource) const;

  const ldap::Dn& base(scim::ResourceType type) const;  // Where entries stand unless a rule says otherwise.
  const std::vector<ldap::Dn>& bases(scim::ResourceType type) const;  // All they can stand in, each once.
  const ldap::AttributeName& anchor(scim::ResourceType type) const;   // Empty when the mapping names none.
  const MemberRules& members() const;
  const std::vector<std::string>& object_classes(scim::ResourceType type) const;

  Policy policy(scim::ResourceType type, const ldap::AttributeName& attribute) const;
  OnInvalid on_invalid(scim::ResourceType type, const ldap::AttributeName& attribute) const;
  // Holds a password, so that its values are never stored or shown.
  bool is_secret(scim::ResourceType type, const ldap::AttributeName& attribute) const;
  const Deletion& deletion(scim::ResourceType type) const;
  // Where an entry shall stand that this mapping wants at `wanted` and that stands at `now`: there, unless it
  // was moved by other hands to a place the file does not name, and entries of this type may be.
  ldap::Dn place(scim::ResourceType type, const ldap::Dn& wanted, const ldap::Dn& now) const;
  bool follows_moves(scim::ResourceType type) const;
  // Every attribute that rules, or what disabling does, may write in entries of this type; members left out.
  std::set<ldap::AttributeName> attributes(scim::ResourceType type) const;

  // Which mapping this is: another one for every file that says something else, its tests left out.
  const std::string& digest() const;

  // The SCIM attributes the rule reads, for error details: "emails[type eq \"work\"].value".
  std::string sources_of(scim::ResourceType type, const ldap::AttributeName& attribute) const;

  // What the file says that will not last, and what cannot work with a directory or not well.
  Findings check() const;
  Findings check(const ldap::Survey& survey) const;
  std::vector<ldap::Dn> all_bases() const;  // Of users and groups, each once: what a survey should look at.

  // Runs the [[tests]] in the file: each failure as file:line:column and what differed.
  std::vector<std::string> run_tests() const;

 private:
  struct Compiled;
  static Result<std::shared_ptr<const Mapping>> compile(const Node& document);
  explicit Mapping(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace bridge::mapping
