#include "engine.h"

namespace bridge::testing {
namespace {

using nlohmann::json;

std::string mapping_with_passwords() {
  std::string text = Engine::kMapping;
  const std::string head = "[users.attributes]\n";
  return text.insert(text.find(head) + head.size(), "userPassword = '${password}'\n");
}

TEST(PasswordChange, LeavesNoOldPasswordBesideTheNewOne) {
  Engine engine(mapping_with_passwords());
  const char* entry = "uid=x-jo,ou=people,dc=example,dc=org";
  const auto jo = *engine.create(scim::ResourceType::user,
                                 {{"userName", "jo"}, {"externalId", "x-jo"}, {"password", "one"}});
  EXPECT_EQ(engine.values(entry, "userPassword"), ldap::Values{"one"});
  for (const char* next : {"two", "three", "three"}) {
    ASSERT_TRUE(engine.patch(jo, {{{"op", "replace"}, {"path", "password"}, {"value", next}}}));
    EXPECT_EQ(engine.values(entry, "userPassword"), ldap::Values{next});
  }
  ASSERT_TRUE(engine.patch(jo, {{{"op", "replace"}, {"path", "displayName"}, {"value", "Jo"}}}));
  EXPECT_EQ(engine.values(entry, "userPassword"), ldap::Values{"three"});
}

}  // namespace
}  // namespace bridge::testing
