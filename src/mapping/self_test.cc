#include "mapping/self_test.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bridge::mapping {
namespace {

using Failures = std::vector<std::string>;

std::string print(const ldap::Values& values) {
  if (values.empty()) return "absent";
  std::vector<std::string> quoted;
  for (const std::string& value : values) quoted.push_back(fmt::format("\"{}\"", value));
  return fmt::format("[{}]", fmt::join(quoted, ", "));
}

ldap::Values sorted(ldap::Values values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::string at(const Place& place, std::string_view what) {
  return fmt::format("{}: {}", place.text(), what);
}

Result<Desired> translate(const SelfTest& test, const Mapping& mapping) {
  TRY_AS(content, scim::normalise(test.type, *test.pushed));
  scim::Resource resource;
  resource.id = {test.id};
  resource.type = test.type;
  resource.body = content.body;
  return mapping.translate(
      resource, content.password ? &*content.password : nullptr,
      [&](const std::string& id) -> std::optional<ldap::Dn> {
        const auto found = test.entries.find(id);
        if (found == test.entries.end()) return std::nullopt;
        return found->second;
      },
      test.chosen);
}

void compare(const SelfTest& test, const Desired& desired, Failures& failures) {
  if (test.dn && *test.dn != desired.dn)
    failures.push_back(at(
        test.dn_place, fmt::format("'dn' should be \"{}\", is \"{}\"", test.dn->text(), desired.dn.text())));
  for (const SelfTest::Expected& expected : test.attributes) {
    const auto found = desired.attributes.find(expected.attribute);
    const auto got = found == desired.attributes.end() ? ldap::Values{} : sorted(found->second);
    const auto wanted = sorted(expected.values);
    if (got != wanted)
      failures.push_back(at(expected.place, fmt::format("'{}' should be {}, is {}", expected.attribute,
                                                        print(wanted), print(got))));
  }
}

}  // namespace

std::vector<std::string> run(const SelfTest& test, const Mapping& mapping) {
  Failures failures;
  const auto desired = translate(test, mapping);
  if (desired && test.refused)
    failures.push_back(
        at(test.place, fmt::format("should be refused, but becomes \"{}\"", desired->dn.text())));
  else if (desired)
    compare(test, *desired, failures);
  else if (!test.refused)
    failures.push_back(at(test.place, fmt::format("is refused: {}", desired.error().message)));
  else if (desired.error().message.find(*test.refused) == std::string::npos)
    failures.push_back(at(test.place, fmt::format("should be refused with \"{}\", but the reason is: {}",
                                                  *test.refused, desired.error().message)));
  return failures;
}

}  // namespace bridge::mapping
