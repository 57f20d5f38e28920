#include "sync/flags.h"

#include <gtest/gtest.h>

#include "engine.h"
#include "scim/extensions.h"

namespace bridge::sync {
namespace {

using bridge::testing::Engine;

std::vector<std::string> unknown_names(Engine& engine) {
  std::vector<std::string> names;
  for (const auto& flag : engine.ask([](const store::Reader& reader) { return reader.flags(); }))
    if (flag.kind == kUnknownAttribute) names.push_back(flag.subject);
  std::sort(names.begin(), names.end());
  return names;
}

TEST(UnknownAttributes, AreFlaggedOnceForEachName) {
  Engine engine;
  const auto first = engine.create(scim::ResourceType::user, {{"userName", "a"}, {"shoe", 1}});
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_TRUE(
      engine.create(scim::ResourceType::user, {{"userName", "b"}, {"shoe", 2}, {"urn:x:y", {{"z", 1}}}}));
  EXPECT_EQ(unknown_names(engine), (std::vector<std::string>{"shoe", "urn:x:y"}));
  const auto flags = engine.ask([](const store::Reader& reader) { return reader.flags(); });
  EXPECT_NE(flags[0].detail.find(first->id.value), std::string::npos) << flags[0].detail;
  EXPECT_EQ(flags[0].resource.value, "");
}

TEST(UnknownAttributes, AreKeptAndChangeAsAnyOther) {
  Engine engine;
  const auto made = engine.create(scim::ResourceType::user, {{"userName", "a"}, {"shoe", 1}});
  ASSERT_TRUE(made);
  const auto patched = engine.patch(*made, {{{"op", "replace"}, {"path", "shoe"}, {"value", 2}}});
  ASSERT_TRUE(patched) << patched.error().message;
  EXPECT_EQ(patched->body["shoe"], 2);
  EXPECT_EQ(unknown_names(engine), std::vector<std::string>{"shoe"});
}

TEST(UnknownAttributes, AreUnflaggedWhenTheyAreDeclared) {
  Engine engine;
  ASSERT_TRUE(
      engine.create(scim::ResourceType::user, {{"userName", "a"}, {"shoe", 1}, {"urn:x:y:z", {{"b", 1}}}}));
  scim::Schema declared;
  declared.urn = "urn:x:y:z";
  declared.attributes = {{.name = "b"}};
  scim::declare_extensions({{scim::ResourceType::user, declared}});
  EXPECT_TRUE(engine.context.store.write(clear_declared_names));
  scim::declare_extensions({});
  EXPECT_EQ(unknown_names(engine), std::vector<std::string>{"shoe"});
}

TEST(UnknownAttributes, AreNotFlaggedWithoutEnd) {
  Engine engine;
  nlohmann::json body = {{"userName", "a"}};
  for (int i = 0; i < 300; ++i) body["odd" + std::to_string(i)] = i;
  ASSERT_TRUE(engine.create(scim::ResourceType::user, body));
  EXPECT_EQ(unknown_names(engine).size(), 200u);
}

}  // namespace
}  // namespace bridge::sync
