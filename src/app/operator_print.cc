#include <fmt/core.h>

#include "app/audit_command.h"
#include "app/credential_commands.h"
#include "app/exit_code.h"
#include "app/flag_guide.h"
#include "app/group_commands.h"
#include "app/held_commands.h"
#include "app/operator_command.h"
#include "app/status_print.h"
#include "app/terminal.h"

namespace bridge::app {
namespace {

using Colour = Terminal::Colour;
using scim::Json;

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

void print_flags(const Json& flags) {
  const Terminal terminal = Terminal::standard_output();
  if (flags.empty()) fmt::print("There are no flags.\n");
  for (const auto& flag : flags) {
    const std::string client = text_of(flag, "client");
    const Colour colour = guide_to(text_of(flag, "kind")).just_to_know ? Colour::dim : Colour::yellow;
    fmt::print("{}  {}  {}\n{}{}", terminal.paint(colour, text_of(flag, "kind")), text_of(flag, "resource"),
               text_of(flag, "subject"), terminal.wrap(text_of(flag, "detail"), 4),
               terminal.wrap(
                   "since " + text_of(flag, "since") + (client.empty() ? "" : ", pushed by " + client), 4));
  }
}

}  // namespace

int print(const OperatorCommand& command, const Json& answer) {
  if (is_credential_command(command))
    print_credentials(command, answer);
  else if (command.name == "adopt.first_number")
    fmt::print("The next number of pool '{}' is {}.\n", text_of(answer, "pool"),
               scim::to_text(answer.value("next", Json())));
  else if (command.name == "flags")
    print_flags(answer);
  else if (command.name == "audit")
    print_audit(answer);
  else if (command.name == "adopt.exact")
    fmt::print("The members of group {} are exact: what other hands put into its entry goes.\n",
               text_of(answer, "group"));
  else if (command.name.starts_with("held."))
    print_held(command, answer);
  else
    fmt::print("{}", status_text(answer, Terminal::standard_output()));
  return exit_code_of(command, answer);
}

int exit_code_of(const OperatorCommand& command, const Json& answer) {
  const bool look = (command.name == "flags" && asks_for_attention(answer)) ||
                    (command.name == "held.list" && has_waiting(answer));
  return look ? kSomethingToSee : kFine;
}

}  // namespace bridge::app
