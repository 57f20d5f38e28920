#pragma once

#include <string>

#include "base/result.h"
#include "scim/exchange.h"
#include "scim/resource.h"

namespace bridge::scim {

// On what condition a request is to be carried out (RFC 9110 section 13, RFC 7644 section 3.14): the values
// of If-Match and If-None-Match, each "*" or a list of tags, empty when not sent. Tags compare weakly,
// because ours are weak; a tag without quotes is taken, too.
struct Conditions {
  std::string if_match;
  std::string if_none_match;

  static Conditions of(const Request& request) { return {request.if_match, request.if_none_match}; }
};

// Whether a write may go on from the resource as it is; fails with `precondition`. Decide it under the
// resource's lock.
Status check(const Conditions& conditions, const Resource& now);

// The same for what is yet to be made: no version of it can match.
Status check_for_new(const Conditions& conditions);

// A read's If-None-Match: whether the client has this version already.
bool is_known_already(const Conditions& conditions, const Resource& now);

}  // namespace bridge::scim
