#pragma once

#include <string>

#include "base/result.h"
#include "store/records.h"

namespace bridge::store {

// The form in which a name stands in the table: two names are one when their keys are equal.
struct NameKey {
  std::string kind;
  std::string value;

  bool operator==(const NameKey&) const = default;
};

struct TakenName {
  Name name;
  ResourceId holder;
};

// Fails with invalid_input when a DN is none.
Result<NameKey> key_of(const Name& name);

}  // namespace bridge::store
