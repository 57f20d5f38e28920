#include "store/connection.h"

#include "store/rows.h"
#include "store_test_support.h"

namespace bridge::store {
namespace {

class ConnectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    connection_ = must(Connection::open(folder_ / "a.db", Connection::Access::write));
    ASSERT_TRUE(connection_->script("CREATE TABLE t (a TEXT UNIQUE, b INTEGER) STRICT"));
  }

  std::string pragma(Connection& connection, const char* sql) {
    auto answer = must(connection.ask(sql));
    must(answer.next());
    return answer.text(0);
  }

  bridge::testing::TempDir folder_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(ConnectionTest, KeepsEveryByteOfAText) {
  const std::string zero("a\0b", 3);
  for (const std::string& text :
       {zero, std::string(), std::string("'; DROP TABLE t; --"), std::string(100'000, 'x')}) {
    ASSERT_TRUE(connection_->run("INSERT INTO t (a) VALUES (?1)", text));
    auto found = must(connection_->ask("SELECT a FROM t WHERE a = ?1", text));
    ASSERT_TRUE(must(found.next())) << text.size();
    EXPECT_EQ(found.text(0), text);
    EXPECT_FALSE(found.is_null(0));
  }
  auto other = must(connection_->ask("SELECT a FROM t WHERE a = ?1", std::string("a\0c", 3)));
  EXPECT_FALSE(must(other.next()));
}

TEST_F(ConnectionTest, TellsNullFromEmpty) {
  ASSERT_TRUE(connection_->run("INSERT INTO t (a, b) VALUES (?1, ?2)", std::optional<std::string>(),
                               std::optional<WallTime>()));
  auto row = must(connection_->ask("SELECT a, b FROM t"));
  ASSERT_TRUE(must(row.next()));
  EXPECT_TRUE(row.is_null(0));
  EXPECT_EQ(row.text(0), "");
  EXPECT_FALSE(row.optional_time(1));
}

TEST_F(ConnectionTest, RunsOneStatementWithinItself) {
  ASSERT_TRUE(connection_->script("INSERT INTO t (b) VALUES (1), (2), (3)"));
  const char* sql = "SELECT b FROM t ORDER BY b";
  auto outer = must(connection_->ask(sql));
  ASSERT_TRUE(must(outer.next()));
  EXPECT_EQ(must(all(connection_->ask(sql), integer_row)), (std::vector<std::int64_t>{1, 2, 3}));
  ASSERT_TRUE(must(outer.next()));
  EXPECT_EQ(outer.integer(0), 2);
}

TEST_F(ConnectionTest, ForgetsValuesOfTheLastRun) {
  const char* sql = "SELECT ?1";
  (void)must(first(connection_->ask(sql, 7), integer_row));
  auto again = must(connection_->ask(sql));
  ASSERT_TRUE(must(again.next()));
  EXPECT_TRUE(again.is_null(0));
}

TEST_F(ConnectionTest, ReportsAValueTooMany) {
  const Status run = connection_->run("SELECT ?1", 1, 2);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, Error::Code::internal);
}

TEST_F(ConnectionTest, NamesTheFileInItsErrors) {
  const Status run = connection_->run("SELECT nonsense");
  ASSERT_FALSE(run);
  EXPECT_EQ(message_of(run), (folder_ / "a.db") + ": no such column: nonsense (SQLite code 1)");
}

TEST_F(ConnectionTest, MakesABrokenUniqueIndexAConflict) {
  ASSERT_TRUE(connection_->run("INSERT INTO t (a) VALUES ('x')"));
  const Status again = connection_->run("INSERT INTO t (a) VALUES ('x')");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Error::Code::conflict);
}

TEST_F(ConnectionTest, WritesDurably) {
  EXPECT_EQ(pragma(*connection_, "PRAGMA synchronous"), "2");
  EXPECT_EQ(pragma(*connection_, "PRAGMA foreign_keys"), "1");
}

TEST_F(ConnectionTest, CannotWriteWhenItIsForReading) {
  auto reader = must(Connection::open(folder_ / "a.db", Connection::Access::read_only));
  EXPECT_FALSE(reader->run("INSERT INTO t (a) VALUES ('x')"));
  EXPECT_EQ(pragma(*reader, "PRAGMA query_only"), "1");
  EXPECT_EQ(pragma(*reader, "PRAGMA wal_autocheckpoint"), "0");
}

TEST_F(ConnectionTest, CallsABusyFileUnavailable) {
  auto other = must(Connection::open(folder_ / "a.db", Connection::Access::write));
  sqlite3_busy_timeout(other->handle(), 1);
  ASSERT_TRUE(connection_->run("BEGIN IMMEDIATE"));
  const Status begun = other->run("BEGIN IMMEDIATE");
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().code, Error::Code::unavailable);
}

}  // namespace
}  // namespace bridge::store
