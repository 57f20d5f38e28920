#include "app/setup_texts.h"

#include <gtest/gtest.h>

#include "shipped_config.h"

namespace bridge::app {
namespace {

constexpr char kText[] = "[a]\n# key = 1\n[b]\n# About keys.\n# key   = 2\nkeys = 3\n";

TEST(SetupTexts, PutAValueIntoTheLineThatShowsTheKey) {
  const auto changed = with_key(kText, "b", "key", "\"x\"");
  ASSERT_TRUE(changed);
  EXPECT_EQ(*changed, "[a]\n# key = 1\n[b]\n# About keys.\nkey = \"x\"\nkeys = 3\n");
}

TEST(SetupTexts, FailWhenNoLineShowsTheKey) { EXPECT_FALSE(with_key(kText, "a", "other", "1")); }

TEST(SetupTexts, ShowTheKeysThatSetupWrites) {
  for (const auto& [section, key] :
       {std::pair{"scim", "certificate"}, {"ldap", "start_tls"}, {"state", "folder"}})
    EXPECT_TRUE(with_key(kShippedConfig, section, key, "x")) << section << "." << key;
}

TEST(SetupTexts, QuoteWhatTomlWouldTakeForItsOwn) { EXPECT_EQ(toml_string("a\"b\\"), "\"a\\\"b\\\\\""); }

TEST(SetupTexts, ReplaceTheExamplesBaseByTheOwn) {
  EXPECT_EQ(with_base("'ou=x,dc=example,dc=org' 'cn=y,dc=ad,dc=example,dc=org'", "dc=a,dc=example,dc=org"),
            "'ou=x,dc=a,dc=example,dc=org' 'cn=y,dc=a,dc=example,dc=org'");
}

}  // namespace
}  // namespace bridge::app
