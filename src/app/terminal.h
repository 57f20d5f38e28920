#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::app {

// How text is to look where it is read: on a terminal as wide as that, with colours unless NO_COLOR
// (https://no-color.org) forbids them; anywhere else plain and whole. A value; any thread.
struct Terminal {
  std::size_t width = 0;  // In columns; 0: as long as it likes.
  bool colours = false;

  // Standard output as it is now. COLUMNS in the environment outranks what the terminal says.
  static Terminal standard_output();

  enum class Colour { bold, dim, red, green, yellow };
  std::string paint(Colour colour, std::string_view text) const;

  // A paragraph in lines that fit, each begun with `indent` blanks. A word that is too long stands alone.
  std::string wrap(std::string_view text, std::size_t indent) const;
};

// Rows in columns, under bold heads and with two blanks between; the last column is wrapped to fit the
// terminal, and a cell is never cut off.
std::string table(const Terminal& terminal, const std::vector<std::string>& heads,
                  const std::vector<std::vector<std::string>>& rows);

}  // namespace bridge::app
