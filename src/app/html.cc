#include "app/html.h"

#include <cassert>

namespace bridge::app {

std::string escape_html(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string fill_page(std::string_view page, const std::map<std::string_view, Html>& parts) {
  std::string filled;
  while (true) {
    const auto begin = page.find("{{");
    filled += page.substr(0, begin);
    if (begin == page.npos) return filled;
    const auto end = page.find("}}", begin);
    assert(end != page.npos);
    const auto part = parts.find(page.substr(begin + 2, end - begin - 2));
    assert(part != parts.end());
    filled += part->second.text;
    page.remove_prefix(end + 2);
  }
}

}  // namespace bridge::app
