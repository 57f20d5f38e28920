#pragma once

#include <string>
#include <vector>

namespace bridge::testing {

// What a strict server makes of a message, for tests of the reader alone and of a whole server.
struct RefusedMessage {
  const char* what;
  std::string bytes;
  int status;
};

struct AcceptedMessage {
  const char* what;
  std::string bytes;  // Exactly one request.
  std::string body;   // What its body must come to.
};

// The body of most refused messages is itself a request: whoever reads it as one has been smuggled into.
std::vector<RefusedMessage> refused_messages();
std::vector<AcceptedMessage> accepted_messages();

}  // namespace bridge::testing
