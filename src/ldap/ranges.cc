#include "ldap/ranges.h"

#include <charconv>
#include <optional>

#include "ldap/session.h"

namespace bridge::ldap {
namespace {

struct Part {
  std::string attribute;     // Without the option.
  std::optional<long> next;  // Where the rest begins; nothing when there is none.
};

std::optional<Part> part_of(const AttributeName& name) {
  const std::string text = ascii_lower(name.text());
  const auto option = text.find(";range=");
  const auto dash = option == std::string::npos ? option : text.find('-', option);
  if (dash == std::string::npos) return std::nullopt;
  Part part{name.text().substr(0, option), std::nullopt};
  if (text.substr(dash + 1) == "*") return part;
  long last = 0;
  const auto parsed = std::from_chars(text.data() + dash + 1, text.data() + text.size(), last);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  part.next = last + 1;
  return part;
}

// Takes one such part out of the entry.
std::optional<Part> take_part(Attributes& from, Values& values) {
  for (auto& [name, some] : from) {
    auto part = part_of(name);
    if (!part) continue;
    values.insert(values.end(), some.begin(), some.end());
    from.erase(AttributeName(name));
    return part;
  }
  return std::nullopt;
}

}  // namespace

Outcome<Done> complete_ranges(Session& session, Entry& entry) {
  Values values;
  while (auto part = take_part(entry.attributes, values)) {
    while (part && part->next) {
      const std::string rest = part->attribute + ";range=" + std::to_string(*part->next) + "-*";
      std::optional<Entry> more;
      TRY(session.search({.base = entry.dn, .attributes = {rest}, .page_size = 0}, [&](Entry&& found) {
        more = std::move(found);
        return true;
      }));
      const auto before = values.size();
      auto following = more ? take_part(more->attributes, values) : std::nullopt;
      if (!following || values.size() == before) break;  // It got shorter meanwhile.
      part = std::move(following);
    }
    Values& all = entry.attributes[part->attribute];
    all = std::move(values);
    if (all.empty()) entry.attributes.erase(part->attribute);
    values.clear();
  }
  return Done{};
}

}  // namespace bridge::ldap
