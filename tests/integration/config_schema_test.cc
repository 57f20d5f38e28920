// The JSON Schema of config.toml, which is made from the commented file, beside what the loader knows.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "config/config.h"
#include "config/restart.h"
#include "support/places.h"
#include "support/program_output.h"
#include "support/temp_dir.h"

namespace bridge::config {
namespace {

using nlohmann::json;
using Names = std::set<std::string>;

class ConfigSchema : public ::testing::Test {
 protected:
  static const json& sections() {
    static const json schema =
        json::parse(testing::run_program({testing::shipped("packaging/make-config-schema")}).out);
    return schema.at("properties");
  }

  // The names the loader offers when it meets one that is none.
  Names known_to_loader(const std::string& text) {
    testing::write_file(dir_ / "config.toml", text);
    const auto loaded = load(dir_ / "config.toml");
    const std::string message = loaded ? "" : loaded.error().message;
    auto at = message.find("known here: ");
    Names names;
    const auto end = message.find('\n', at);
    while ((at = message.find('\'', at)) < end) {
      const auto close = message.find('\'', at + 1);
      names.insert(message.substr(at + 1, close - at - 1));
      at = close + 1;
    }
    return names;
  }

  static Names keys_of(const json& table) {
    Names names;
    for (const auto& [name, value] : table.items()) names.insert(name);
    return names;
  }

  testing::TempDir dir_;
};

TEST_F(ConfigSchema, KnowsTheSameKeysAsTheLoader) {
  EXPECT_EQ(known_to_loader("qqqqqqqqqqqq = 1\n"), keys_of(sections()));
  for (const auto& [name, section] : sections().items())
    EXPECT_EQ(known_to_loader("[" + name + "]\nqqqqqqqqqqqq = 1\n"), keys_of(section["properties"])) << name;
}

TEST_F(ConfigSchema, SaysWhichKeysTakeARestart) {
  Names said;
  for (const auto& [section, table] : sections().items())
    for (const auto& [key, property] : table["properties"].items())
      if (property["x-applied-by"] == "restart") said.insert(section + "." + key);
  const auto keys = restart_keys();
  EXPECT_EQ(said, Names(keys.begin(), keys.end()));
}

TEST_F(ConfigSchema, SaysOfEveryKeyWhatItIs) {
  for (const auto& [section, table] : sections().items())
    for (const auto& [key, property] : table["properties"].items()) {
      EXPECT_TRUE(property.contains("type")) << section << "." << key;
      EXPECT_TRUE(property["x-applied-by"] == "reload" || property["x-applied-by"] == "restart");
    }
}

}  // namespace
}  // namespace bridge::config
