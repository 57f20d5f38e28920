#include "app/questions.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

namespace bridge::app {
namespace {

Error unanswered(const std::string& question, const std::string& flag) {
  return invalid_input("'" + question + "' was not answered; say it with " + flag);
}

// A terminal that shows nothing while it lives.
class Hidden {
 public:
  Hidden() : terminal_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!terminal_) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  ~Hidden() {
    if (!terminal_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::cerr << '\n';
  }
  Hidden(const Hidden&) = delete;
  Hidden& operator=(const Hidden&) = delete;

 private:
  termios before_{};
  bool terminal_;
};

}  // namespace

std::optional<std::string> Questions::read_line() {
  std::string line;
  if (take_proposals_ || !std::getline(std::cin, line)) return std::nullopt;
  return line;
}

Result<std::string> Questions::ask(const std::optional<std::string>& given, const std::string& question,
                                   const std::string& flag, const std::optional<std::string>& proposal) {
  if (given) return *given;
  if (take_proposals_) return proposal ? Result<std::string>(*proposal) : unanswered(question, flag);
  std::cerr << question << (proposal && !proposal->empty() ? " [" + *proposal + "]" : "") << ": "
            << std::flush;
  const auto answer = read_line();
  if (answer && !answer->empty()) return *answer;
  if (!answer || !proposal) return unanswered(question, flag);
  return *proposal;
}

Result<bool> Questions::ask_yes(const std::string& question, const std::string& flag, bool proposal) {
  TRY_AS(answer, ask({}, question + " (y/n)", flag, proposal ? "y" : "n"));
  if (answer == "y" || answer == "yes") return true;
  if (answer == "n" || answer == "no") return false;
  return invalid_input("'" + answer + "' is no answer to '" + question + "'; say y or n");
}

Result<Secret> Questions::ask_secret(const std::string& question, const std::string& flag) {
  if (take_proposals_) return unanswered(question, flag);
  std::cerr << question << ": " << std::flush;
  const Hidden hidden;
  auto answer = read_line();
  if (!answer || answer->empty()) return unanswered(question, flag);
  return Secret(*std::move(answer));
}

}  // namespace bridge::app
