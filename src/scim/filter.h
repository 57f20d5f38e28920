#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "scim/json.h"
#include "scim/path.h"

namespace bridge::scim {

enum class Comparison { eq, ne, co, sw, ew, gt, ge, lt, le };

struct Filter;
using FilterPtr = std::shared_ptr<const Filter>;  // Trees are immutable and shared freely between threads.

// The grammar of RFC 7644 section 3.4.2.2.
struct Present {
  AttributePath path;
};
struct Compare {
  AttributePath path;
  Comparison op;
  Json value;  // A string, number or boolean, of the attribute's own type where the schema knows it.
};
struct And {
  FilterPtr left, right;
};
struct Or {
  FilterPtr left, right;
};
struct Not {
  FilterPtr inner;
};
// emails[type eq "work"]: some one element satisfies all of `inner`, whose paths are sub-attributes named in
// AttributePath::attribute. Entra's `emails[type eq "work"].value eq "x"` is parsed into
// emails[type eq "work" and value eq "x"], which means the same.
struct ValuePath {
  AttributePath path;
  FilterPtr inner;
};

struct Filter : std::variant<Present, Compare, And, Or, Not, ValuePath> {
  using variant::variant;
};

// Fails with invalid_input/invalidFilter that says at which character and what was expected. Nesting is
// bounded (50) and so is the number of terms (200). Operators and names compare without case. Values without
// quotes are taken as strings, because the documentation of the largest client prints them so. A complex
// attribute is compared by its `value` (emails eq "x" becomes emails.value eq "x"); comparing with null
// becomes Present or its Not.
Result<FilterPtr> parse_filter(ResourceType type, std::string_view text);

// The form that parses back to an equal tree.
std::string to_text(const Filter& filter);

bool equal(const Filter& a, const Filter& b);

// Whether a resource in the form clients read (with id, meta, members …) satisfies the filter. Comparison
// follows the attribute's type and caseExact; attributes the schema does not know compare as strings without
// case. A missing attribute satisfies only `ne` and `not`.
bool matches(ResourceType type, const Filter& filter, const Json& resource);

// The same for one element of a multi-valued attribute and the inner filter of a value path.
bool element_matches(ResourceType type, const AttributePath& attribute, const Filter& inner,
                     const Json& element);

}  // namespace bridge::scim
