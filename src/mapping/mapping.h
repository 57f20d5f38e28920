#pragma once

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
#include "scim/resource.h"

namespace bridge::mapping {

// What the mapping could not do for this resource; never a reason to refuse it.
struct Issue {
  enum class Kind {
    unknown_reference,  // An id that no linked resource has; the value is left out until it arrives.
    unusable_value,     // A rule with on_invalid = "skip" could not use the value.
  };
  Kind kind;
  ldap::AttributeName attribute;
  std::string subject;  // The id or the value.
  std::string detail;   // A sentence for people.

  bool operator==(const Issue&) const = default;
};

// What the mapping makes of a resource. Member attributes of groups are not in it: they are rows, not a list.
struct Desired {
  ldap::Dn dn;
  ldap::Attributes attributes;  // With objectClass; every list has at least one value.
  std::set<ldap::AttributeName>
      owned;  // What a rule owns for a resource in this state; owned but without values means: absent.
  std::vector<Issue> issues;
};

// How a rule treats what the directory holds.
enum class Policy { enforce, initial };
// What happens to a value that the directory refuses.
enum class OnInvalid { reject, skip };
enum class NestedGroups { flag, reject };

// One attribute into which group members are written, as DNs.
struct MemberAttribute {
  ldap::AttributeName name;
};

struct MemberRules {
  std::vector<MemberAttribute> write;
  std::optional<ldap::Dn> placeholder;  // Stands in for real members in an empty group.
  NestedGroups nested = NestedGroups::flag;
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
  // writes it owns its attribute only then.
  Result<Desired> translate(const scim::Resource& resource, const Secret* password, const DnOf& dn_of) const;

  // The ids that the resource's reference rules (`as = "dn"`) point at, as pushed.
  std::vector<std::string> references(const scim::Resource& resource) const;

  const ldap::Dn& base(scim::ResourceType type) const;
  const ldap::AttributeName& anchor(scim::ResourceType type) const;  // Empty when the mapping names none.
  const MemberRules& members() const;
  const std::vector<std::string>& object_classes(scim::ResourceType type) const;

  Policy policy(scim::ResourceType type, const ldap::AttributeName& attribute) const;
  OnInvalid on_invalid(scim::ResourceType type, const ldap::AttributeName& attribute) const;
  // The SCIM attributes the rule reads, for error details: "emails[type eq \"work\"].value".
  std::string sources_of(scim::ResourceType type, const ldap::AttributeName& attribute) const;

  // Runs the [[tests]] in the file: each failure as file:line:column and what differed.
  std::vector<std::string> run_tests() const;

 private:
  struct Compiled;
  static Result<std::shared_ptr<const Mapping>> compile(const Node& document);
  explicit Mapping(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace bridge::mapping
