#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scim/json.h"
#include "scim/schema.h"

namespace bridge::scim {

// A value in normal form, nothing when it says "no value", or invalid_input/invalidValue naming the
// attribute.
using Normal = Result<std::optional<Json>>;

// All that an attribute holds: a list for a multi-valued one (a lone value becomes a list of one), without
// equal elements and with at most one primary. `name` is what messages call it.
Normal normal_value(const Attribute& attribute, const Json& value, const std::string& name);

// One value of it: an element of a multi-valued attribute. A bare string stands for {"value": …}.
Normal normal_single(const Attribute& attribute, const Json& value, const std::string& name);

// An object's members, spelled as these attributes are; read-only ones are dropped, unknown ones kept. The
// result is an object, maybe an empty one. `prefix` comes before names in messages: "name." or "".
Result<Json> normal_members(const std::vector<Attribute>& attributes, const Json& object,
                            const std::string& prefix);

// What no schema describes: everything as sent but for members and elements without a value.
std::optional<Json> without_empties(const Json& value);

// A list's elements, each once, the first of equal ones.
void fold_equal(Json& list);

// Leaves `primary` true on the element at this place alone, or on the last one that has it.
void keep_primary(Json& list, std::size_t place);
void keep_last_primary(Json& list);

// A complex attribute that points to something by its `value` (the manager), and is nothing without it.
bool is_reference(const Attribute& attribute);

}  // namespace bridge::scim
