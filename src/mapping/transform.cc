#include "mapping/transform.h"

#include <fmt/core.h>

#include <charconv>
#include <utility>
#include <vector>

#include "base/characters.h"
#include "base/section.h"
#include "base/text.h"

namespace bridge::mapping {
namespace {

using Arguments = std::vector<std::string>;

std::string trim(const std::string& text) {
  constexpr char kBlanks[] = " \t\r\n\v\f";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string replace_all(const std::string& text, const std::string& old, const std::string& fresh) {
  std::string result;
  std::size_t from = 0;
  for (auto at = text.find(old); at != std::string::npos; at = text.find(old, from)) {
    result.append(text, from, at - from).append(fresh);
    from = at + old.size();
  }
  return result.append(text, from);
}

// Lines of a Postal Address (RFC 4517 section 3.3.28): a dollar ends a line, so those inside are spelled in
// hex.
std::string postal(const std::string& text) {
  std::string result = replace_all(replace_all(text, "\\", "\\5C"), "$", "\\24");
  return replace_all(replace_all(result, "\r\n", "\n"), "\n", "$");
}

// A transform of one value; its text is filled in by who knows it.
Transform each(std::function<std::string(const std::string&)> change) {
  return {"", [change = std::move(change)](Transform::Texts values, Unusables&) {
            for (std::string& value : values) value = change(value);
            std::erase(values, "");
            return values;
          }};
}

Result<Transform> make_before(const Arguments& arguments) {
  return each([mark = arguments[0]](const std::string& text) { return text.substr(0, text.find(mark)); });
}

Result<Transform> make_after(const Arguments& arguments) {
  return each([mark = arguments[0]](const std::string& text) {
    const auto at = text.find(mark);
    return at == std::string::npos ? std::string() : text.substr(at + mark.size());
  });
}

Result<Transform> make_max(const Arguments& arguments) {
  const std::string& text = arguments[0];
  std::size_t most = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), most);
  if (failure != std::errc() || end != text.data() + text.size() || most == 0)
    return invalid_input(fmt::format("'{}' is no length", text));
  Transform max = each([most](const std::string& value) { return first_characters(value, most); });
  max.most = most;
  return max;
}

Result<Transform> make_replace(const Arguments& arguments) {
  return each([old = arguments[0], fresh = arguments[1]](const std::string& text) {
    return replace_all(text, old, fresh);
  });
}

template <auto change>
Result<Transform> make_plain(const Arguments&) {
  return each([](const std::string& text) { return change(text); });
}

// Every transform there is: to add one, add a line.
struct Kind {
  std::string_view name;
  std::string_view usage;
  std::size_t arguments;
  Result<Transform> (*make)(const Arguments&);
};
constexpr Kind kKinds[] = {
    {"lower", "lower", 0, make_plain<lower_case>},
    {"upper", "upper", 0, make_plain<upper_case>},
    {"trim", "trim", 0, make_plain<trim>},
    {"before", "before:MARK", 1, make_before},        // All of it when the mark is not there.
    {"after", "after:MARK", 1, make_after},           // Nothing when the mark is not there.
    {"max", "max:32", 1, make_max},                   // At most so many characters.
    {"replace", "replace:OLD:NEW", 2, make_replace},  // Everywhere.
    {"postal", "postal", 0, make_plain<postal>},
};

Arguments split(std::string_view call) {
  Arguments parts(1);
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (call[i] == ':')
      parts.emplace_back();
    else if (call[i] == '\\' && i + 1 < call.size())
      parts.back() += call[++i];
    else
      parts.back() += call[i];
  }
  return parts;
}

std::string unknown_transform(std::string_view name) {
  std::vector<std::string> names;
  for (const Kind& kind : kKinds) names.emplace_back(kind.name);
  return unknown_name("transform", name, names);
}

}  // namespace

Result<Transform> parse_transform(std::string_view call) {
  Arguments arguments = split(call);
  const std::string name = std::exchange(arguments.front(), "");
  arguments.erase(arguments.begin());
  for (const Kind& kind : kKinds) {
    if (kind.name != name) continue;
    const bool complete = arguments.size() == kind.arguments && (arguments.empty() || !arguments[0].empty());
    auto made = complete ? kind.make(arguments) : invalid_input("wrong arguments");
    if (made) {
      made->text = call;
      return made;
    }
    return invalid_input(fmt::format("transform '{}': {}; write {}", call, made.error().message, kind.usage));
  }
  return invalid_input(unknown_transform(name));
}

Transform make_lookup(std::map<std::string, std::string> table) {
  Transform lookup = each([table = std::move(table)](const std::string& text) {
    auto found = table.find(text);
    if (found == table.end()) found = table.find("*");
    return found == table.end() ? std::string() : found->second;
  });
  lookup.text = "map";
  return lookup;
}

}  // namespace bridge::mapping
