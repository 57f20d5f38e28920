#pragma once

#include "scim/exchange.h"
#include "scim/listing.h"
#include "store/reader.h"

namespace bridge::sync {

// What a client sees of a resource: the stored body, what we compute (id, meta, members), and of that what it
// asked for. Members are fetched only when they are shown.
Result<scim::Json> present(const store::Reader& reader, const scim::Resource& resource,
                           const scim::Projection& projection, const std::string& base_url);

// The same as a response with Location and ETag.
Result<scim::Response> respond_with(const store::Reader& reader, const scim::Resource& resource, int status,
                                    const scim::Request& request);

// A SCIM error response (RFC 7644 section 3.12).
scim::Response respond_with(const Error& error);

}  // namespace bridge::sync
