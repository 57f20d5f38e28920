#pragma once

#include <nlohmann/json.hpp>
#include <variant>
#include <vector>

#include "base/result.h"
#include "scim/filter.h"
#include "scim/member.h"
#include "scim/path.h"
#include "scim/resource.h"

namespace bridge::scim {

// The three things a PATCH operation can aim at (RFC 7644 section 3.5.2).
struct WholeResource {};
struct ValuePathTarget {
  AttributePath attribute;
  FilterPtr filter;
  std::string sub;  // Or empty: the whole element.
};
using PatchTarget = std::variant<WholeResource, AttributePath, ValuePathTarget>;

struct PatchOperation {
  enum class Kind { add, replace, remove };
  Kind kind = Kind::add;
  PatchTarget target;
  std::optional<Json> value;  // An explicit null is a value.
};

inline constexpr std::size_t kMostPatchOperations = 1000;

// Takes a PatchOp message apart: `op` and keys in any case, no Operations at all is an empty list. Fails for
// what cannot be read with invalid_input (invalidSyntax, invalidPath) that names the operation by number, and
// with tooMany; whether it makes sense is seen when it is applied.
Result<std::vector<PatchOperation>> parse_patch(ResourceType type, const Json& message);

// An operation, or a part of one, that was left out.
struct Refused {
  std::string path;  // Empty for what has none.
  std::string why;

  bool operator==(const Refused&) const = default;
};

struct Patched {
  Json body;                       // Normal form.
  MemberEdits members;             // Groups: what the operations ask of the member rows, in order.
  std::optional<Secret> password;  // Users: when an operation sets it.
  std::vector<Refused> refused;    // Only beside a disable, see below.
};

// Whether the operations, by themselves, make a user inactive.
bool disables(ResourceType type, const std::vector<PatchOperation>& operations);

// Applies the operations to a body in normal form, all or none; fails with invalid_input (invalidValue,
// invalidPath, noTarget, mutability for a path to a read-only attribute or for taking the value of an
// immutable one) that names the operation by number and the path. But to disable a person matters more than
// anything said beside it: then what cannot be done is left out and named in `refused`. Follows Entra where
// it departs from the RFC: add or replace on a value path that no element matches makes the element (several
// operations with one filter share it); dotted and URN keys in values without a path; explicit nulls and ""
// clear; remove of members by a value list.
Result<Patched> apply_patch(ResourceType type, const Json& body,
                            const std::vector<PatchOperation>& operations);

}  // namespace bridge::scim
