#include <fmt/core.h>

#include <algorithm>

#include "app/audit_command.h"
#include "app/credential_commands.h"
#include "app/exit_code.h"
#include "app/flag_guide.h"
#include "app/group_commands.h"
#include "app/held_commands.h"
#include "app/operator_command.h"
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

// What people call a key of the status; of others, the key itself.
std::string title_of(const std::string& key) {
  constexpr std::pair<std::string_view, std::string_view> kTitles[] = {
      {"open_intents", "unfinished changes"},
      {"dirty_references", "references to put right"},
      {"scim_url", "SCIM"},
      {"admin_url", "status page"}};
  for (const auto& [known, title] : kTitles)
    if (known == key) return std::string(title);
  std::string title = key;
  std::replace(title.begin(), title.end(), '_', ' ');
  return title;
}

// Green and red for what works or does not, yellow for what is to be looked at.
std::string painted(const Terminal& terminal, const std::string& key, const Json& value) {
  std::string text = value.is_string() ? value.get<std::string>() : scim::to_text(value);
  if (key == "running") text = value == true ? "yes" : "no; this is the state at rest";
  if (key == "admin_url") text += "/status";
  const bool counts_trouble = key == "open_intents" || key == "dirty_references" || key == "flags";
  if (counts_trouble && value != 0) return terminal.paint(Colour::yellow, text);
  if (key == "directory") return terminal.paint(text == "answers" ? Colour::green : Colour::red, text);
  return text;
}

void print_status(const Json& status) {
  const Terminal terminal = Terminal::standard_output();
  for (const auto& [key, value] : status.items())
    fmt::print("{:<24} {}\n", title_of(key), painted(terminal, key, value));
  if (status.value("flags", 0) != 0) fmt::print("\n'scim-ldap-bridge flags' tells what the flags are.\n");
  if (status.value("running", true) == false)
    fmt::print("\nNo daemon runs; 'systemctl start scim-ldap-bridge' starts it.\n");
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
    print_status(answer);
  return exit_code_of(command, answer);
}

int exit_code_of(const OperatorCommand& command, const Json& answer) {
  const bool look = (command.name == "flags" && asks_for_attention(answer)) ||
                    (command.name == "held.list" && has_waiting(answer));
  return look ? kSomethingToSee : kFine;
}

}  // namespace bridge::app
