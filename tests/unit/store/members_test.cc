#include <set>

#include "store_test_support.h"

namespace bridge::store {
namespace {

class Members : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    put(group("g1", "staff"));
  }

  bool lists_someone_besides(const std::vector<std::string>& except, const ListingRules& rules = {}) {
    return ask([&](const Reader& r) { return r.lists_someone_besides({"g1"}, except, rules); });
  }
  bool is_listed(const std::string& group, const std::string& person, const ListingRules& rules = {}) {
    return ask([&](const Reader& r) { return r.is_listed({group}, {person}, rules); });
  }
  // Distinguished names of those listed, one after the other.
  std::string listed(const std::string& group, const ListingRules& rules) {
    return store_->read([&](const Reader& r) {
      std::set<std::string> names;
      must(r.each_listed({group}, rules, [&](const Link& link) -> Status {
        names.insert(link.dn.text());
        return Done{};
      }));
      std::string joined;
      for (const auto& name : names) joined += name + " ";
      return joined;
    });
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
  EXPECT_FALSE(lists_someone_besides({}));
  link("g2", "cn=nested,dc=x");
  EXPECT_FALSE(lists_someone_besides({}));
  link("u1", "uid=anna,dc=x");
  EXPECT_TRUE(lists_someone_besides({}));
  EXPECT_TRUE(lists_someone_besides({"u2", "unknown"}));
  EXPECT_FALSE(lists_someone_besides({"u2", "u1"}));
  link("u2", "uid=berta,dc=x");
  EXPECT_TRUE(lists_someone_besides({"u1"}));
  EXPECT_FALSE(lists_someone_besides({"u1", "u2"}));
}

constexpr ListingRules kFlat{.nested = true};

TEST_F(Members, OfGroupsInsideAreListedWhereThatIsAskedFor) {
  put(person("u1", "anna"));
  link("u1", "uid=anna");
  put(group("g2", "inner"));
  put(group("g3", "innermost"));
  add_members("g1", {"g2"});
  add_members("g2", {"g3"});
  add_members("g3", {"u1"});
  EXPECT_TRUE(is_listed("g1", "u1", kFlat));
  EXPECT_FALSE(is_listed("g1", "u1"));
  EXPECT_EQ(listed("g1", kFlat), "uid=anna ");
  EXPECT_EQ(listed("g1", {}), "");
  EXPECT_TRUE(lists_someone_besides({}, kFlat));
  EXPECT_FALSE(lists_someone_besides({"u1"}, kFlat));
  EXPECT_EQ(ask([](const Reader& r) { return r.groups_above("u1"); }),
            (std::vector<ResourceId>{{"g1"}, {"g2"}, {"g3"}}));
}

TEST_F(Members, OfRingsAndDiamondsAreListedOnce) {
  put(person("u1", "anna"));
  link("u1", "uid=anna");
  put(group("g2", "left"));
  put(group("g3", "right"));
  add_members("g1", {"g2", "g3", "u1"});
  add_members("g2", {"u1", "g1"});
  add_members("g3", {"u1"});
  EXPECT_EQ(listed("g1", kFlat), "uid=anna ");
  EXPECT_EQ(listed("g2", kFlat), "uid=anna ");
  write([](Transaction& t) { return t.apply_members({"g2"}, {removed("u1")}); });
  EXPECT_TRUE(is_listed("g2", "u1", kFlat));  // By way of g1.
  EXPECT_FALSE(is_listed("g2", "u1"));
}

TEST_F(Members, ThatTurnOutToBeGroupsCountAsSuch) {
  put(person("u1", "anna"));
  link("u1", "uid=anna");
  add_members("g1", {"g2"});
  put(group("g2", "late"));
  add_members("g2", {"u1"});
  EXPECT_EQ(listed("g1", kFlat), "uid=anna ");
}

TEST_F(Members, WhoAreDisabledAreNotListedWhereThatIsAskedFor) {
  put(person("u1", "anna", {{"active", false}}));
  link("u1", "uid=anna");
  add_members("g1", {"u1"});
  EXPECT_TRUE(is_listed("g1", "u1"));
  EXPECT_FALSE(is_listed("g1", "u1", {.drop_inactive = true}));
  EXPECT_FALSE(lists_someone_besides({}, {.drop_inactive = true}));
}

TEST_F(Members, AreNotSureWhileTheyAreBeingChanged) {
  put(person("u1", "anna"));
  put(person("u2", "berta"));
  link("u1", "uid=anna");
  link("u2", "uid=berta");
  add_members("g1", {"u1", "u2"});
  write([](Transaction& t) -> Status {
    Intent intent;
    intent.before = intent.after = group("g1", "staff");
    intent.members = {removed("u1")};
    TRY(t.open_intent(intent));
    return Done{};
  });
  EXPECT_TRUE(lists_someone_besides({}));
  write([](Transaction& t) { return t.mark_dirty({"g1"}, {"u2"}, ""); });
  EXPECT_FALSE(lists_someone_besides({}));
  EXPECT_EQ(ask([](const Reader& r) { return r.empty_groups({}, 10); }), (std::vector<ResourceId>{{"g1"}}));
}

TEST_F(Members, OfAGroupInsideAreMarkedDirtyUnderTheirNames) {
  put(person("u1", "anna"));
  link("u1", "uid=anna");
  write([](Transaction& t) { return t.set_aliases({"u1"}, {{"uid", "anna"}}); });
  put(group("g2", "inner"));
  put(group("g3", "innermost"));
  add_members("g2", {"g3", "unknown"});
  add_members("g3", {"u1"});
  write([](Transaction& t) { return t.mark_people_dirty({"g1"}, {"g2"}, {"g2"}); });
  const auto rows = ask([](const Reader& r) { return r.dirty_of({"g1"}); });
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].subject, ResourceId{"u1"});
  EXPECT_EQ(rows[0].stale_dn, "uid=anna");
  EXPECT_EQ(rows[0].stale_aliases, (Aliases{{"uid", "anna"}}));
}

}  // namespace
}  // namespace bridge::store
