#pragma once

#include <memory>
#include <string>

namespace CLI {
class App;
class Error;
class FormatterBase;
}  // namespace CLI

namespace bridge::app {

// What --help prints: it fits the terminal, has bold heads there, and is whole and plain anywhere else, where
// manual pages and completions read it. Examples are never broken. To be set before commands are added, which
// inherit it.
std::shared_ptr<CLI::FormatterBase> help_formatter();

// What to say of a wrong command line: what is wrong, the nearest name there is, and which help tells more.
// For CLI::App::failure_message.
std::string mistake_text(const CLI::App* app, const CLI::Error& error);

}  // namespace bridge::app
