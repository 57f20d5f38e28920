#include "store_test_support.h"

namespace bridge::store {
namespace {

class Notes : public StoreTest {
 protected:
  std::vector<Flag> flags(const std::optional<ResourceId>& resource = {}) {
    return ask([&](const Reader& r) { return r.flags(resource); });
  }
};

Flag flag(const std::string& kind, const std::string& id, const std::string& subject, std::int64_t since) {
  return {kind, {id}, subject, "Something is odd.", "entra", at(since)};
}

TEST_F(Notes, KeepWhenAFlagWasFirstRaised) {
  write([](Transaction& t) { return t.raise_flag(flag("nested_group", "g1", "g2", 1000)); });
  Flag again = flag("nested_group", "g1", "g2", 9000);
  again.detail = "It still is.";
  write([&](Transaction& t) { return t.raise_flag(again); });
  ASSERT_EQ(flags().size(), 1u);
  EXPECT_EQ(flags()[0].since, at(1000));
  EXPECT_EQ(flags()[0].detail, "It still is.");
  EXPECT_EQ(flags()[0].client, "entra");
  again.client = "";  // Nobody's push: whose it was first is still known.
  write([&](Transaction& t) { return t.raise_flag(again); });
  EXPECT_EQ(flags()[0].client, "entra");
  again.client = "okta";
  write([&](Transaction& t) { return t.raise_flag(again); });
  EXPECT_EQ(flags()[0].client, "okta");
}

TEST_F(Notes, ClearOneFlagOrAllOfAKind) {
  write([](Transaction& t) -> Status {
    TRY(t.raise_flag(flag("unknown_member", "g1", "u1", 1)));
    TRY(t.raise_flag(flag("unknown_member", "g1", "u2", 2)));
    TRY(t.raise_flag(flag("unknown_member", "g2", "u1", 3)));
    return t.raise_flag(flag("nested_group", "g1", "u1", 4));
  });
  write([](Transaction& t) { return t.clear_flag("unknown_member", {"g1"}, "u1"); });
  EXPECT_EQ(flags().size(), 3u);
  EXPECT_EQ(flags(ResourceId{"g1"}).size(), 2u);
  write([](Transaction& t) { return t.clear_flag("unknown_member", {"g1"}, ""); });
  EXPECT_EQ(flags(ResourceId{"g1"}).size(), 1u);
  EXPECT_EQ(flags(ResourceId{"g2"}).size(), 1u);
}

TEST_F(Notes, KeepTheAuditTrailInOrder) {
  write([](Transaction& t) -> Status {
    TRY(t.append_audit({at(20), {"u1"}, "entra", "r1", "dn: uid=a\nchangetype: add\n"}));
    TRY(t.append_audit({at(10), {"u1"}, "", "r2", std::string("b\0c", 3)}));
    return t.append_audit({at(30), {"u2"}, "", "r3", "other"});
  });
  const auto trail = ask([](const Reader& r) { return r.audit({"u1"}); });
  ASSERT_EQ(trail.size(), 2u);
  EXPECT_EQ(trail[0].ldif, "dn: uid=a\nchangetype: add\n");
  EXPECT_EQ(trail[0].client, "entra");
  EXPECT_EQ(trail[0].at, at(20));
  EXPECT_EQ(trail[1].request_id, "r2");
  EXPECT_EQ(trail[1].ldif, std::string("b\0c", 3));
}

TEST_F(Notes, Count) {
  write([](Transaction& t) -> Status {
    TRY(t.put(person("u1", "anna")));
    TRY(t.put(person("u2", "berta")));
    TRY(t.put(group("g1", "staff")));
    TRY(t.mark_dirty({"g1"}, {"u1"}, ""));
    Intent intent;
    intent.after = person("u3", "carla");
    TRY(t.open_intent(intent));
    return t.raise_flag(flag("nested_group", "g1", "u1", 4));
  });
  const auto counts = ask([](const Reader& r) { return r.counts(); });
  EXPECT_EQ(counts.users, 2);
  EXPECT_EQ(counts.groups, 1);
  EXPECT_EQ(counts.dirty, 1);
  EXPECT_EQ(counts.open_intents, 1);
  EXPECT_EQ(counts.flags, 1);
}

}  // namespace
}  // namespace bridge::store
