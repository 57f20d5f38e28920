#pragma once

#include <string>

namespace bridge::store {

// How the attributes that we compute are shown.
struct View {
  std::string base_url = {};  // "https://host/scim/v2", for meta.location and $ref.
  bool nested = false;        // A person's groups through other groups count, too, as "indirect".
};

}  // namespace bridge::store
