#include <fmt/core.h>

#include "app/exit_code.h"
#include "app/group_commands.h"
#include "app/operator_command.h"

namespace bridge::app {
namespace {

using scim::Json;

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

void print_new_token(const Json& token) {
  fmt::print("{}\n", text_of(token, "token"));
  fmt::print(stderr, "This is token '{}'. It is shown this once; only its digest is kept.\n",
             text_of(token, "name"));
}

void print_tokens(const Json& tokens) {
  if (tokens.empty()) fmt::print("There are no tokens; 'scim-ldap-bridge token create NAME' makes one.\n");
  for (const auto& token : tokens) {
    const std::string expires = text_of(token, "expires");
    fmt::print("{:<24} {:<8} created {}  {}\n", text_of(token, "name"), text_of(token, "state"),
               text_of(token, "created"), expires.empty() ? "does not expire" : "expires " + expires);
  }
}

void print_flags(const Json& flags) {
  if (flags.empty()) fmt::print("There are no flags.\n");
  for (const auto& flag : flags)
    fmt::print("{}  {}  {}\n    {}\n    since {}{}\n", text_of(flag, "kind"), text_of(flag, "resource"),
               text_of(flag, "subject"), text_of(flag, "detail"), text_of(flag, "since"),
               text_of(flag, "client").empty() ? "" : ", pushed by " + text_of(flag, "client"));
}

void print_status(const Json& status) {
  for (const auto& [key, value] : status.items())
    fmt::print("{:<18} {}\n", key, value.is_string() ? value.get<std::string>() : scim::to_text(value));
}

}  // namespace

int print(const OperatorCommand& command, const Json& answer) {
  if (command.name == "token.create")
    print_new_token(answer);
  else if (command.name == "token.list")
    print_tokens(answer);
  else if (command.name == "token.revoke")
    fmt::print("Token '{}' is revoked.\n", text_of(answer, "name"));
  else if (command.name == "adopt.first_number")
    fmt::print("The next number of pool '{}' is {}.\n", text_of(answer, "pool"),
               scim::to_text(answer.value("next", Json())));
  else if (command.name == "flags")
    print_flags(answer);
  else if (command.name == "adopt.exact")
    fmt::print("The members of group {} are exact: what other hands put into its entry goes.\n",
               text_of(answer, "group"));
  else
    print_status(answer);
  return command.name == "flags" && asks_for_attention(answer) ? kSomethingToSee : kFine;
}

}  // namespace bridge::app
