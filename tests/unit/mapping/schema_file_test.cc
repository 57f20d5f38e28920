#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "mapping/mapping.h"
#include "scim/json.h"
#include "support/places.h"
#include "support/temp_dir.h"

namespace bridge::mapping {
namespace {

using scim::Json;
using Names = std::set<std::string>;

const Json& schema() {
  static const Json parsed =
      *scim::parse_json(testing::read_file(testing::shipped("mappings/mapping.schema.json")));
  return parsed;
}

const Json& resolved(const Json& rule) {
  const auto reference = rule.find("$ref");
  if (reference == rule.end()) return rule;
  return schema().at(Json::json_pointer(reference->get<std::string>().substr(1)));
}

bool has_type(const Node& node, const std::string& type) {
  if (type == "object") return node.as<Node::Table>();
  if (type == "array") return node.as<Node::List>();
  if (type == "string") return node.as<std::string>();
  return type == "integer" && node.as<std::int64_t>();
}

bool is_one_of(const Node& node, const Json& words) {
  const auto same = [&](const Json& word) {
    if (const auto* text = node.as<std::string>()) return word == *text;
    const auto* truth = node.as<bool>();
    return truth && word == *truth;
  };
  return std::any_of(words.begin(), words.end(), same);
}

// What is wrong, or nothing. Knows the keywords of JSON Schema that the file uses.
std::string validate(const Node& node, const Json& rule);

std::string validate_table(const Node::Table& table, const Json& rule) {
  const Json properties = rule.value("properties", Json::object());
  for (const Json& name : rule.value("required", Json::array()))
    if (std::none_of(table.begin(), table.end(), [&](const auto& entry) { return name == entry.key; }))
      return name.get<std::string>() + " is missing";
  for (const Node::Entry& entry : table) {
    const Json others = rule.value("additionalProperties", Json(true));
    if (!properties.contains(entry.key) && others == false)
      return entry.place.text() + ": unknown " + entry.key;
    const Json& one = properties.contains(entry.key) ? properties[entry.key] : others;
    if (!one.is_object()) continue;
    if (const auto problem = validate(entry.value, one); !problem.empty()) return problem;
  }
  return "";
}

std::string validate(const Node& node, const Json& reference) {
  const Json& rule = resolved(reference);
  if (rule.contains("anyOf")) {
    std::string problem;
    for (const Json& one : rule["anyOf"])
      if (const auto found = validate(node, one); found.empty())
        return "";
      else
        problem += found + "; ";
    return problem;
  }
  if (rule.contains("enum") && !is_one_of(node, rule["enum"])) return node.place.text() + ": another word";
  if (rule.contains("type") && !has_type(node, rule["type"])) return node.place.text() + ": another type";
  if (const auto* table = node.as<Node::Table>()) return validate_table(*table, rule);
  if (const auto* list = node.as<Node::List>(); list && rule.contains("items"))
    for (const Node& element : *list)
      if (const auto problem = validate(element, rule["items"]); !problem.empty()) return problem;
  return "";
}

std::string validate_file(const std::string& file) {
  const auto document = read_document(file);
  return document ? validate(*document, schema()) : document.error().message;
}

std::vector<std::string> toml_files(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".toml") files.push_back(entry.path().string());
  return files;
}

TEST(SchemaFile, FitsEveryShippedAndAcceptedFile) {
  for (const auto& folder : {testing::shipped("mappings"), testing::test_data("mapping/accepted")})
    for (const std::string& file : toml_files(folder)) EXPECT_EQ(validate_file(file), "") << file;
}

TEST(SchemaFile, RefusesKeysThatTheLoaderDoesNotKnow) {
  for (const std::string& file : toml_files(testing::test_data("mapping/rejected")))
    if (testing::read_file(file).find(": unknown key '") != std::string::npos) {
      EXPECT_NE(validate_file(file), "") << file;
    }
}

// A key that no table has, so that the loader answers with those it knows.
const std::string kStrange = "qqqqqqqqqqqqqqqqqqqq";

Names known_to_loader(const std::string& text) {
  const auto mapping = Mapping::parse(text, "m");
  if (mapping) return {"everything"};
  const std::string& message = mapping.error().message;
  const std::string answer = "unknown key '" + kStrange + "'; known here: ";
  auto at = message.find(answer);
  if (at == std::string::npos) return {message};
  at += answer.size();
  const std::string list = message.substr(at, message.find('\n', at) - at);
  Names names;
  for (std::size_t open = list.find('\''); open != std::string::npos; open = list.find('\'', open)) {
    const auto close = list.find('\'', open + 1);
    names.insert(list.substr(open + 1, close - open - 1));
    open = close + 1;
  }
  return names;
}

// A file in which the table of a definition holds the strange key.
std::string file_with_strange(const std::string& definition) {
  const std::string table = "{ " + kStrange + " = 1 }";
  const std::map<std::string, std::string> lines = {
      {"", kStrange + " = 1"},
      {"users", "users = " + table},
      {"groups", "groups = " + table},
      {"placement", "users.base = [" + table + "]"},
      {"rule", "users.attributes.a = " + table},
      {"alternative", "users.attributes.a = [" + table + "]"},
      {"lookup", "users.attributes.a.transform = [" + table + "]"},
      {"inactive", "users.inactive = " + table},
      {"bits", "users.inactive.bits.a = " + table},
      {"deletion", "users.delete = " + table},
      {"situations", "users.situations = " + table},
      {"members", "groups.members = " + table},
      {"member_attribute", "groups.members.write = [" + table + "]"},
      {"placeholder", "groups.members.empty = " + table},
      {"pool", "numbers.a = " + table},
      {"reserved", "reserved = " + table},
      {"test", "tests = [" + table + "]"},
  };
  const auto found = lines.find(definition);
  if (found == lines.end()) return "";
  std::string text = found->second + "\n";
  if (!text.starts_with("users")) text += "[users]\n";
  if (!text.starts_with("groups")) text += "[groups]\n";
  return text;
}

Names keys_of(const Json& object) {
  Names names;
  for (const auto& [name, value] : object.items()) names.insert(name);
  return names;
}

TEST(SchemaFile, KnowsTheSameKeysAsTheLoader) {
  EXPECT_EQ(known_to_loader(file_with_strange("")), keys_of(schema()["properties"]));
  for (const auto& [name, definition] : schema()["definitions"].items())
    if (definition.value("additionalProperties", Json()) == false) {
      EXPECT_EQ(known_to_loader(file_with_strange(name)), keys_of(definition["properties"])) << name;
    }
}

TEST(SchemaFile, IsAllExplainedInTheReference) {
  const std::string reference = testing::read_file(testing::shipped("docs/mapping.md"));
  for (const auto& [name, definition] : schema()["definitions"].items())
    for (const std::string& key : keys_of(definition.value("properties", Json::object())))
      EXPECT_NE(reference.find(key), std::string::npos) << key;
}

}  // namespace
}  // namespace bridge::mapping
