#pragma once

#include <string>

namespace bridge::app {

struct ExplainOptions {
  std::string config_file;
  std::string who;           // Id, userName, externalId or displayName of a stored resource, or …
  std::string input;         // … a file with what a client would push; "-" is standard input.
  std::string mapping_file;  // Instead of the configured one, when not empty.
  bool live = false;         // Also how the entry in the directory differs.
  bool json = false;
};

// Prints what becomes of a resource, rule by rule, and the entry as LDIF; changes nothing and never shows a
// password. Returns the exit code: kFailed also when the mapping refuses the resource.
int explain(const ExplainOptions& options);

}  // namespace bridge::app
