#include "ldap/database_config.h"

#include <gtest/gtest.h>

namespace bridge::ldap {
namespace {

using Names = std::set<AttributeName>;

TEST(EqualityIndices, AreReadFromEveryLine) {
  EXPECT_EQ(equality_indices({"objectClass,uid eq", "mail eq,sub", "cn sub", "sn"}),
            (Names{"objectClass", "uid", "mail"}));
}

TEST(EqualityIndices, FollowTheDefaultWhereALineNamesNoKind) {
  EXPECT_EQ(equality_indices({"sn", "default pres,eq", "cn sub"}), Names{"sn"});
  EXPECT_EQ(equality_indices({"default pres", "sn"}), Names{});
}

TEST(EqualityIndices, DoNotMindNumbersAndBlanks) {
  EXPECT_EQ(equality_indices({"{0}uid  eq", ""}), Names{"uid"});
}

}  // namespace
}  // namespace bridge::ldap
