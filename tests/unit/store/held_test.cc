#include "store_test_support.h"

namespace bridge::store {
namespace {

using scim::ResourceType;

Held disabling(const std::string& id) {
  return {.id = {id}, .kind = Held::Kind::disable, .client = "entra", .why = "too many", .since = at(1)};
}

class HeldTest : public StoreTest {
 protected:
  void hold(const Held& held) {
    write([&](Transaction& t) { return t.hold(held); });
  }
  std::vector<Held> held(const std::string& id) {
    return ask([&](const Reader& r) { return r.held(ResourceId{id}); });
  }
  bool listed(const std::string& group, const std::string& person, const ListingRules& rules = {}) {
    return ask([&](const Reader& r) { return r.is_listed({group}, {person}, rules); });
  }
  std::vector<scim::Json> shown(const std::string& group) {
    return ask([&](const Reader& r) { return r.shown_members({group}, "", -1, {}); });
  }
  long population(Held::Kind kind, ResourceType type = ResourceType::user) {
    return ask([&](const Reader& r) { return r.population(kind, type); });
  }
};

TEST_F(HeldTest, IsReadBackAsItWasWritten) {
  Held removal{.id = {"a"},
               .kind = Held::Kind::remove,
               .client = "entra",
               .request_id = "r1",
               .why = "51 are too many",
               .since = at(5),
               .kept = {{"loginShell", {"/bin/sh"}}},
               .body = {{"userName", "anna"}},
               .person = "User:E-1"};
  hold(removal);
  removal.number = 1;
  EXPECT_EQ(held("a"), std::vector<Held>{removal});
  EXPECT_EQ(ask([](const Reader& r) { return r.held(1); }), removal);
  EXPECT_EQ(ask([](const Reader& r) { return r.held_removal_of("User:E-1"); }), removal);
  EXPECT_EQ(ask([](const Reader& r) { return r.held_removal_of(""); }), std::nullopt);
}

TEST_F(HeldTest, IsReplacedByAnEqualOne) {
  hold(disabling("a"));
  Held again = disabling("a");
  again.why = "still too many";
  hold(again);
  ASSERT_EQ(held("a").size(), 1u);
  EXPECT_EQ(held("a")[0].why, "still too many");
}

TEST_F(HeldTest, CountsUnlessRejected) {
  hold(disabling("a"));
  hold(disabling("b"));
  write([&](Transaction& t) { return t.set_state(held("b")[0].number, Held::State::rejected, "no"); });
  EXPECT_EQ(ask([](const Reader& r) { return r.counts(); }).held, 1);
  EXPECT_EQ(ask([](const Reader& r) { return r.held_in(Held::State::rejected, 10); })[0].id, ResourceId{"b"});
  EXPECT_EQ(ask([](const Reader& r) { return r.all_held(10); }).size(), 2u);
}

TEST_F(HeldTest, IsFoundByKindAndState) {
  put(group("a", "Staff"));
  hold(disabling("a"));
  hold({.id = {"a"}, .kind = Held::Kind::remove_member, .subject = "m", .state = Held::State::rejected});
  const auto find = [&](Held::Kind kind, const std::string& subject) {
    return ask([&](const Reader& r) { return r.held({"a"}, kind, subject); }).has_value();
  };
  const auto waits = [&](Held::Kind kind) {
    return ask([&](const Reader& r) { return r.waits({"a"}, kind); });
  };
  EXPECT_TRUE(find(Held::Kind::remove_member, "m"));
  EXPECT_FALSE(find(Held::Kind::remove_member, "n"));
  EXPECT_TRUE(waits(Held::Kind::disable));
  EXPECT_FALSE(waits(Held::Kind::remove_member));
  EXPECT_EQ(ask([](const Reader& r) { return r.held_of_entry({"a"}); }).size(), 1u);
  EXPECT_EQ(ask([](const Reader& r) { return r.held_and_rejected({"a"}); })[0].subject, "m");
}

TEST_F(HeldTest, HidesAMemberFromClientsWhomTheEntryListsStill) {
  put(group("g", "Staff"));
  put(person("a", "anna"));
  link("a", "uid=a,dc=x");
  add_members("g", {"a"});
  hold({.id = {"g"}, .type = ResourceType::group, .kind = Held::Kind::remove_member, .subject = "a"});
  EXPECT_TRUE(listed("g", "a"));
  EXPECT_TRUE(shown("g").empty());
  EXPECT_FALSE(ask([](const Reader& r) { return r.has_member({"g"}, "a"); }));
  EXPECT_FALSE(ask([](const Reader& r) { return r.member({"g"}, "a"); }));
  EXPECT_TRUE(ask([](const Reader& r) { return r.members({"g"}, "", 10); }).empty());
  EXPECT_TRUE(ask([](const Reader& r) { return r.shown_groups({"a"}, {}); }).empty());
  EXPECT_TRUE(ask([](const Reader& r) { return r.shown_groups({"a"}, {.nested = true}); }).empty());
}

TEST_F(HeldTest, EndsWhenTheMemberIsAddedAgain) {
  put(group("g", "Staff"));
  add_members("g", {"a"});
  hold({.id = {"g"}, .type = ResourceType::group, .kind = Held::Kind::remove_member, .subject = "a"});
  add_members("g", {"a"});
  EXPECT_TRUE(held("g").empty());
  EXPECT_EQ(shown("g").size(), 1u);
}

TEST_F(HeldTest, KeepsAPersonListedWhoIsGoneForClients) {
  put(group("g", "Staff"));
  put(person("a", "anna"));
  link("a", "uid=a,dc=x");
  add_members("g", {"a"});
  const Name name{Name::Kind::dn, ResourceType::user, "uid=a,dc=x"};
  write([&](Transaction& t) -> Status {
    TRY(t.reserve({"a"}, name));
    TRY(t.erase_but_entry({"a"}, {name}, at(9)));
    return t.hold({.id = {"a"}, .kind = Held::Kind::remove});
  });
  EXPECT_EQ(ask([](const Reader& r) { return r.resource({"a"}); }), std::nullopt);
  EXPECT_TRUE(ask([](const Reader& r) { return r.tombstone({"a"}); }));
  EXPECT_TRUE(ask([](const Reader& r) { return r.link({"a"}); }));
  EXPECT_EQ(ask([&](const Reader& r) { return r.holder(name); }), ResourceId{"a"});
  EXPECT_TRUE(listed("g", "a"));
  EXPECT_TRUE(ask([](const Reader& r) { return r.lists_someone_besides({"g"}, {}, {}); }));
  EXPECT_TRUE(shown("g").empty());
  write([](Transaction& t) { return t.erase({"a"}, at(10)); });
  EXPECT_FALSE(listed("g", "a"));
  EXPECT_TRUE(held("a").empty());
}

TEST_F(HeldTest, KeepsAPersonListedWhoseDisablingWaits) {
  put(group("g", "Staff"));
  put(person("a", "anna", {{"active", false}}));
  link("a", "uid=a,dc=x");
  add_members("g", {"a"});
  const ListingRules rules{.nested = false, .drop_inactive = true};
  EXPECT_FALSE(listed("g", "a", rules));
  hold(disabling("a"));
  EXPECT_TRUE(listed("g", "a", rules));
}

TEST_F(HeldTest, KnowsHowManyThereAre) {
  put(person("a", "anna"));
  put(person("b", "bert"));
  put(person("b", "berta"));
  put(group("g", "Staff"));
  add_members("g", {"a", "b"});
  add_members("g", {"b", "c"});
  EXPECT_EQ(population(Held::Kind::remove), 2);
  EXPECT_EQ(population(Held::Kind::rename, ResourceType::group), 1);
  EXPECT_EQ(population(Held::Kind::remove_member, ResourceType::group), 3);
  write([](Transaction& t) { return t.apply_members({"g"}, {removed("a")}); });
  EXPECT_EQ(population(Held::Kind::remove_member, ResourceType::group), 2);
  write([](Transaction& t) { return t.erase({"g"}, at(1)); });
  EXPECT_EQ(population(Held::Kind::remove_member, ResourceType::group), 0);
  EXPECT_EQ(population(Held::Kind::remove, ResourceType::group), 0);
}

TEST_F(HeldTest, StandsInTheJournal) {
  Intent intent;
  intent.kind = Intent::Kind::update;
  intent.before = intent.after = group("g", "Staff");
  intent.members = {{false, {"a", {}}, true}};
  intent.guard = {.withheld = {{Held::Kind::clear, "too many"}},
                  .released = {{Held::Kind::clear, "mail"}},
                  .counted = {{Held::Kind::rename, 1}}};
  write([&](Transaction& t) { return t.open_intent(intent) ? Status(Done{}) : Status(internal("no")); });
  const auto open = ask([](const Reader& r) { return r.open_intents(); });
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].guard, intent.guard);
  EXPECT_EQ(open[0].members, intent.members);
}

}  // namespace
}  // namespace bridge::store
