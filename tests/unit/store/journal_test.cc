#include "store_test_support.h"

namespace bridge::store {
namespace {

class Journal : public StoreTest {
 protected:
  std::int64_t begin(const Intent& intent) {
    std::int64_t sequence = 0;
    write([&](Transaction& t) -> Status {
      TRY_AS(given, t.open_intent(intent));
      sequence = given;
      return Done{};
    });
    return sequence;
  }

  std::vector<Intent> open_intents() {
    return ask([](const Reader& r) { return r.open_intents(); });
  }
};

Intent creation(const std::string& id) {
  Intent intent;
  intent.after = person(id, id);
  intent.dn_after = "uid=" + id + ",dc=x";
  return intent;
}

void expect_same(const std::optional<scim::Resource>& a, const std::optional<scim::Resource>& b) {
  ASSERT_EQ(a.has_value(), b.has_value());
  if (!a) return;
  EXPECT_EQ(a->id, b->id);
  EXPECT_EQ(a->type, b->type);
  EXPECT_EQ(a->body, b->body);
  EXPECT_EQ(a->version, b->version);
  EXPECT_EQ(a->created, b->created);
  EXPECT_EQ(a->last_modified, b->last_modified);
}

TEST_F(Journal, KeepsEverythingOfAnIntent) {
  Intent intent;
  intent.kind = Intent::Kind::update;
  intent.before = group("g1", "old");
  intent.after = group("g1", "new");
  intent.after->version = 2;
  intent.after->last_modified = at(9000);
  intent.members = {{true, {"u1", {{"value", "u1"}, {"display", "A"}}}}, removed("u2"), {true, {"u3", {}}}};
  intent.dn_before = "cn=old,dc=x";
  intent.dn_after = "cn=new,dc=x";
  intent.carried_secret = true;
  intent.client = "entra";
  intent.request_id = "r-1";
  intent.begun = at(123456);
  const auto sequence = begin(intent);

  const auto read = open_intents();
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].sequence, sequence);
  EXPECT_EQ(read[0].kind, intent.kind);
  EXPECT_EQ(read[0].direction, Intent::Direction::forward);
  expect_same(read[0].before, intent.before);
  expect_same(read[0].after, intent.after);
  EXPECT_EQ(read[0].members, intent.members);
  EXPECT_EQ(read[0].dn_before, intent.dn_before);
  EXPECT_EQ(read[0].dn_after, intent.dn_after);
  EXPECT_TRUE(read[0].carried_secret);
  EXPECT_EQ(read[0].client, "entra");
  EXPECT_EQ(read[0].request_id, "r-1");
  EXPECT_EQ(read[0].begun, at(123456));
}

TEST_F(Journal, KeepsTheDeepestBodyAndMemberThatARequestCanBring) {
  const auto nested = [](int depth) {
    std::string text = "1";
    for (int i = 0; i < depth; ++i) text = "{\"a\":" + text + "}";
    return must(scim::parse_json(text));
  };
  Intent intent = creation("u1");
  intent.after->body = nested(64);
  intent.members = {{true, {"u2", nested(62)}}};  // An element of a list in a body.
  begin(intent);
  EXPECT_EQ(open_intents().at(0).after->body, intent.after->body);
  EXPECT_EQ(open_intents().at(0).members, intent.members);
}

TEST_F(Journal, ListsOpenIntentsOldestFirst) {
  const auto first = begin(creation("u2"));
  const auto second = begin(creation("u1"));
  EXPECT_LT(first, second);
  ASSERT_EQ(open_intents().size(), 2u);
  EXPECT_EQ(open_intents()[0].resource().id, ResourceId{"u2"});
  EXPECT_EQ(open_intents()[1].resource().id, ResourceId{"u1"});
}

TEST_F(Journal, FindsTheOpenIntentOfAResource) {
  begin(creation("u1"));
  Intent removal;
  removal.kind = Intent::Kind::remove;
  removal.before = person("u2", "berta");
  begin(removal);
  const auto read = ask([](const Reader& r) { return r.open_intent({"u2"}); });
  ASSERT_TRUE(read);
  EXPECT_EQ(read->kind, Intent::Kind::remove);
  EXPECT_FALSE(read->after);
  EXPECT_FALSE(ask([](const Reader& r) { return r.open_intent({"u3"}); }));
}

TEST_F(Journal, ForgetsClosedIntentsAndNeverGivesTheirNumbersAgain) {
  const auto first = begin(creation("u1"));
  write([&](Transaction& t) { return t.close_intent(first); });
  EXPECT_TRUE(open_intents().empty());
  EXPECT_GT(begin(creation("u1")), first);
}

TEST_F(Journal, RemembersThatAnIntentTurnedBack) {
  const auto sequence = begin(creation("u1"));
  write([&](Transaction& t) { return t.turn_back(sequence); });
  open();
  EXPECT_EQ(open_intents().at(0).direction, Intent::Direction::back);
}

class DirtyRows : public StoreTest {
 protected:
  void mark(const std::string& entry, const std::string& subject, const std::string& stale_dn) {
    write([&](Transaction& t) { return t.mark_dirty({entry}, {subject}, stale_dn); });
  }
  std::vector<Dirty> dirty() {
    return ask([](const Reader& r) { return r.dirty(100); });
  }
};

TEST_F(DirtyRows, ComeOldestFirstUpToALimit) {
  mark("g1", "u1", "uid=a,dc=x");
  mark("g2", "u1", "uid=a,dc=x");
  mark("g2", "u2", "");
  ASSERT_EQ(dirty().size(), 3u);
  EXPECT_EQ(dirty()[0].entry, ResourceId{"g1"});
  EXPECT_EQ(dirty()[2].subject, ResourceId{"u2"});
  EXPECT_EQ(dirty()[0].stale_dn, "uid=a,dc=x");
  EXPECT_EQ(ask([](const Reader& r) { return r.dirty(2); }).size(), 2u);
}

TEST_F(DirtyRows, AreFoundByEntryAndByCause) {
  mark("g1", "u1", "");
  mark("g2", "u1", "");
  mark("g2", "u2", "");
  EXPECT_EQ(ask([](const Reader& r) { return r.dirty_of({"g2"}); }).size(), 2u);
  EXPECT_EQ(ask([](const Reader& r) { return r.dirty_of({"g2"}, 1); }).size(), 1u);
  EXPECT_EQ(ask([](const Reader& r) { return r.dirty_entries_because_of({"u1"}); }).size(), 2u);
  EXPECT_EQ(ask([](const Reader& r) { return r.dirty_entries(10); }),
            (std::vector<ResourceId>{{"g1"}, {"g2"}}));
  EXPECT_TRUE(ask([](const Reader& r) { return r.dirty_of({"u1"}); }).empty());
}

TEST_F(DirtyRows, MarkedAgainOutliveTheClearingOfTheOldMark) {
  mark("g1", "u1", "");
  const auto old = dirty().at(0).sequence;
  mark("g1", "u1", "");
  ASSERT_EQ(dirty().size(), 1u);
  write([&](Transaction& t) { return t.clear_dirty(old); });
  ASSERT_EQ(dirty().size(), 1u);
  const auto renewed = dirty().at(0).sequence;
  write([&](Transaction& t) { return t.clear_dirty(renewed); });
  EXPECT_TRUE(dirty().empty());
}

}  // namespace
}  // namespace bridge::store
