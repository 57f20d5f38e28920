#include "ldap/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "support/fake_directory.h"
#include "support/flaky_session.h"

namespace bridge::ldap {
namespace {

using namespace std::chrono_literals;
using testing::FakeDirectory;
using testing::Faults;

class LdapPool : public ::testing::Test {
 protected:
  OpenSession opener() {
    return testing::flaky(
        [this] {
          ++opened_;
          return directory_.open();
        },
        faults_);
  }
  static SteadyTime in(std::chrono::milliseconds time) { return system_clock().steady_now() + time; }

  FakeDirectory directory_;
  Faults faults_;
  std::atomic<int> opened_ = 0;
  Pool pool_{opener(), 2, system_clock()};
  const Dn suffix_ = *Dn::parse("dc=example,dc=org");
};

TEST_F(LdapPool, UsesASessionAgain) {
  for (int i = 0; i < 5; ++i) {
    auto lease = pool_.lease(in(5s));
    ASSERT_TRUE(lease);
    EXPECT_TRUE((*lease)->read(suffix_, {}));
  }
  EXPECT_EQ(opened_, 1);
}

TEST_F(LdapPool, IsBounded) {
  auto first = pool_.lease(in(5s)), second = pool_.lease(in(5s));
  ASSERT_TRUE(first && second);
  auto third = pool_.lease(in(20ms));
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().kind, Failure::Kind::unavailable);
  EXPECT_FALSE(third.error().outcome_unknown);
  EXPECT_TRUE(pool_.healthy());  // Busy is not broken.
  EXPECT_EQ(opened_, 2);
}

TEST_F(LdapPool, HandsAFreedSessionToOneWhoWaits) {
  auto first = pool_.lease(in(5s));
  auto second = std::make_unique<Outcome<Lease>>(pool_.lease(in(5s)));
  std::thread waiter([&] { EXPECT_TRUE(pool_.lease(in(30s))); });
  second.reset();
  waiter.join();
  EXPECT_EQ(opened_, 2);
}

TEST_F(LdapPool, ReplacesADeadSession) {
  {
    auto lease = pool_.lease(in(5s));
    ASSERT_TRUE(lease);
    faults_.fail_call(1, Faults::When::before);
    EXPECT_FALSE((*lease)->read(suffix_, {}));
  }
  auto lease = pool_.lease(in(5s));
  ASSERT_TRUE(lease);
  EXPECT_TRUE((*lease)->read(suffix_, {}));
  EXPECT_EQ(opened_, 2);
}

TEST_F(LdapPool, DropsIdleSessionsThatDiedMeanwhile) {
  { auto lease = pool_.lease(in(5s)); }
  faults_.go_down();
  auto down = pool_.lease(in(5s));
  ASSERT_FALSE(down);
  EXPECT_EQ(down.error().kind, Failure::Kind::unavailable);
  EXPECT_FALSE(pool_.healthy());
  faults_.come_back();
  EXPECT_TRUE(pool_.lease(in(5s)));
  EXPECT_TRUE(pool_.healthy());
}

TEST_F(LdapPool, KeepsNoPlaceForAnAttemptThatFailed) {
  faults_.go_down();
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(pool_.lease(in(5s)));
  faults_.come_back();
  auto first = pool_.lease(in(1s)), second = pool_.lease(in(1s));
  EXPECT_TRUE(first && second);
}

TEST_F(LdapPool, SaysOnceThatTheDirectoryWentAwayAndOnceThatItIsBack) {
  ::testing::internal::CaptureStderr();
  faults_.go_down();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(pool_.lease(in(5s)));
  faults_.come_back();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(pool_.lease(in(5s)));
  const std::string log = ::testing::internal::GetCapturedStderr();
  const auto times = [&](const std::string& event) {
    int count = 0;
    for (auto at = log.find(event); at != std::string::npos; at = log.find(event, at + 1)) ++count;
    return count;
  };
  EXPECT_EQ(times("ldap.unavailable"), 1) << log;
  EXPECT_EQ(times("ldap.available"), 1) << log;
}

TEST_F(LdapPool, MovesWithItsLease) {
  auto first = pool_.lease(in(5s));
  ASSERT_TRUE(first);
  const Lease moved = *std::move(first);
  auto second = pool_.lease(in(5s));
  EXPECT_TRUE(second);
  EXPECT_FALSE(pool_.lease(in(20ms)));
}

TEST_F(LdapPool, ServesManyThreads) {
  std::atomic<int> at_once = 0, most = 0, done = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 200; ++j) {
        auto lease = pool_.lease(in(60s));
        ASSERT_TRUE(lease);
        const int now = ++at_once;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) continue;
        EXPECT_TRUE((*lease)->read(suffix_, {}));
        --at_once;
        ++done;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(done, 1600);
  EXPECT_LE(most, 2);
}

}  // namespace
}  // namespace bridge::ldap
