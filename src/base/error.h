#pragma once

#include <string>
#include <string_view>

namespace bridge {

// What went wrong, as a value. One type for the whole daemon, because every caller asks the same question:
// what can I do about it?
struct Error {
  enum class Code {
    invalid_input,  // The caller's words are wrong; repeating them will not help.
    not_found,      // What was named is not there.
    conflict,       // It collides with something that is.
    precondition,   // The caller's view is out of date.
    denied,         // The caller may not.
    unavailable,    // Not now; repeating may help.
    internal,       // A fault of ours.
  };

  Code code = Code::internal;
  std::string message;

  // A keyword that refines the code, or nothing; for SCIM requests the scimType of RFC 7644 section 3.12.
  // Points to a string literal.
  std::string_view keyword = {};

  // The same error with what was being done put before it: "reading group 'eng': connection timed out".
  Error within(std::string_view doing) && {
    message.insert(0, ": ").insert(0, doing);
    return std::move(*this);
  }

  bool operator==(const Error&) const = default;
};

inline Error invalid_input(std::string message, std::string_view keyword = {}) {
  return {Error::Code::invalid_input, std::move(message), keyword};
}
inline Error not_found(std::string message) { return {Error::Code::not_found, std::move(message)}; }
inline Error conflict(std::string message, std::string_view keyword = {}) {
  return {Error::Code::conflict, std::move(message), keyword};
}
inline Error unavailable(std::string message) { return {Error::Code::unavailable, std::move(message)}; }
inline Error internal(std::string message) { return {Error::Code::internal, std::move(message)}; }

}  // namespace bridge
