#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace bridge {

// Where chance comes from; passed in, so that tests can foresee it. Any thread.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<unsigned char> bytes) = 0;
};

// The kernel's generator, fit for keys and tokens.
Random& system_random();

// A version 4 UUID (RFC 9562 section 5.4) in lower case, as SCIM ids and request ids.
std::string make_uuid(Random& random);

}  // namespace bridge
