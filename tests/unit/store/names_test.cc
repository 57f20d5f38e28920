#include "store/names.h"

#include "store_test_support.h"

namespace bridge::store {
namespace {

using scim::ResourceType;

class Names : public StoreTest {
 protected:
  std::optional<ResourceId> reserve(const std::string& id, const Name& name) {
    std::optional<ResourceId> other;
    write([&](Transaction& t) -> Status {
      TRY_AS(held, t.reserve({id}, name));
      other = held;
      return Done{};
    });
    return other;
  }
};

Name user_name(const std::string& value) { return {Name::Kind::user_name, ResourceType::user, value}; }
Name external_id(const std::string& value) { return {Name::Kind::external_id, ResourceType::user, value}; }

TEST_F(Names, BelongToWhoCameFirst) {
  EXPECT_FALSE(reserve("u1", user_name("anna")));
  EXPECT_EQ(reserve("u2", user_name("anna")), ResourceId{"u1"});
  EXPECT_FALSE(reserve("u1", user_name("anna")));
  EXPECT_EQ(ask([](const Reader& r) { return r.holder(user_name("anna")); }), ResourceId{"u1"});
  EXPECT_FALSE(ask([](const Reader& r) { return r.holder(user_name("berta")); }));
}

TEST_F(Names, CompareUserNamesWithoutCase) {
  EXPECT_FALSE(reserve("u1", user_name("Jürgen@EX.org")));
  EXPECT_EQ(reserve("u2", user_name("JÜRGEN@ex.ORG")), ResourceId{"u1"});
}

TEST_F(Names, CompareExternalIdsToTheByte) {
  EXPECT_FALSE(reserve("u1", external_id("Ab")));
  EXPECT_FALSE(reserve("u2", external_id("aB")));
  EXPECT_FALSE(reserve("u3", external_id(std::string("Ab\0c", 4))));
  EXPECT_EQ(reserve("u4", external_id(std::string("Ab\0c", 4))), ResourceId{"u3"});
  EXPECT_FALSE(reserve("u5", external_id(std::string("Ab\0d", 4))));
}

TEST_F(Names, KeepUsersAndGroupsApartButNotTheirDns) {
  EXPECT_FALSE(reserve("u1", {Name::Kind::display_name, ResourceType::user, "staff"}));
  EXPECT_FALSE(reserve("g1", {Name::Kind::display_name, ResourceType::group, "staff"}));
  EXPECT_FALSE(reserve("u1", {Name::Kind::dn, ResourceType::user, "cn=staff,dc=x"}));
  EXPECT_EQ(reserve("g1", {Name::Kind::dn, ResourceType::group, "CN=Staff, dc=x"}), ResourceId{"u1"});
}

TEST_F(Names, OfOneKindDoNotMeetAnother) {
  EXPECT_FALSE(reserve("u1", user_name("anna")));
  EXPECT_FALSE(reserve("u2", external_id("anna")));
}

TEST_F(Names, RefuseADnThatIsNone) {
  const Status reserved = store_->write([](Transaction& t) -> Status {
    TRY(t.reserve({"u1"}, {Name::Kind::dn, ResourceType::user, "no dn"}));
    return Done{};
  });
  ASSERT_FALSE(reserved);
  EXPECT_EQ(reserved.error().code, Error::Code::invalid_input);
}

TEST_F(Names, AreFreeAgainWhenTheyAreNotKept) {
  reserve("u1", user_name("anna"));
  reserve("u1", user_name("anne"));
  reserve("u2", user_name("berta"));
  write([](Transaction& t) { return t.keep_names({"u1"}, {user_name("ANNE"), user_name("new")}); });
  EXPECT_FALSE(reserve("u3", user_name("anna")));
  EXPECT_EQ(reserve("u3", user_name("anne")), ResourceId{"u1"});
  EXPECT_EQ(reserve("u3", user_name("berta")), ResourceId{"u2"});
}

}  // namespace
}  // namespace bridge::store
