#pragma once

#include <functional>
#include <string>

#include "scim/exchange.h"
#include "store/store.h"

namespace bridge::sync {

// A body is made in pieces of about this size; one that is no larger is one piece.
inline constexpr std::size_t kPieceBytes = 128 * 1024;

// Appends something to a text; true when that was the end of it.
using Append = std::function<Result<bool>(const store::Reader&, std::string& text)>;

// Has the body of a response grow until it is complete or as large as a piece. What is left is made when it
// is asked for, each piece with a reader of its own: no snapshot waits for a client. The store must outlive
// the response.
Status fill(scim::Response& response, store::Store& store, const store::Reader& reader, Append append);

}  // namespace bridge::sync
