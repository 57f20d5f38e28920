// Two directory servers that replicate to each other, and clients at work while one after the other goes
// away.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/daemon_process.h"
#include "support/directory_view.h"
#include "support/eventually.h"
#include "support/scim_client.h"

namespace bridge {
namespace {

using testing::DaemonProcess;
using testing::eventually;
using testing::SlapdProcess;
using testing::TempDir;

// With a log of what was deleted: without it, a server that was away brings deleted entries back.
testing::SlapdOptions provider(int number, const std::string& whom_it_follows, bool first_entries) {
  return {.global_config = "moduleload syncprov\nserverID " + std::to_string(number) + "\n",
          .database_config = "include " + whom_it_follows + "\noverlay syncprov\nsyncprov-sessionlog 10000\n",
          .first_entries = first_entries};
}

std::string follow(const SlapdProcess& other) {
  return "syncrepl rid=001 provider=" + other.ldapi_uri() +
         " bindmethod=simple binddn=" + SlapdProcess::kRootDn + " credentials=\"" + SlapdProcess::kPassword +
         "\" searchbase=" + SlapdProcess::kSuffix +
         " type=refreshAndPersist retry=\"1 +\"\nmultiprovider on\n";
}

// What a server has seen of whose changes (one mark for each provider).
ldap::Values marks_of(const SlapdProcess& slapd) {
  const auto suffix = slapd.open()->read(*ldap::Dn::parse(SlapdProcess::kSuffix), {"contextCSN"});
  if (!suffix || !*suffix) return {};
  auto marks = ldap::values_of((*suffix)->attributes, ldap::AttributeName("contextCSN"));
  std::sort(marks.begin(), marks.end());
  return marks;
}

// One that clients write to, one that takes its place.
class Pair {
 public:
  Pair() {
    testing::write_file(dir_ / "one", "");
    one_ = std::make_unique<SlapdProcess>(provider(1, dir_ / "one", true));
    testing::write_file(dir_ / "other", follow(*one_));
    other_ = std::make_unique<SlapdProcess>(provider(2, dir_ / "other", false));
    testing::write_file(dir_ / "one", follow(*other_));
    one_->restart();
  }

  SlapdProcess& one() { return *one_; }
  SlapdProcess& other() { return *other_; }

  ldap::Settings settings() const {
    ldap::Settings both = one_->settings();
    both.uri += " " + other_->settings().uri;
    return both;
  }
  bool agree() const {
    const auto marks = marks_of(*one_);
    return !marks.empty() && marks == marks_of(*other_);
  }

 private:
  TempDir dir_;
  std::unique_ptr<SlapdProcess> one_, other_;
};

class Failover : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(eventually([&] { return pair_.agree(); })) << pair_.other().log();
  }

  // People are made while a server is gone for a time.
  void lose(SlapdProcess& slapd) {
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < 4; ++i)
        threads.emplace_back([this](const std::stop_token& stop) { make_people(stop); });
      wait_for_people(10);
      slapd.stop();
      wait_for_people(10);
    }
    slapd.restart();
    EXPECT_TRUE(eventually([&] { return pair_.agree(); }));
  }

  // Repeats what was not answered, as clients do.
  void make_people(const std::stop_token& stop) {
    testing::ScimClient client(daemon_.port(), daemon_.token());
    while (!stop.stop_requested()) {
      const std::string name = "u" + std::to_string(++begun_);
      const bool made = eventually([&] {
        const int status = client.post("/Users", {{"userName", name}, {"externalId", name}}).status;
        return status == 201 || status == 409;
      });
      made ? ++made_ : ++refused_;
    }
  }
  void wait_for_people(int number) {
    const int wanted = made_ + number;
    EXPECT_TRUE(eventually([&] { return made_ >= wanted; })) << daemon_.log();
  }

  std::size_t people_at(const SlapdProcess& slapd) {
    std::size_t people = 0;
    for (const auto& [dn, entry] : testing::everything_in(slapd)) people += entry.contains("uid");
    return people;
  }

  Pair pair_;
  DaemonProcess daemon_{pair_.settings(),
                        {.scim_config = "request_timeout = \"5s\"\n",
                         .ldap_config = "operation_timeout = \"1s\"\nconnect_timeout = \"1s\"\n"}};
  std::atomic<int> begun_ = 0, made_ = 0, refused_ = 0;
};

TEST_F(Failover, ToTheOtherServerAndBackLosesNobody) {
  lose(pair_.one());
  lose(pair_.other());
  lose(pair_.one());
  EXPECT_EQ(refused_, 0);
  EXPECT_TRUE(eventually([&] { return daemon_.answers(); })) << daemon_.log();
  EXPECT_EQ(people_at(pair_.one()), static_cast<std::size_t>(made_));
  EXPECT_EQ(people_at(pair_.other()), static_cast<std::size_t>(made_));
  const auto plan = daemon_.run({"plan"});
  EXPECT_EQ(plan.exit_code, 0) << plan.out << plan.err;
}

}  // namespace
}  // namespace bridge
