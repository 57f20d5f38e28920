#pragma once

#include <optional>
#include <string_view>

#include "scim/json.h"
#include "scim/normal_form.h"
#include "scim/path.h"

namespace bridge::scim {

// The object a path's attribute lives in: the body, or the extension's object within it, made when missing.
Json& home_of(Json& body, const AttributePath& path);

// The member of that name whatever its case, made (null) when missing.
Json& slot(Json& object, std::string_view name);

// Sets a member, or takes it away when there is no value.
void put(Json& object, std::string_view name, std::optional<Json> value);
void erase(Json& object, std::string_view name);

// A value for what the path names, in its normal form; without a schema, as sent.
Normal fit(ResourceType type, const AttributePath& path, const Json& value);

// Elements that say nothing any more but what kind they were.
bool is_husk(const Json& element);

// As a list whatever it was: null is none, a lone value one.
void make_list(Json& value);

}  // namespace bridge::scim
