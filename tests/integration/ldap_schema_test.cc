#include <gtest/gtest.h>

#include "ldap/schema.h"
#include "support/slapd_process.h"

namespace bridge::ldap {
namespace {

using testing::SlapdProcess;

TEST(LiveSchema, IsReadFromTheServer) {
  const SlapdProcess slapd;
  const auto schema = read_schema(*slapd.open(), *Dn::parse("ou=people,dc=example,dc=org"));
  ASSERT_TRUE(schema) << schema.error().message;
  ASSERT_TRUE(*schema);
  EXPECT_EQ((*schema)->unreadable(), 0U);
  EXPECT_EQ((*schema)->must({"inetOrgPerson"}), (std::set<AttributeName>{"cn", "sn"}));
  EXPECT_EQ((*schema)->must({"inetOrgPerson", "posixAccount"}),
            (std::set<AttributeName>{"cn", "sn", "uid", "uidNumber", "gidNumber", "homeDirectory"}));
  EXPECT_EQ((*schema)->must({"groupOfNames"}), (std::set<AttributeName>{"cn", "member"}));
  EXPECT_TRUE((*schema)->allows({"inetOrgPerson"}, "mail"));
  EXPECT_FALSE((*schema)->allows({"inetOrgPerson"}, "uidNumber"));
  EXPECT_TRUE((*schema)->is_single_valued("uidNumber"));
  EXPECT_TRUE((*schema)->attribute("entryUUID")->no_user_modification);
  EXPECT_FALSE((*schema)->attribute("pwdAccountLockedTime"));  // Comes with the overlay ppolicy.
}

TEST(LiveSchema, IsFoundThoughTheBaseIsNotThereYet) {
  const SlapdProcess slapd;
  const auto schema = read_schema(*slapd.open(), *Dn::parse("ou=nowhere,dc=example,dc=org"));
  ASSERT_TRUE(schema) << schema.error().message;
  EXPECT_TRUE(*schema);
}

TEST(LiveSchema, IsNothingWhereTheServerShowsNone) {
  const SlapdProcess slapd(
      {.global_config = "access to dn.base=\"cn=subschema\" by * none\naccess to * by * read\n"});
  const auto schema = read_schema(*slapd.open(), *Dn::parse("ou=people,dc=example,dc=org"));
  ASSERT_TRUE(schema) << schema.error().message;
  EXPECT_FALSE(*schema);
}

}  // namespace
}  // namespace bridge::ldap
