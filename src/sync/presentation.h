#pragma once

#include "scim/exchange.h"
#include "store/reader.h"
#include "sync/context.h"

namespace bridge::sync {

// How computed attributes are shown in answers to this request: groups through groups count where they do in
// the directory.
store::View view_of(const Context& context, const scim::Request& request);

// A resource as a client sees it, with Location and ETag. The tag is that of the resource as it is given
// here, also where members that are shown behind the first piece came later: never newer than what is shown.
Result<scim::Response> respond_with(const Context& context, const store::Reader& reader,
                                    const scim::Resource& resource, int status, const scim::Request& request);

// A SCIM error response (RFC 7644 section 3.12).
scim::Response respond_with(const Error& error);

}  // namespace bridge::sync
