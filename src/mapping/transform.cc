#include "mapping/transform.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/characters.h"
#include "base/section.h"
#include "base/text.h"
#include "mapping/moment.h"
#include "mapping/phone.h"
#include "mapping/text_changes.h"

namespace bridge::mapping {
namespace {

using Arguments = std::vector<std::string>;

using Text = std::optional<std::string>;

// A transform of one value; its text is filled in by who knows it.
Transform each(std::function<std::string(const std::string&)> change) {
  return {"", [change = std::move(change)](Transform::Texts values, Unusables&) {
            for (std::string& value : values) value = change(value);
            std::erase(values, "");
            return values;
          }};
}

// The same for one that not every value has a meaning to: "is no telephone number".
Transform each_that_can(std::string problem, std::function<Text(const std::string&)> change) {
  return {"", [=](const Transform::Texts& values, Unusables& unusable) {
            Transform::Texts changed;
            for (const std::string& value : values) {
              if (auto text = change(value))
                changed.push_back(*std::move(text));
              else
                unusable.push_back({value, problem});
            }
            return changed;
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

template <class Int>
std::optional<Int> number_in(const std::string& text) {
  Int number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<Transform> make_max(const Arguments& arguments) {
  const auto most = number_in<std::size_t>(arguments[0]).value_or(0);
  if (most == 0) return invalid_input(fmt::format("'{}' is no length", arguments[0]));
  Transform max = each([most](const std::string& value) { return first_characters(value, most); });
  max.most = most;
  return max;
}

Result<Transform> make_replace(const Arguments& arguments) {
  return each([old = arguments[0], fresh = arguments[1]](const std::string& text) {
    return replace_all(text, old, fresh);
  });
}

Result<Transform> make_keep(const Arguments& arguments) {
  const auto kept = characters_of(arguments[0]);
  if (!kept) return invalid_input(fmt::format("'{}' has a range that ends before it begins", arguments[0]));
  return each([kept = *kept](std::string text) {
    std::erase_if(text, [&](char c) { return kept.find(c) == std::string::npos; });
    return text;
  });
}

Result<Transform> make_ascii(const Arguments& arguments) {
  if (!arguments.empty() && arguments[0] != "de")
    return invalid_input(fmt::format("there is no spelling '{}'", arguments[0]));
  const Spelling spelling = arguments.empty() ? Spelling::general : Spelling::german;
  return each([spelling](const std::string& text) { return to_ascii(text, spelling); });
}

Result<Transform> make_join(const Arguments& arguments) {
  return Transform{"", [between = arguments[0]](const Transform::Texts& values, Unusables&) {
                     if (values.empty()) return values;
                     return Transform::Texts{fmt::format("{}", fmt::join(values, between))};
                   }};
}

Result<Transform> make_phone(const Arguments& arguments) {
  const std::string country = arguments.empty() ? "" : arguments[0];
  if (!arguments.empty() && (country.size() > 3 || country[0] == '0' || !number_in<unsigned>(country)))
    return invalid_input(fmt::format("'{}' is no calling code of a country", country));
  return each_that_can("is no telephone number that could be dialled from everywhere",
                       [country](const std::string& text) { return international_phone(text, country); });
}

Result<Transform> make_date(const Arguments& arguments) {
  struct Form {
    std::string_view name;
    std::string (*print)(Moment);
  };
  constexpr Form kForms[] = {
      {"ldap", to_generalized_time}, {"scim", to_date_time}, {"days", to_days}, {"filetime", to_filetime}};
  for (const Form& form : kForms)
    if (form.name == arguments[0])
      return each_that_can("is no date", [print = form.print](const std::string& text) {
        const auto moment = parse_moment(text);
        return moment ? Text(print(*moment)) : std::nullopt;
      });
  return invalid_input(fmt::format("there is no form '{}'", arguments[0]));
}

Result<Transform> make_boolean(const Arguments& arguments) {
  const std::string yes = arguments.empty() ? "TRUE" : arguments[0];
  const std::string no = arguments.empty() ? "FALSE" : arguments[1];
  return each_that_can("is neither true nor false", [yes, no](const std::string& text) -> Text {
    const auto truth = truth_of(text);
    if (!truth) return std::nullopt;
    return *truth ? yes : no;
  });
}

Result<Transform> make_hash(const Arguments& arguments) {
  const auto first = number_in<std::uint32_t>(arguments[0]);
  const auto last = number_in<std::uint32_t>(arguments[1]);
  if (!first || !last || *first > *last) return invalid_input("no range of numbers");
  return each([first = *first, last = *last](const std::string& text) {
    return std::to_string(number_from(text, first, last));
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
  std::vector<std::size_t> arguments;  // How many it takes: one of these.
  Result<Transform> (*make)(const Arguments&);
};
const Kind kKinds[] = {
    {"lower", "lower", {0}, make_plain<lower_case>},
    {"upper", "upper", {0}, make_plain<upper_case>},
    {"trim", "trim", {0}, make_plain<trim>},
    {"before", "before:MARK", {1}, make_before},        // All of it when the mark is not there.
    {"after", "after:MARK", {1}, make_after},           // Nothing when the mark is not there.
    {"max", "max:32", {1}, make_max},                   // At most so many characters.
    {"replace", "replace:OLD:NEW", {2}, make_replace},  // Everywhere.
    {"keep", "keep:a-z0-9._-", {1}, make_keep},         // Nothing but these characters.
    {"ascii", "ascii or ascii:de", {0, 1}, make_ascii},
    {"join", "join:BETWEEN", {1}, make_join},  // All values as one.
    {"phone", "phone or phone:49", {0, 1}, make_phone},
    {"date", "date:ldap, date:scim, date:days or date:filetime", {1}, make_date},
    {"boolean", "boolean or boolean:YES:NO", {0, 2}, make_boolean},
    {"hash", "hash:10000:59999", {2}, make_hash},
    {"postal", "postal", {0}, make_plain<postal>},
    {"active-directory-password", "active-directory-password", {0}, make_plain<active_directory_password>},
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

}  // namespace

std::vector<std::string> transform_names() {
  std::vector<std::string> names;
  for (const Kind& kind : kKinds) names.emplace_back(kind.name);
  return names;
}

Result<Transform> parse_transform(std::string_view call) {
  Arguments arguments = split(call);
  const std::string name = std::exchange(arguments.front(), "");
  arguments.erase(arguments.begin());
  for (const Kind& kind : kKinds) {
    if (kind.name != name) continue;
    const bool right_number =
        std::find(kind.arguments.begin(), kind.arguments.end(), arguments.size()) != kind.arguments.end();
    const bool complete = right_number && (arguments.empty() || !arguments[0].empty());
    auto made = complete ? kind.make(arguments) : invalid_input("wrong arguments");
    if (made) {
      made->text = call;
      return made;
    }
    return invalid_input(fmt::format("transform '{}': {}; write {}", call, made.error().message, kind.usage));
  }
  return invalid_input(unknown_name("transform", name, transform_names()));
}

Transform make_lookup(std::map<std::string, std::string> table) {
  Transform lookup = each([table](const std::string& text) {
    auto found = table.find(text);
    if (found == table.end()) found = table.find("*");
    return found == table.end() ? std::string() : found->second;
  });
  lookup.text = "map";
  lookup.table = std::move(table);
  return lookup;
}

}  // namespace bridge::mapping
