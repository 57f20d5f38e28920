#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>

#include "store/renewal.h"
#include "store/store.h"
#include "support/temp_dir.h"

// Each test ends a process that writes by SIGKILL at a named instant, then opens what it left. The writing
// part runs in a fresh process: the test starts itself again, where it comes to the same statement.

namespace bridge::store {
namespace {

class StoreCrash : public ::testing::Test {
 protected:
  void SetUp() override {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    if (::getenv(kFolder) != nullptr) return;  // In the process that is started it is set already.
    folder_.emplace();
    ::setenv(kFolder, folder_->path().c_str(), 1);
  }
  static std::string folder() { return ::getenv(kFolder); }
  void TearDown() override { ::unsetenv(kFolder); }

  // Writes users u1, u2, … one by one and leaves a file for each that was acknowledged.
  void write_until_killed(const char* fault) const {
    ::setenv("SCIM_LDAP_BRIDGE_FAULT", fault, 1);
    auto store = Store::open(folder() + "/state.db", 1);
    if (!store) std::exit(1);
    for (int i = 1; i <= 10; ++i) {
      const std::string id = "u" + std::to_string(i);
      const Status written = (*store)->write([&](Transaction& transaction) {
        return transaction.put({{id}, scim::ResourceType::user, {{"userName", id}}, 1, {}, {}});
      });
      if (!written) std::exit(1);
      bridge::testing::write_file(folder() + "/" + id, "acknowledged");
    }
    std::exit(0);
  }

  bool acknowledged(int i) const { return std::filesystem::exists(folder() + "/u" + std::to_string(i)); }

  long users_left() const {
    auto store = Store::open(folder() + "/state.db", 1);
    EXPECT_TRUE(store) << (store ? "" : store.error().message);
    if (!store) return -1;
    const auto counts = (*store)->read([](const Reader& reader) { return reader.counts(); });
    EXPECT_TRUE(counts);
    return counts ? counts->users : -1;
  }

 private:
  static constexpr char kFolder[] = "BRIDGE_TEST_CRASH_FOLDER";
  std::optional<bridge::testing::TempDir> folder_;
};

TEST_F(StoreCrash, BeforeTheCommitLosesOnlyWhatWasNotAcknowledged) {
  EXPECT_EXIT(write_until_killed("store.before_commit:4"), ::testing::KilledBySignal(SIGKILL), "");
  EXPECT_TRUE(acknowledged(3));
  EXPECT_FALSE(acknowledged(4));
  EXPECT_EQ(users_left(), 3);
}

TEST_F(StoreCrash, AfterTheCommitKeepsWhatWasCommitted) {
  EXPECT_EXIT(write_until_killed("store.after_commit:4"), ::testing::KilledBySignal(SIGKILL), "");
  EXPECT_FALSE(acknowledged(4));
  EXPECT_EQ(users_left(), 4);
}

TEST_F(StoreCrash, AtTheFirstCommitLeavesAFileThatOpens) {
  EXPECT_EXIT(write_until_killed("store.before_commit"), ::testing::KilledBySignal(SIGKILL), "");
  EXPECT_EQ(users_left(), 0);
}

// A file that a disk has failed is made anew; at any instant of that it can be done once more.
class RenewalCrash : public StoreCrash, public ::testing::WithParamInterface<const char*> {};

TEST_P(RenewalCrash, KeepsEverything) {
  EXPECT_EXIT(write_until_killed("store.after_commit:4"), ::testing::KilledBySignal(SIGKILL), "");
  mark_suspect(folder() + "/state.db");
  EXPECT_EXIT(write_until_killed(GetParam()), ::testing::KilledBySignal(SIGKILL), "");
  EXPECT_EQ(users_left(), 4);
  EXPECT_FALSE(std::filesystem::exists(folder() + "/state.db.suspect"));
  EXPECT_EXIT(write_until_killed("none"), ::testing::ExitedWithCode(0), "");
  EXPECT_EQ(users_left(), 10);
}

INSTANTIATE_TEST_SUITE_P(AtEveryPoint, RenewalCrash,
                         ::testing::Values("renewal.copied", "renewal.next", "renewal.without_wal"),
                         [](const auto& point) {
                           std::string name = point.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

TEST_F(StoreCrash, WithoutAFaultKeepsEverything) {
  EXPECT_EXIT(write_until_killed("none"), ::testing::ExitedWithCode(0), "");
  EXPECT_EQ(users_left(), 10);
}

}  // namespace
}  // namespace bridge::store
