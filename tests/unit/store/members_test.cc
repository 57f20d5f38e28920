#include "store_test_support.h"

namespace bridge::store {
namespace {

class Members : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    put(group("g1", "staff"));
  }

  bool has_linked_person_besides(const std::vector<std::string>& except) {
    return ask([&](const Reader& r) { return r.has_linked_person_besides({"g1"}, except); });
  }
};

TEST_F(Members, ComeInPagesInTheOrderOfTheirValues) {
  add_members("g1", {"c", "a", "e", "b", "d"});
  const auto page = [&](const std::string& after) {
    std::string values;
    for (const auto& m : ask([&](const Reader& r) { return r.members({"g1"}, after, 2); })) values += m.value;
    return values;
  };
  EXPECT_EQ(page(""), "ab");
  EXPECT_EQ(page("b"), "cd");
  EXPECT_EQ(page("bb"), "cd");
  EXPECT_EQ(page("d"), "e");
  EXPECT_EQ(page("e"), "");
  EXPECT_TRUE(ask([](const Reader& r) { return r.members({"nogroup"}, "", 10); }).empty());
}

TEST_F(Members, ComeBackAsTheyWerePushed) {
  const scim::Member plain = member("u1");
  const scim::Member full{"u2",
                          {{"value", "u2"}, {"display", "Ünü"}, {"$ref", "../Users/u2"}, {"type", "User"}}};
  write([&](Transaction& t) { return t.apply_members({"g1"}, {{true, plain}, {true, full}}); });
  EXPECT_EQ(ask([](const Reader& r) { return r.members({"g1"}, "", 10); }),
            (std::vector<scim::Member>{plain, full}));
}

TEST_F(Members, AddedAgainTakeTheNewForm) {
  add_members("g1", {"u1"});
  const scim::Member full{"u1", {{"value", "u1"}, {"display", "Anna"}}};
  write([&](Transaction& t) { return t.apply_members({"g1"}, {{true, full}}); });
  EXPECT_EQ(ask([](const Reader& r) { return r.members({"g1"}, "", 10); }),
            (std::vector<scim::Member>{full}));
}

TEST_F(Members, AreRemovedAlsoWhenTheyAreNotThere) {
  add_members("g1", {"u1", "u2"});
  write([](Transaction& t) { return t.apply_members({"g1"}, {removed("u1"), removed("u9"), added("u3")}); });
  EXPECT_FALSE(ask([](const Reader& r) { return r.has_member({"g1"}, "u1"); }));
  EXPECT_TRUE(ask([](const Reader& r) { return r.has_member({"g1"}, "u2"); }));
  EXPECT_TRUE(ask([](const Reader& r) { return r.has_member({"g1"}, "u3"); }));
}

TEST_F(Members, CompareToTheByte) {
  add_members("g1", {"Ab", std::string("x\0y", 3)});
  EXPECT_FALSE(ask([](const Reader& r) { return r.has_member({"g1"}, "ab"); }));
  EXPECT_TRUE(ask([](const Reader& r) { return r.has_member({"g1"}, std::string("x\0y", 3)); }));
  EXPECT_FALSE(ask([](const Reader& r) { return r.has_member({"g1"}, "x"); }));
}

TEST_F(Members, NeedAGroup) {
  const Status applied =
      store_->write([](Transaction& t) { return t.apply_members({"none"}, {added("u1")}); });
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, Error::Code::not_found);
}

TEST_F(Members, TellWhichGroupsTheyAreIn) {
  put(group("g2", "more"));
  add_members("g1", {"u1", "u2"});
  add_members("g2", {"u1"});
  EXPECT_EQ(ask([](const Reader& r) { return r.groups_with_member("u1"); }),
            (std::vector<ResourceId>{{"g1"}, {"g2"}}));
  EXPECT_EQ(ask([](const Reader& r) { return r.groups_with_member("u2"); }),
            (std::vector<ResourceId>{{"g1"}}));
  EXPECT_TRUE(ask([](const Reader& r) { return r.groups_with_member("u3"); }).empty());
}

TEST_F(Members, CountAsRealOnlyWhenTheyAreLinkedPersons) {
  put(person("u1", "anna"));
  put(person("u2", "berta"));
  put(group("g2", "nested"));
  add_members("g1", {"u1", "u2", "g2", "unknown"});
  EXPECT_FALSE(has_linked_person_besides({}));
  link("g2", "cn=nested,dc=x");
  EXPECT_FALSE(has_linked_person_besides({}));
  link("u1", "uid=anna,dc=x");
  EXPECT_TRUE(has_linked_person_besides({}));
  EXPECT_TRUE(has_linked_person_besides({"u2", "unknown"}));
  EXPECT_FALSE(has_linked_person_besides({"u2", "u1"}));
  link("u2", "uid=berta,dc=x");
  EXPECT_TRUE(has_linked_person_besides({"u1"}));
  EXPECT_FALSE(has_linked_person_besides({"u1", "u2"}));
}

}  // namespace
}  // namespace bridge::store
