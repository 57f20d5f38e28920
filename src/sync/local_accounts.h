#pragma once

#include <cstdint>
#include <string>

namespace bridge::sync {

// Whether this machine itself has such an account or group: one of /etc/passwd or /etc/group, not of a
// directory that it may be joined to. People must not get the names and numbers of system accounts. Any
// thread.
bool is_local_name(const std::string& name);  // Compared without case.
bool is_local_number(std::int64_t number);

}  // namespace bridge::sync
