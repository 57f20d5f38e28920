#include "store/backup.h"

#include <filesystem>

#include "store_test_support.h"

namespace bridge::store {
namespace {

using BackupTest = StoreTest;

Intent creation(const std::string& id) {
  Intent intent;
  intent.after = person(id, id);
  intent.dn_after = "uid=" + id + ",dc=x";
  intent.begun = at(1);
  return intent;
}

TEST_F(BackupTest, IsOfOneMomentMarkedAndWithoutUnfinishedWork) {
  put(person("anna", "anna"));
  write([](Transaction& t) -> Status {
    TRY(t.reserve({"ben"}, {Name::Kind::user_name, scim::ResourceType::user, "ben"}));
    TRY(t.open_intent(creation("ben")));
    return t.mark_dirty({"anna"}, {"ben"}, "");
  });
  const auto copy = folder_.path() / "copy";
  must(copy_state(folder_.path() / "state.db", copy, at(0)));
  EXPECT_EQ(std::filesystem::status(copy).permissions() & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  put(person("late", "late"));
  EXPECT_FALSE(ask([](const Reader& r) { return marked_copy(r); }));

  store_ = must(Store::open(copy, 1));
  EXPECT_TRUE(ask([](const Reader& r) { return marked_copy(r); }));
  EXPECT_TRUE(ask([](const Reader& r) { return r.resource({"anna"}); }));
  EXPECT_FALSE(ask([](const Reader& r) { return r.resource({"late"}); }));
  EXPECT_TRUE(ask([](const Reader& r) { return r.open_intents(); }).empty());
  EXPECT_TRUE(ask([](const Reader& r) { return r.dirty(10); }).empty());
  EXPECT_FALSE(ask([](const Reader& r) {
    return r.holder({Name::Kind::user_name, scim::ResourceType::user, "ben"});
  }));
}

TEST_F(BackupTest, WritesOverNothing) {
  const auto copy = folder_.path() / "copy";
  bridge::testing::write_file(copy, "mine");
  EXPECT_FALSE(copy_state(folder_.path() / "state.db", copy, at(0)));
  EXPECT_EQ(bridge::testing::read_file(copy), "mine");
  EXPECT_FALSE(copy_state(folder_.path() / "nothing.db", folder_.path() / "other", at(0)));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "other"));
}

TEST_F(BackupTest, ForgetsHowFarNumbersWereGivenOut) {
  write([](Transaction& t) { return t.set_high_water("uid", {5, 9}); });
  write([](Transaction& t) { return OldMemory(t).forget_high_water(); });
  EXPECT_FALSE(ask([](const Reader& r) { return r.high_water("uid"); }));
}

}  // namespace
}  // namespace bridge::store
