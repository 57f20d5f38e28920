#pragma once

#include <string_view>

#include "base/result.h"
#include "scim/filter.h"
#include "scim/filter_tokens.h"
#include "scim/schema.h"

namespace bridge::scim {

// The right side of a comparison, in the attribute's own type (null: unknown to the schema): "True" against a
// boolean is a boolean, an unquoted 123 against a string is a string. Errors carry no place.
Result<Json> read_operand(const Attribute* attribute, Comparison op, const Token& token);

// Whether this operator makes sense for the attribute and value (RFC 7644 section 3.4.2.2).
Status check_operator(const Attribute* attribute, Comparison op, const Json& value);

}  // namespace bridge::scim
