#pragma once

#include <functional>

#include "base/clock.h"
#include "base/result.h"
#include "scim/exchange.h"

namespace bridge::sync {

// Answers one request of the service; never fails.
using Perform = std::function<scim::Response(const scim::Request&)>;

// A bulk request (RFC 7644 section 3.7): each operation is performed as a request of its own, in the order
// sent but for those that stand on later ones ("bulkId:x", anywhere in a path or in data). Operations that
// stand on each other in a circle, or on one that failed, are answered 409; what is not begun when the time
// is over, 503. Answers 200 whatever became of the operations, 413 when there are too many. Fails with
// invalid_input for a message that cannot be read; then nothing is done. Any thread.
Result<scim::Response> perform_bulk(const Perform& perform, const scim::Request& request, const Clock& clock,
                                    SteadyTime deadline);

}  // namespace bridge::sync
