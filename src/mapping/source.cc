#include "mapping/source.h"

#include <nlohmann/json.hpp>

#include "base/overloaded.h"

namespace bridge::mapping {
namespace {

constexpr std::string_view kWritten = "ldap.";

}  // namespace

Result<Source> parse_source(scim::ResourceType type, std::string_view text) {
  if (text.starts_with(kWritten)) return Source(Written{std::string(text.substr(kWritten.size()))});
  TRY_AS(path, parse_source_path(type, text));
  if (path.path == scim::AttributePath{"", "id", ""}) return Source(OwnId{});
  if (path.path.urn.empty() && equals_ignoring_ascii_case(path.path.attribute, "password")) {
    if (type == scim::ResourceType::user && path.path.sub.empty()) return Source(Password{});
    return invalid_input("only users have a password; write ${password} in [users.attributes]");
  }
  return Source(path);
}

std::string to_text(const Source& source) {
  return std::visit(
      overloaded{
          [](const SourcePath& path) { return path.text; },
          [](const OwnId&) { return std::string("id"); },
          [](const Password&) { return std::string("password"); },
          [](const Written& written) { return std::string(kWritten) + written.attribute.text(); },
      },
      source);
}

namespace {

Selection read_silently(const Source& source, const Facts& facts) {
  return std::visit(overloaded{
                        [&](const SourcePath& path) { return select(facts.type, path, facts.body); },
                        [&](const OwnId&) {
                          return Selection{{facts.id}, {}};
                        },
                        [&](const Password&) {
                          if (!facts.password || facts.password->empty()) return Selection{};
                          return Selection{{std::string(facts.password->reveal())}, {}};
                        },
                        [&](const Written& written) {
                          const auto found = facts.written.find(written.attribute);
                          return found == facts.written.end() ? Selection{} : Selection{found->second, {}};
                        },
                    },
                    source);
}

}  // namespace

Selection read(const Source& source, const Facts& facts) {
  Selection selection = read_silently(source, facts);
  if (facts.trace) facts.trace->note("${" + to_text(source) + "}", selection.values);
  return selection;
}

}  // namespace bridge::mapping
