#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/random.h"
#include "mapping/mapping.h"
#include "scim/json.h"
#include "store/store.h"

namespace bridge::app {

class AdoptDesk;
class PassDesk;

// What an operator asks for on the command line, of a running daemon or of the state at rest.
struct OperatorCommand {
  std::string name;     // "token.create", "flags", "status" …
  std::string subject;  // What it is about: a token's name, "POOL=NUMBER".
  int expires_in_days = 0;
  scim::Json options = scim::Json::object();  // What only this command knows.
};

scim::Json to_json(const OperatorCommand& command);
Result<OperatorCommand> parse_operator_command(const scim::Json& json);

// What a command works with.
struct OperatorContext {
  store::Store& store;
  const Clock& clock;
  Random& random;
  std::function<Result<std::shared_ptr<const mapping::Mapping>>()> mapping;  // The one that is in use.
  std::function<void()> tokens_changed;              // Called after a token came or went.
  std::function<void(scim::Json& status)> add_live;  // Adds what only a running daemon knows to `status`.
  std::function<void()> work_left = [] {};           // Called after something was left to be settled.
  store::ListingRules listing{};
  PassDesk* passes = nullptr;  // Of a running daemon.
  // Checks the files; when they are right, a reload follows.
  std::function<Status()> reload = [] { return Status(unavailable("no bridge is running here")); };
  AdoptDesk* adoption = nullptr;  // Of a running daemon.
  std::string state_folder{};
};

// Does it and returns what is to be printed. Any thread.
Result<scim::Json> execute(const OperatorCommand& command, const OperatorContext& context);

// The same answer for people. Returns the exit code.
int print(const OperatorCommand& command, const scim::Json& answer);
int exit_code_of(const OperatorCommand& command, const scim::Json& answer);

}  // namespace bridge::app
