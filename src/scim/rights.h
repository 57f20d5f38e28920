#pragma once

#include <optional>
#include <string_view>

namespace bridge::scim {

struct Request;

// What a client may do besides reading people: one bit for writing, one for groups. Who may not touch groups
// sees no more of them than people show.
enum class Rights { read_users = 0, users = 1, read_only = 2, all = 3 };

// "read-users", "users", "read-only", "all".
std::string_view name_of(Rights rights);
std::optional<Rights> parse_rights(std::string_view name);

// What both allow; what either allows.
Rights operator&(Rights a, Rights b);
Rights operator|(Rights a, Rights b);

// Whether these rights are enough for the request. Bulk requests are let through where any of their
// operations could be; each operation is to be asked about by itself.
bool may(Rights rights, const Request& request);

}  // namespace bridge::scim
