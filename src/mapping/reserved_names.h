#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/section.h"

namespace bridge::mapping {

// Names that no push may give to anybody, because operating systems or Active Directory give power to whoever
// has them: "root", "sudo", "Domain Admins". Compared as SCIM compares without case.
class ReservedNames {
 public:
  ReservedNames();  // The shipped list.

  // [reserved] of a mapping file: `names` are added to the list, `allow` taken from it.
  void load(Section section);

  bool contains(std::string_view name) const;

 private:
  std::set<std::string> folded_;
};

}  // namespace bridge::mapping
