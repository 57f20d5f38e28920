#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"

namespace bridge::app {

// Asks a person, on standard error and standard input. One thread at a time.
class Questions {
 public:
  // `take_proposals`: asks nothing, takes what is proposed.
  explicit Questions(bool take_proposals) : take_proposals_(take_proposals) {}

  // What was given on the command line, else the answer; an empty answer takes the proposal. Fails, naming
  // the flag, when nobody answers and nothing is proposed.
  Result<std::string> ask(const std::optional<std::string>& given, const std::string& question,
                          const std::string& flag, const std::optional<std::string>& proposal);

  Result<bool> ask_yes(const std::string& question, const std::string& flag, bool proposal);

  // Without showing what is typed.
  Result<Secret> ask_secret(const std::string& question, const std::string& flag);

 private:
  std::optional<std::string> read_line();

  bool take_proposals_;
};

}  // namespace bridge::app
