#include "store/renewal.h"

#include <filesystem>
#include <fstream>

#include "store_test_support.h"
#include "support/temp_dir.h"

namespace bridge::store {
namespace {

class RenewalTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    put(person("u1", "anna"));
  }
  std::filesystem::path file() const { return folder_ / "state.db"; }
  bool is_there(const char* suffix) const { return std::filesystem::exists(file().string() + suffix); }
  std::unique_ptr<Connection> reader() {
    auto connection = must(Connection::open(file(), Connection::Access::read_only));
    must(connection->run("SELECT 1 FROM sqlite_schema"));
    return connection;
  }
  std::string names() {
    open();
    std::string all;
    store_->read([&](const Reader& r) {
      return must(store::find(r, scim::ResourceType::user, nullptr, {},
                              [&](scim::Resource&& found) { all += found.id.value + " "; }));
    });
    return all;
  }
};

TEST_F(RenewalTest, MakesTheSameFileWithoutAWal) {
  auto source = reader();
  EXPECT_GT(std::filesystem::file_size(file().string() + "-wal"), 0u);
  ASSERT_TRUE(renew(file()));
  for (const char* suffix : {"-wal", "-shm", ".copy", ".next", ".suspect"})
    EXPECT_FALSE(is_there(suffix)) << suffix;
  EXPECT_EQ(std::filesystem::status(file()).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_TRUE(must(source->ask("SELECT 1 FROM resources")).next());  // The old one can be read on.
  source.reset();
  EXPECT_EQ(names(), "u1 ");
}

// As when a commit that others have seen never reached the disk.
TEST_F(RenewalTest, LeavesOutWhatTheLogHasLost) {
  put(person("u2", "berta"));
  auto source = reader();
  std::fstream(file().string() + "-wal").seekp(-100, std::ios::end) << "lost";
  ASSERT_TRUE(renew(file()));
  source.reset();
  EXPECT_EQ(names(), "u1 ");
}

TEST_F(RenewalTest, FailsWithEverythingAsItWasWhereItCannotWrite) {
  auto source = reader();
  std::filesystem::create_directories(file().string() + ".copy/in/the/way");
  EXPECT_FALSE(renew(file()));
  std::filesystem::remove_all(file().string() + ".copy");
  put(person("u2", "berta"));
  source.reset();
  EXPECT_EQ(names(), "u1 u2 ");
}

TEST_F(RenewalTest, IsMadeAtTheStartWhenTheFileIsMarked) {
  store_.reset();
  const auto before = std::filesystem::last_write_time(file());
  mark_suspect(file());
  EXPECT_TRUE(is_there(".suspect"));
  ASSERT_TRUE(prepare(file()));
  EXPECT_FALSE(is_there(".suspect"));
  EXPECT_NE(std::filesystem::last_write_time(file()), before);
  EXPECT_EQ(names(), "u1 ");
}

TEST_F(RenewalTest, IsFinishedAtTheStartWhenItWasCutOff) {
  auto source = reader();
  ASSERT_TRUE(renew(file()));
  source.reset();
  store_.reset();
  std::filesystem::rename(file(), file().string() + ".next");
  bridge::testing::write_file(file(), "what is superseded");
  bridge::testing::write_file(file().string() + "-wal", "and what must not be laid over the new one");
  EXPECT_EQ(names(), "u1 ");
}

TEST_F(RenewalTest, HasNothingToPrepareInANewFolder) {
  const bridge::testing::TempDir empty;
  EXPECT_TRUE(prepare(empty / "state.db"));
  EXPECT_TRUE(std::filesystem::is_empty(empty.path()));
}

}  // namespace
}  // namespace bridge::store
