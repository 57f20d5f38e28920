#pragma once

#include <chrono>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scim/json.h"
#include "scim/schema.h"

namespace bridge::scim {

// What this service tells about itself (RFC 7644 section 4, RFC 7643 sections 5 to 7): only what works, and
// no nulls. Pure functions; `base_url` goes into meta.location.

// How much of what a service provider may offer.
struct Offer {
  long bulk_operations = 0;         // In one request; 0: no bulk requests.
  std::size_t most_body_bytes = 0;  // Of any request.
  std::chrono::seconds cursor_life{0};
};
Json service_provider_config(const Offer& offer, std::string_view base_url);

std::vector<Json> resource_types(std::string_view base_url);
std::optional<Json> resource_type(std::string_view name,
                                  std::string_view base_url);  // Compared without case.

// Attributes that are never returned (`password`) are taken, but not listed: clients that learn from here
// what to map would look for what they wrote and find that it is gone, and Microsoft's validator does.
std::vector<Json> schemas(std::string_view base_url);
std::optional<Json> schema(std::string_view urn, std::string_view base_url);  // Compared without case.

}  // namespace bridge::scim
