#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ldap/entry.h"

namespace bridge::mapping {

// Values of attributes for which the resource alone does not decide, because nobody else may have the same:
// chosen once, remembered by the caller for good.
using Chosen = std::map<ldap::AttributeName, std::string>;

// What has to be chosen for a resource.
struct Choice {
  enum class Kind {
    number,  // allocate = "POOL": the next free one of a pool.
    login,   // on_collision = "suffix": the wish, or the wish with the first number that makes it free.
  };
  Kind kind = Kind::number;
  ldap::AttributeName attribute;
  std::string pool{};          // Of a number: NumberPool::name.
  std::string wish{};          // Of a login: what the rule makes.
  std::size_t max_length = 0;  // Of a login, in characters; 0 means any.

  // Of a login, n from 1: the wish itself, then the wish and n, cut before the number so that it fits.
  std::string candidate(int n) const;

  bool operator==(const Choice&) const = default;
};

// [numbers.NAME]: where allocated numbers come from.
struct NumberPool {
  std::string name;
  std::int64_t first = 0, last = 0;                               // Both may be given out.
  std::vector<std::pair<std::int64_t, std::int64_t>> reserved{};  // Never given out: from, to, both included.
  std::optional<ldap::Dn> mark{};                                 // The entry that keeps the high-water mark.

  bool operator==(const NumberPool&) const = default;
};

}  // namespace bridge::mapping
