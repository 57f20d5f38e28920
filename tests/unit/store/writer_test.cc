#include "store/writer.h"

#include <future>
#include <latch>
#include <stdexcept>
#include <thread>

#include "store/schema.h"
#include "store_test_support.h"

namespace bridge::store {
namespace {

using Until = Store::Until;

// A writer that is held up in a first change, so that what is submitted meanwhile must meet.
class WriterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto connection = must(Connection::open(folder_ / "state.db", Connection::Access::write));
    ASSERT_TRUE(bring_up_to_date(*connection, migrations()));
    handle_ = connection->handle();
    writer_ = std::make_unique<Writer>(std::move(connection));
  }
  void TearDown() override {
    release();
    if (holding_.valid()) holding_.wait();
  }

  void hold_up() {
    std::latch held(1);
    holding_ = submit([&, gate = gate_.get_future().share()](Transaction& t) {
      held.count_down();
      gate.wait();
      return t.put(person("first", "first"));
    });
    held.wait();
    released_ = false;
  }
  void release() {
    if (!std::exchange(released_, true)) gate_.set_value();
  }

  // From a thread of its own; while others are held up, it waits when this returns.
  std::future<Status> submit(Writer::Change change) {
    const auto waiting = writer_->waiting();
    auto outcome =
        std::async(std::launch::async, [this, change = std::move(change)] { return writer_->write(change); });
    while (!released_ && writer_->waiting() == waiting) std::this_thread::yield();
    return outcome;
  }

  std::future<Status> submit_person(const std::string& id) {
    return submit([id](Transaction& t) { return t.put(person(id, id)); });
  }

  bool has(const std::string& id) {
    bool found = false;
    const Status asked = submit([&](Transaction& t) -> Status {
                           TRY_AS(resource, t.resource({id}));
                           found = resource.has_value();
                           return Done{};
                         }).get();
    EXPECT_TRUE(asked) << message_of(asked);
    return found;
  }

  bridge::testing::TempDir folder_;
  sqlite3* handle_ = nullptr;
  std::promise<void> gate_;
  std::future<Status> holding_;
  bool released_ = true;
  std::unique_ptr<Writer> writer_;
};

TEST_F(WriterTest, CommitsTogetherWhatWaitsTogether) {
  hold_up();
  std::vector<std::future<Status>> outcomes;
  for (int i = 0; i < 20; ++i) outcomes.push_back(submit_person("u" + std::to_string(i)));
  release();
  for (auto& outcome : outcomes) EXPECT_TRUE(outcome.get());
  EXPECT_EQ(writer_->writes().commits, 2);
  EXPECT_EQ(writer_->writes().changes, 21);
}

TEST_F(WriterTest, BoundsWhatOneCommitHolds) {
  hold_up();
  std::vector<std::future<Status>> outcomes;
  for (int i = 0; i < 130; ++i) outcomes.push_back(submit_person("u" + std::to_string(i)));
  release();
  for (auto& outcome : outcomes) EXPECT_TRUE(outcome.get());
  EXPECT_EQ(writer_->writes().commits, 1 + 3);
}

TEST_F(WriterTest, KeepsNothingOfAFailingChangeAndAllOfItsNeighbours) {
  hold_up();
  auto before = submit_person("before");
  auto failing = submit([](Transaction& t) -> Status {
    TRY(t.put(person("failing", "failing")));
    TRY(t.put(group("failing-too", "failing")));
    return conflict("changed my mind");
  });
  auto throwing = submit([](Transaction& t) -> Status {
    TRY(t.put(person("throwing", "throwing")));
    throw std::runtime_error("a bug");
  });
  auto after = submit_person("after");
  release();

  EXPECT_TRUE(before.get());
  EXPECT_TRUE(after.get());
  const Status failed = failing.get();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error(), conflict("changed my mind"));
  const Status threw = throwing.get();
  ASSERT_FALSE(threw);
  EXPECT_EQ(threw.error().code, Error::Code::internal);
  EXPECT_NE(message_of(threw).find("a bug"), std::string::npos);
  EXPECT_EQ(writer_->writes().commits, 2);
  EXPECT_TRUE(has("before"));
  EXPECT_TRUE(has("after"));
  EXPECT_FALSE(has("failing"));
  EXPECT_FALSE(has("failing-too"));
  EXPECT_FALSE(has("throwing"));
}

TEST_F(WriterTest, CommitsNothingWhenEveryChangeFails) {
  const Status failed = submit([](Transaction&) -> Status { return not_found("nothing"); }).get();
  EXPECT_FALSE(failed);
  EXPECT_EQ(writer_->writes().commits, 0);
  EXPECT_FALSE(writer_->writes().failure);
}

TEST_F(WriterTest, AnswersTogetherWhoWaitsForTheDiskAndWhoDoesNot) {
  hold_up();
  auto durable = submit_person("durable");
  const auto put = [](Transaction& t) { return t.put(person("visible", "visible")); };
  auto visible = std::async(std::launch::async, [&] { return writer_->write(put, Until::visible); });
  while (writer_->waiting() < 2) std::this_thread::yield();
  release();
  EXPECT_TRUE(durable.get());
  EXPECT_TRUE(visible.get());
  EXPECT_EQ(writer_->writes().commits, 2);
  EXPECT_TRUE(has("durable"));
  EXPECT_TRUE(has("visible"));
}

TEST_F(WriterTest, LetsAChangeSeeItsOwnWork) {
  const Status written = submit([](Transaction& t) -> Status {
                           TRY(t.put(person("u1", "anna")));
                           TRY_AS(resource, t.resource({"u1"}));
                           return resource ? Status(Done{}) : Status(internal("not seen"));
                         }).get();
  EXPECT_TRUE(written) << message_of(written);
}

TEST_F(WriterTest, TellsEveryoneInTheBatchWhenTheCommitFails) {
  std::atomic<bool> refuse = true;
  sqlite3_commit_hook(
      handle_, [](void* flag) { return static_cast<std::atomic<bool>*>(flag)->load() ? 1 : 0; }, &refuse);
  hold_up();
  auto first = submit_person("u1");
  auto second = submit_person("u2");
  auto own_fault = submit([](Transaction&) -> Status { return not_found("nothing"); });
  release();
  for (auto* outcome : {&holding_, &first, &second, &own_fault}) {
    const Status status = outcome->get();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, Error::Code::unavailable);
  }
  ASSERT_TRUE(writer_->writes().failure);
  refuse = false;
  EXPECT_FALSE(has("u1"));
  EXPECT_TRUE(submit_person("u1").get());
  EXPECT_FALSE(writer_->writes().failure);
}

TEST_F(WriterTest, ReportsAFullDiskAndGoesOnWhenThereIsRoom) {
  hold_up();
  sqlite3_exec(handle_, "PRAGMA max_page_count = 100", nullptr, nullptr, nullptr);
  auto large = submit([](Transaction& t) {
    return t.put(person("large", "large", {{"x", std::string(1 << 20, 'x')}}));
  });
  release();
  const Status full = large.get();
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, Error::Code::unavailable);
  EXPECT_TRUE(submit_person("u1").get());
  EXPECT_FALSE(has("large"));
}

TEST_F(WriterTest, LeavesNoLogBehind) {
  ASSERT_TRUE(writer_->write([](Transaction& t) { return t.put(person("u1", "anna")); }, Until::visible));
  writer_.reset();
  EXPECT_FALSE(std::filesystem::exists(folder_ / "state.db-wal"));  // All of it is in the file itself.
}

TEST_F(WriterTest, KeepsTheWalShort) {
  const std::string bulk(100'000, 'x');
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(submit([&](Transaction& t) { return t.put(person("u1", "anna", {{"x", bulk}})); }).get());
  }
  EXPECT_LT(std::filesystem::file_size(folder_ / "state.db-wal"), 8u << 20);
}

}  // namespace
}  // namespace bridge::store
