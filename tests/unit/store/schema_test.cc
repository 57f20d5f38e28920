#include "store/schema.h"

#include "store_test_support.h"

namespace bridge::store {
namespace {

class SchemaTest : public ::testing::Test {
 protected:
  std::unique_ptr<Connection> connect() {
    return must(Connection::open(folder_ / "state.db", Connection::Access::write));
  }
  std::int64_t number(Connection& connection, const char* sql) {
    auto row = must(connection.ask(sql));
    must(row.next());
    return row.integer(0);
  }

  bridge::testing::TempDir folder_;
};

constexpr Migration kSteps[] = {
    {1, "PRAGMA application_id = 0x53434c42; PRAGMA user_version = 1; CREATE TABLE a (x INTEGER) STRICT"},
    {2, "PRAGMA user_version = 2; CREATE TABLE b (x INTEGER) STRICT"},
};

TEST_F(SchemaTest, NumbersItsStepsAndSetsTheirVersions) {
  auto connection = connect();
  int expected = 0;
  for (const Migration& step : migrations()) {
    EXPECT_EQ(step.version, ++expected);
    ASSERT_TRUE(bring_up_to_date(*connection, migrations().first(static_cast<std::size_t>(expected))));
    EXPECT_EQ(number(*connection, "PRAGMA user_version"), expected);
  }
  EXPECT_EQ(number(*connection, "PRAGMA application_id"), 0x53434c42);
}

TEST_F(SchemaTest, TurnsOnTheWriteAheadLog) {
  auto connection = connect();
  ASSERT_TRUE(bring_up_to_date(*connection, migrations()));
  auto mode = must(connection->ask("PRAGMA journal_mode"));
  ASSERT_TRUE(must(mode.next()));
  EXPECT_EQ(mode.text(0), "wal");
}

TEST_F(SchemaTest, TakesOnlyTheStepsThatAreMissing) {
  auto connection = connect();
  ASSERT_TRUE(
      connection->script("PRAGMA application_id = 0x53434c42; PRAGMA user_version = 1; CREATE TABLE a (y)"));
  const Status done = bring_up_to_date(*connection, kSteps);
  ASSERT_TRUE(done) << message_of(done);
  EXPECT_EQ(number(*connection, "PRAGMA user_version"), 2);
  EXPECT_EQ(number(*connection, "SELECT count(y) FROM a"), 0);
  EXPECT_EQ(number(*connection, "SELECT count(*) FROM b"), 0);
}

TEST_F(SchemaTest, LogsAMigrationButNotANewFileNorAnUnchangedOne) {
  auto connection = connect();
  ::testing::internal::CaptureStderr();
  ASSERT_TRUE(bring_up_to_date(*connection, std::span(kSteps).first(1)));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  ::testing::internal::CaptureStderr();
  ASSERT_TRUE(bring_up_to_date(*connection, kSteps));
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("state.migrated"), std::string::npos);
  ::testing::internal::CaptureStderr();
  ASSERT_TRUE(bring_up_to_date(*connection, kSteps));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST_F(SchemaTest, TakesAStepAsAWholeOrNotAtAll) {
  constexpr Migration kBroken[] = {
      {1,
       "PRAGMA application_id = 0x53434c42; PRAGMA user_version = 1; CREATE TABLE a (x); SELECT nonsense"}};
  auto connection = connect();
  EXPECT_FALSE(bring_up_to_date(*connection, kBroken));
  EXPECT_FALSE(connection->in_transaction());
  EXPECT_EQ(number(*connection, "PRAGMA user_version"), 0);
  EXPECT_EQ(number(*connection, "SELECT count(*) FROM sqlite_schema"), 0);
}

TEST_F(SchemaTest, RefusesAFileThatIsNewer) {
  const std::string newer = std::to_string(migrations().back().version + 1);
  {
    auto connection = connect();
    ASSERT_TRUE(bring_up_to_date(*connection, migrations()));
    ASSERT_TRUE(connection->script(("PRAGMA user_version = " + newer).c_str()));
  }
  const auto opened = Store::open(folder_ / "state.db", 1);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Error::Code::conflict);
  EXPECT_EQ(message_of(opened),
            (folder_ / "state.db") + " has schema version " + newer + ", this program knows up to " +
                std::to_string(migrations().back().version) + "; install a newer version");
}

TEST_F(SchemaTest, RefusesTheDatabaseOfAnotherApplicationAndLeavesItAsItIs) {
  for (const char* sql : {"PRAGMA application_id = 42", "CREATE TABLE theirs (x)"}) {
    bridge::testing::TempDir folder;
    auto connection = must(Connection::open(folder / "state.db", Connection::Access::write));
    ASSERT_TRUE(connection->script(sql));
    const Status done = bring_up_to_date(*connection, migrations());
    ASSERT_FALSE(done) << sql;
    EXPECT_EQ(message_of(done), (folder / "state.db") + " is the database of another application");
    auto mode = must(connection->ask("PRAGMA journal_mode"));
    ASSERT_TRUE(must(mode.next()));
    EXPECT_EQ(mode.text(0), "delete");
  }
}

}  // namespace
}  // namespace bridge::store
