#pragma once

#include <string>

#include "http/message.h"
#include "http/worker_pool.h"
#include "scim/exchange.h"

namespace bridge::http {

// Has the pieces of a body made in the pool, one when it is asked for: a client that reads slowly holds no
// thread. A failure breaks the body off and is logged as the request's. The pool must outlive it.
Source source_in(WorkerPool& pool, scim::MorePieces more, std::string request_id);

}  // namespace bridge::http
