#pragma once

#include "scim/exchange.h"
#include "scim/listing.h"
#include "store/reader.h"
#include "sync/context.h"

namespace bridge::sync {

// What a client sees of a resource, as JSON text: the stored body, what we compute (id, meta, members,
// groups), and of that what it asked for. Members and groups are fetched only when they are shown, and a
// group's members page by page: beside the text itself no more than a page of them is in memory.
Result<std::string> present(const store::Reader& reader, const scim::Resource& resource,
                            const scim::Projection& projection, const store::View& view);

// How computed attributes are shown in answers to this request: groups through groups count where they do in
// the directory.
store::View view_of(const Context& context, const scim::Request& request);

// The same as a response with Location and ETag.
Result<scim::Response> respond_with(const store::Reader& reader, const store::View& view,
                                    const scim::Resource& resource, int status, const scim::Request& request);

// A SCIM error response (RFC 7644 section 3.12).
scim::Response respond_with(const Error& error);

}  // namespace bridge::sync
