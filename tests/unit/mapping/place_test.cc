#include <gtest/gtest.h>

#include "mapping/mapping.h"

namespace bridge::mapping {
namespace {

using scim::ResourceType;

std::shared_ptr<const Mapping> mapping(const std::string& situations) {
  const auto parsed = Mapping::parse(R"(
[users]
base = "ou=people,dc=example,dc=org"
object_class = ["inetOrgPerson"]
rdn = "uid"
[users.attributes]
uid = '${userName}'
cn = '${userName}'
sn = '${userName}'
[groups]
base = "ou=groups,dc=example,dc=org"
object_class = ["groupOfMembers"]
rdn = "cn"
[groups.attributes]
cn = '${displayName}'
)" + situations,
                                     "mapping.toml");
  if (!parsed) throw std::runtime_error(parsed.error().message);
  return *parsed;
}

const auto kHome = *ldap::Dn::parse("uid=jo,ou=people,dc=example,dc=org");
const auto kElsewhere = *ldap::Dn::parse("uid=joan,ou=attic,dc=example,dc=org");

TEST(Place, IsWhereTheFileSaysUnlessItSaysOtherwise) {
  for (const char* situations :
       {"", "[users.situations]\nmoved = \"back\"\n", "[groups.situations]\nmoved = \"follow\"\n"})
    EXPECT_EQ(mapping(situations)->place(ResourceType::user, kHome, kElsewhere), kHome) << situations;
}

TEST(Place, MayBeWhereOthersMovedTheEntryButUnderItsRightName) {
  const auto follows = mapping("[users.situations]\nmoved = \"follow\"\n");
  EXPECT_EQ(follows->place(ResourceType::user, kHome, kElsewhere),
            *ldap::Dn::parse("uid=jo,ou=attic,dc=example,dc=org"));
  const auto renamed = *ldap::Dn::parse("uid=joan,ou=people,dc=example,dc=org");
  EXPECT_EQ(follows->place(ResourceType::user, kHome, renamed), kHome);
}

TEST(Place, OfAnotherKindIsAFault) {
  EXPECT_THROW(mapping("[users.situations]\nmoved = \"stay\"\n"), std::runtime_error);
  EXPECT_THROW(mapping("[users.situations]\ngone = \"follow\"\n"), std::runtime_error);
}

}  // namespace
}  // namespace bridge::mapping
