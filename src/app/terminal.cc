#include "app/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>

namespace bridge::app {
namespace {

constexpr std::size_t kNarrowest = 20;  // Less is left for the last column only where there is no more.
constexpr std::size_t kGap = 2;

// In characters; nearly all of them are one column wide.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::size_t terminal_width() {
  if (const char* columns = std::getenv("COLUMNS")) {
    std::size_t width = 0;
    const auto read = std::from_chars(columns, columns + std::strlen(columns), width);
    if (read.ec == std::errc() && width > 0) return width;
  }
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

const char* code_of(Terminal::Colour colour) {
  switch (colour) {
    case Terminal::Colour::bold:
      return "1";
    case Terminal::Colour::dim:
      return "2";
    case Terminal::Colour::red:
      return "31";
    case Terminal::Colour::green:
      return "32";
    case Terminal::Colour::yellow:
      break;
  }
  return "33";
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) return words;
    words.push_back(text.substr(0, text.find(' ')));
    text.remove_prefix(words.back().size());
  }
}

std::vector<std::string> lines_of(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (const std::string_view word : words_of(text)) {
    const bool fits = width == 0 || width_of(lines.back()) + 1 + width_of(word) <= width;
    if (!lines.back().empty() && !fits) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

std::vector<std::size_t> column_widths(const std::vector<std::string>& heads,
                                       const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& head : heads) widths.push_back(width_of(head));
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  return widths;
}

void append_padded(std::string& line, std::string_view cell, std::size_t width) {
  line += cell;
  line.append(width + kGap - std::min(width + kGap, width_of(cell)), ' ');
}

}  // namespace

Terminal Terminal::standard_output() {
  if (::isatty(STDOUT_FILENO) == 0) return {};
  const char* forbidden = std::getenv("NO_COLOR");
  return {terminal_width(), forbidden == nullptr || *forbidden == '\0'};
}

std::string Terminal::paint(Colour colour, std::string_view text) const {
  if (!colours || text.empty()) return std::string(text);
  return std::string("\x1b[") + code_of(colour) + "m" + std::string(text) + "\x1b[0m";
}

std::string Terminal::wrap(std::string_view text, std::size_t indent) const {
  std::string wrapped;
  const std::size_t room = width == 0 ? 0 : std::max(width, indent + kNarrowest) - indent;
  for (const auto& line : lines_of(text, room)) wrapped += std::string(indent, ' ') + line + "\n";
  return wrapped;
}

std::string table(const Terminal& terminal, const std::vector<std::string>& heads,
                  const std::vector<std::vector<std::string>>& rows) {
  const auto widths = column_widths(heads, rows);
  const std::size_t last = heads.size() - 1;
  std::size_t before = 0;
  for (std::size_t i = 0; i < last; ++i) before += widths[i] + kGap;
  const std::size_t room = terminal.width == 0 ? 0 : std::max(terminal.width, before + kNarrowest) - before;

  std::string head;
  for (std::size_t i = 0; i < last; ++i) append_padded(head, heads[i], widths[i]);
  std::string text = terminal.paint(Terminal::Colour::bold, head + heads[last]) + "\n";
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < last; ++i) append_padded(text, row[i], widths[i]);
    bool first = true;
    for (const auto& line : lines_of(row[last], room)) {
      if (!first) text.append(before, ' ');
      text += line + "\n";
      first = false;
    }
  }
  return text;
}

}  // namespace bridge::app
