#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "base/overloaded.h"
#include "mapping/self_test.h"

namespace bridge::mapping {
namespace {

using scim::Json;

constexpr char kAnyId[] = "00000000-0000-4000-8000-000000000000";

Json to_json(const Node& node) {
  return std::visit(overloaded{
                        [](const Node::Moment&) { return Json(); },
                        [](const Node::List& list) {
                          Json array = Json::array();
                          for (const Node& element : list) array.push_back(to_json(element));
                          return array;
                        },
                        [](const Node::Table& table) {
                          Json object = Json::object();
                          for (const Node::Entry& entry : table) object[entry.key] = to_json(entry.value);
                          return object;
                        },
                        [](const auto& scalar) { return Json(scalar); },
                    },
                    node.value);
}

void load_pushed(Section& section, SelfTest& test) {
  const Node* user = section.find("user");
  const Node* group = section.find("group");
  if ((user != nullptr) == (group != nullptr))
    return section.faults().add(section.place(),
                                "write what is pushed as either user = {...} or group = {...}");
  test.type = user ? scim::ResourceType::user : scim::ResourceType::group;
  test.id = kAnyId;
  Section pushed = section.section(user ? "user" : "group");
  pushed.read("id", test.id);
  test.pushed = std::make_shared<const Json>(to_json(user ? *user : *group));
}

std::optional<ldap::Dn> load_dn(Section& section, const std::string& key) {
  std::string text;
  section.read(key, text);
  auto dn = ldap::Dn::parse(text);
  if (dn) return *std::move(dn);
  section.fault(key, dn.error().message);
  return std::nullopt;
}

void load_expected(Section expect, SelfTest& test) {
  for (const Node::Entry& entry : expect.entries()) {
    if (entry.key == "dn") {
      test.dn = load_dn(expect, entry.key);
      test.dn_place = entry.value.place;
      continue;
    }
    SelfTest::Expected expected{entry.key, entry.value.place, {}};
    if (entry.value.as<Node::List>())
      expect.read(entry.key, expected.values);
    else
      expect.read(entry.key, expected.values.emplace_back());
    test.attributes.push_back(std::move(expected));
  }
}

}  // namespace

SelfTest load_self_test(Section section) {
  SelfTest test;
  test.place = section.place();
  load_pushed(section, test);
  Section entries = section.section("entries");
  for (const Node::Entry& entry : entries.entries())
    if (auto dn = load_dn(entries, entry.key)) test.entries.emplace(entry.key, *std::move(dn));
  Section chosen = section.section("chosen");
  for (const Node::Entry& entry : chosen.entries()) chosen.read(entry.key, test.chosen[entry.key]);
  load_expected(section.section("expect"), test);
  std::string refused;
  section.read("refused", refused);
  if (section.has("refused")) test.refused = refused;
  section.finish();
  if (section.has("expect") == section.has("refused"))
    section.faults().add(section.place(), "write either expect = {...} or refused = \"words of the reason\"");
  return test;
}

}  // namespace bridge::mapping
