#include "app/help.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

#include "app/terminal.h"
#include "base/section.h"

namespace bridge::app {
namespace {

constexpr std::size_t kTextColumn = 24;  // Where texts begin, beside what they explain.

// The options of a command, those of its nameless groups among them, each of which has a --help of its own.
void collect(const CLI::App& app, std::vector<const CLI::Option*>& into) {
  for (const CLI::Option* option : app.get_options())
    if (!app.get_name().empty() || option != app.get_help_ptr()) into.push_back(option);
  for (const CLI::App* group : app.get_subcommands({}))
    if (group->get_name().empty()) collect(*group, into);
}

std::vector<const CLI::Option*> options_of(const CLI::App& app, bool positional) {
  std::vector<const CLI::Option*> all;
  collect(app, all);
  std::erase_if(all, [&](const CLI::Option* option) { return option->get_positional() != positional; });
  return all;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  std::vector<const CLI::App*> named;
  for (const CLI::App* command : app.get_subcommands({}))
    if (!command->get_name().empty()) named.push_back(command);
  return named;
}

// What stands for a value: the library knows only that it is a text or a number.
std::string value_word(const CLI::Option& option) {
  static const std::pair<const char*, const char*> kWords[] = {
      {"base", "DN"},
      {"bind-dn", "DN"},
      {"ca-file", "FILE"},
      {"certificate", "FILE"},
      {"config", "FILE"},
      {"exact", "GROUP"},
      {"expires", "DAYS"},
      {"external-url", "URL"},
      {"first-number", "POOL=NUMBER"},
      {"group", "GROUP"},
      {"id", "NUMBER"},
      {"input", "FILE"},
      {"instance", "NAME"},
      {"key", "FILE"},
      {"limit", "NUMBER"},
      {"listen", "ADDRESS"},
      {"mapping", "FILE"},
      {"password-file", "FILE"},
      {"preset", "NAME"},
      {"request", "ID"},
      {"rights", "RIGHTS"},
      {"runtime-folder", "FOLDER"},
      {"since", "TIME"},
      {"state-folder", "FOLDER"},
      {"token", "NAME"},
      {"trust", "SIDE"},
      {"uri", "URI"},
      {"user", "USER"},
  };
  if (option.get_items_expected_max() == 0) return "";  // A flag.
  for (const auto& [name, word] : kWords)
    if (option.check_lname(name)) return word;
  return "VALUE";
}

// "-h,--help", "--config FILE", "NAME", "ID ..."
std::string term_of(const CLI::Option& option) {
  if (option.get_positional())
    return option.get_name(true) + (option.get_items_expected_max() > 1 ? " ..." : "");
  const std::string word = value_word(option);
  return option.get_name(false, true) + (word.empty() ? "" : " " + word);
}

// The words an option takes, when only some will do: "{read-only,users,...}" as the library has it.
std::string choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto from = type.find('{');
  const auto to = type.find('}');
  if (from == std::string::npos || to == std::string::npos) return "";
  std::string words = type.substr(from + 1, to - from - 1);
  for (auto comma = words.find(','); comma != std::string::npos; comma = words.find(',', comma + 2))
    words.insert(comma + 1, " ");
  return words;
}

std::string text_of(const CLI::Option& option) {
  std::string text = option.get_description();
  if (const std::string words = choices_of(option); !words.empty()) text += ": " + words;
  for (const CLI::Option* other : option.get_excludes()) text += " (not with " + other->get_name() + ")";
  if (!option.get_default_str().empty()) text += " [" + option.get_default_str() + "]";
  return text;
}

// A term and its text, the text beside it or, when the term is long, below it.
void append_entry(std::string& out, const Terminal& terminal, const std::string& term,
                  const std::string& text) {
  std::string head = "  " + term;
  std::string body = terminal.wrap(text, kTextColumn);
  if (head.size() + 2 <= kTextColumn)
    body.replace(0, head.size(), head);
  else
    body = head + "\n" + body;
  out += body;
}

void append_head(std::string& out, const Terminal& terminal, std::string_view head) {
  out += "\n" + terminal.paint(Terminal::Colour::bold, head) + "\n";
}

void append_options(std::string& out, const Terminal& terminal, const CLI::App& app, bool positional) {
  const auto options = options_of(app, positional);
  if (options.empty()) return;
  append_head(out, terminal, positional ? "Positionals:" : "Options:");
  for (const CLI::Option* option : options) append_entry(out, terminal, term_of(*option), text_of(*option));
}

std::string command_line_of(const CLI::App& app) {
  std::string names = app.get_name();
  for (const CLI::App* above = app.get_parent(); above != nullptr; above = above->get_parent())
    names = above->get_name() + " " + names;
  return names;
}

std::string usage_of(const CLI::App& app) {
  std::string usage = "Usage: " + command_line_of(app) + " [OPTIONS]";
  for (const CLI::Option* option : options_of(app, true))
    usage += option->get_required() ? " " + term_of(*option) : " [" + term_of(*option) + "]";
  return usage + (commands_of(app).empty() ? "" : " SUBCOMMAND");
}

// Prose is wrapped, examples stay as they are.
std::string footer_of(const CLI::App& app, const Terminal& terminal) {
  std::istringstream lines(app.get_footer());
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("Example"))
      out += terminal.paint(Terminal::Colour::bold, line) + "\n";
    else
      out += line.empty() || line.starts_with(' ') ? line + "\n" : terminal.wrap(line, 0);
  }
  return out.empty() ? out : "\n" + out;
}

class HelpFormatter : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const override {
    const Terminal terminal = Terminal::standard_output();
    std::string out = terminal.wrap(app->get_description(), 0);
    out += usage_of(*app) + "\n";
    append_options(out, terminal, *app, true);
    append_options(out, terminal, *app, false);
    if (const auto commands = commands_of(*app); !commands.empty()) {
      append_head(out, terminal, "Subcommands:");
      for (const CLI::App* command : commands)
        append_entry(out, terminal, command->get_name(), command->get_description());
    }
    return out + footer_of(*app, terminal);
  }
};

const CLI::App& deepest(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  for (const CLI::App* command : chosen)
    if (!command->get_name().empty()) return deepest(*command);
  return app;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : options_of(app, false)) names.push_back(option->get_name(false, false));
  return names;
}

// About the first word that nothing knows; empty when there is none.
std::string about_unknown(const CLI::App& app) {
  const auto words = app.remaining(true);
  if (words.empty()) return "";
  const auto option =
      std::find_if(words.begin(), words.end(), [](const auto& word) { return word[0] == '-'; });
  if (option != words.end()) return unknown_name("option", *option, option_names(app));
  if (commands_of(app).empty()) return "'" + words.front() + "' is one word too many";
  std::vector<std::string> names;
  for (const CLI::App* command : commands_of(app)) names.push_back(command->get_name());
  return unknown_name("command", words.front(), names);
}

std::string about(const CLI::App& app, const CLI::Error& error) {
  if (const std::string unknown = about_unknown(app); !unknown.empty()) return unknown;
  const std::string what = error.what();
  if (error.get_name() == "ArgumentMismatch") return what.substr(0, what.find(':')) + " needs a value";
  return what;
}

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_formatter() { return std::make_shared<HelpFormatter>(); }

std::string mistake_text(const CLI::App* app, const CLI::Error& error) {
  const CLI::App& command = deepest(*app);
  return about(command, error) + "\n'" + command_line_of(command) + " --help' shows what there is.\n";
}

}  // namespace bridge::app
