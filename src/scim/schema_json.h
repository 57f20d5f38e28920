#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "scim/json.h"
#include "scim/schema.h"

namespace bridge::scim {

// A schema as RFC 7643 section 7 writes it, without attributes that are never returned (see discovery.h).
Json to_json(const Schema& schema, std::string_view base_url);

}  // namespace bridge::scim
