#include "http/target.h"

#include <algorithm>

#include "base/text.h"
#include "http/syntax.h"

namespace bridge::http {
namespace {

constexpr std::string_view kFlag = "aadoptscim062020";

Result<std::string> decode(std::string_view text, bool plus_is_space) {
  std::optional<std::string> decoded = percent_decode(text, plus_is_space);
  if (!decoded) return invalid_input("The URL holds a '%' that two hexadecimal digits do not follow.");
  if (!is_utf8(*decoded)) return invalid_input("The URL, decoded, is not UTF-8.");
  return *std::move(decoded);
}

// Calls `use` for each part between separators; stops at the first error.
template <class Use>
Status for_each_part(std::string_view text, char separator, Use use) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    TRY(use(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return Done{};
}

bool is_flag(std::string_view parameter) {
  return equals_ignoring_ascii_case(parameter.substr(0, parameter.find('=')), kFlag);
}

// Takes "flag?" off the front and "?flag" off the end of what stands between two '&'.
std::string_view without_flag(std::string_view parameter) {
  const std::size_t first = parameter.find('?');
  if (first != std::string_view::npos && is_flag(parameter.substr(0, first)))
    parameter.remove_prefix(first + 1);
  const std::size_t last = parameter.rfind('?');
  if (last != std::string_view::npos && is_flag(parameter.substr(last + 1)))
    parameter = parameter.substr(0, last);
  return is_flag(parameter) ? std::string_view{} : parameter;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int high = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      decoded += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

Result<Target> parse_target(std::string_view path, std::string_view query) {
  Target target;
  TRY(for_each_part(path, '/', [&](std::string_view segment) -> Status {
    if (segment.empty()) return Done{};
    TRY_AS(decoded, decode(segment, false));
    target.path.push_back(std::move(decoded));
    return Done{};
  }));
  TRY(for_each_part(query, '&', [&](std::string_view part) -> Status {
    const std::string_view parameter = without_flag(part);
    if (parameter.empty()) return Done{};
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    TRY_AS(name, decode(parameter.substr(0, equals), true));
    TRY_AS(value, decode(parameter.substr(std::min(equals + 1, parameter.size())), true));
    target.query.emplace_back(std::move(name), std::move(value));
    return Done{};
  }));
  return target;
}

}  // namespace bridge::http
