#pragma once

#include <span>

#include "base/result.h"
#include "store/connection.h"

namespace bridge::store {

// One step of the file's history: what brings it from the version before to this one, user_version included.
struct Migration {
  int version;
  const char* sql;
};

// Every version there ever was, oldest first.
std::span<const Migration> migrations();

// Makes a new file's tables or brings an older file up to the last of `steps`, each step in one transaction.
// Fails with conflict, and changes nothing, when the file is newer or belongs to another application.
Status bring_up_to_date(Connection& connection, std::span<const Migration> steps);

}  // namespace bridge::store
