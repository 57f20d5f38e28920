#pragma once

#include <fmt/core.h>
#include <fmt/format.h>

#include <concepts>
#include <map>
#include <string>
#include <string_view>

namespace bridge::app {

// Text as it must stand in HTML, in content and in quoted attributes.
std::string escape_html(std::string_view text);

// Markup. Text gets into it only escaped, so nothing that was pushed can become an element.
struct Html {
  std::string text;

  Html& operator+=(const Html& more) {
    text += more.text;
    return *this;
  }
};

inline const std::string& as_markup(const Html& html) { return html.text; }
inline std::string as_markup(std::string_view text) { return escape_html(text); }
template <class Number>
requires std::integral<Number> || std::floating_point<Number> std::string as_markup(Number number) {
  return fmt::to_string(number);
}

// html("<b>{}</b>", name): markup stays, text is escaped. The format is always a literal.
template <class... Parts>
Html html(const char* format, const Parts&... parts) {
  return {fmt::format(fmt::runtime(format),
                      std::string_view(static_cast<const std::string&>(as_markup(parts)))...)};
}

// Puts markup in the place of each "{{name}}" of a page. Every name in the page must be given.
std::string fill_page(std::string_view page, const std::map<std::string_view, Html>& parts);

}  // namespace bridge::app
