#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace bridge::scim {

// The scimType keywords of RFC 7644 section 3.12, for Error::keyword.
inline constexpr std::string_view kInvalidFilter = "invalidFilter";
inline constexpr std::string_view kTooMany = "tooMany";
inline constexpr std::string_view kUniqueness = "uniqueness";
inline constexpr std::string_view kMutability = "mutability";
inline constexpr std::string_view kInvalidSyntax = "invalidSyntax";
inline constexpr std::string_view kInvalidPath = "invalidPath";
inline constexpr std::string_view kNoTarget = "noTarget";
inline constexpr std::string_view kInvalidValue = "invalidValue";
// Of RFC 9865 section 2.1.
inline constexpr std::string_view kInvalidCursor = "invalidCursor";
inline constexpr std::string_view kExpiredCursor = "expiredCursor";
inline constexpr std::string_view kInvalidCount = "invalidCount";

// An error message of RFC 7644 section 3.12; `status` appears as a string, scimType only when it is not
// empty.
std::string error_body(int status, std::string_view scim_type, std::string_view detail);

// The HTTP status that tells a SCIM client what it can do about this error.
int status_of(const Error& error);

}  // namespace bridge::scim
