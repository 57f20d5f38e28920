#include "store/store.h"

#include <sys/stat.h>

#include <atomic>
#include <latch>
#include <thread>

#include "store_test_support.h"

namespace bridge::store {
namespace {

int mode_of(const std::string& path) {
  struct stat found {};
  EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
  return found.st_mode & 0777;
}

TEST_F(StoreTest, KeepsItsFilesToItself) {
  put(person("u1", "anna"));
  for (const char* name : {"state.db", "state.db-wal", "state.db-shm"})
    EXPECT_EQ(mode_of(folder_ / name), 0600) << name;
}

TEST_F(StoreTest, ClosesAFileThatOthersCouldRead) {
  store_.reset();
  ASSERT_EQ(::chmod((folder_ / "state.db").c_str(), 0644), 0);
  open();
  EXPECT_EQ(mode_of(folder_ / "state.db"), 0600);
}

TEST_F(StoreTest, KeepsNothingOfAChangeThatFails) {
  const Status failed = store_->write([](Transaction& t) -> Status {
    TRY(t.put(person("u1", "anna")));
    return invalid_input("no");
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error(), invalid_input("no"));
  EXPECT_FALSE(ask([](const Reader& r) { return r.resource({"u1"}); }));
}

TEST_F(StoreTest, RefusesAChangeWithinAChangeInsteadOfWaitingForever) {
  Status inner = Done{};
  write([&](Transaction&) -> Status {
    inner = store_->write([](Transaction&) -> Status { return Done{}; });
    return Done{};
  });
  ASSERT_FALSE(inner);
  EXPECT_EQ(inner.error().code, Error::Code::internal);
}

TEST_F(StoreTest, ShowsOneStateToAllQuestionsOfAReader) {
  put(person("u1", "anna"));
  store_->read([&](const Reader& reader) {
    EXPECT_EQ(must(reader.counts()).users, 1);
    put(person("u2", "berta"));
    EXPECT_EQ(must(reader.counts()).users, 1);
    EXPECT_FALSE(must(reader.resource({"u2"})));
    return Done{};
  });
  EXPECT_EQ(ask([](const Reader& r) { return r.counts(); }).users, 2);
}

TEST_F(StoreTest, AnswersOneQuestionWithinAnother) {
  for (const char* id : {"u1", "u2", "u3"}) put(person(id, id));
  std::vector<std::string> seen;
  store_->read([&](const Reader& reader) {
    return must(store::find(reader, scim::ResourceType::user, nullptr, {}, [&](scim::Resource&& outer) {
      must(store::find(reader, scim::ResourceType::user, nullptr, {},
                       [&](scim::Resource&& inner) { seen.push_back(outer.id.value + inner.id.value); }));
    }));
  });
  EXPECT_EQ(seen.size(), 9u);
}

TEST_F(StoreTest, LendsEachConnectionToOneThreadAtATime) {
  std::atomic<int> inside = 0, most = 0;
  std::latch both(2);
  const auto question = [&](const Reader& reader) {
    const int now = ++inside;
    if (now > most) most = now;
    if (now <= 2) both.arrive_and_wait();  // Two are inside before anyone leaves.
    const auto counts = reader.counts();
    --inside;
    return bool(counts);
  };
  std::vector<std::jthread> threads;
  std::atomic<int> answered = 0;
  for (int i = 0; i < 2; ++i) threads.emplace_back([&] { answered += store_->read(question); });
  threads.clear();
  EXPECT_EQ(answered, 2);
  EXPECT_EQ(most, 2);
}

TEST_F(StoreTest, TakesChangesAndQuestionsFromManyThreads) {
  constexpr int kThreads = 8, kEach = 25;
  std::atomic<int> failures = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kEach; ++i) {
          const std::string id = std::to_string(thread) + "-" + std::to_string(i);
          if (!store_->write([&](Transaction& t) { return t.put(person(id, id)); })) ++failures;
          const auto seen = store_->read([&](const Reader& r) { return r.resource({id}); });
          if (!seen || !*seen) ++failures;
        }
      });
    }
  }
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(ask([](const Reader& r) { return r.counts(); }).users, kThreads * kEach);
  EXPECT_EQ(store_->writes().changes, kThreads * kEach);
  EXPECT_LE(store_->writes().commits, kThreads * kEach);
}

TEST(StoreOpen, SaysWhichFileCannotBeOpened) {
  const auto opened = Store::open("/nonexistent/folder/state.db", 1);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Error::Code::unavailable);
  EXPECT_EQ(opened.error().message, "cannot open /nonexistent/folder/state.db: No such file or directory");
}

TEST(StoreOpen, SaysThatAFileIsDamaged) {
  const bridge::testing::TempDir folder;
  bridge::testing::write_file(folder / "state.db", std::string(8192, 'x'));
  const auto opened = Store::open(folder / "state.db", 1);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Error::Code::unavailable);  // Or a disk that does not give it back.
  EXPECT_NE(message_of(opened).find("is damaged"), std::string::npos) << message_of(opened);
}

}  // namespace
}  // namespace bridge::store
