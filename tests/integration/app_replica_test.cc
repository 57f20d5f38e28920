// A server of the directory that has not seen what was written to it: nothing is compared with it.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/daemon_process.h"
#include "support/directory_view.h"
#include "support/eventually.h"
#include "support/scim_client.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::eventually;
using testing::ScimClient;
using testing::SlapdProcess;

constexpr char kPatient[] = "[reconcile]\nevery = \"0s\"\nreplica_wait = \"60s\"\n";
constexpr char kImpatient[] = "[reconcile]\nevery = \"0s\"\nreplica_wait = \"100ms\"\n";

testing::SlapdOptions provider() { return {.overlays = {"syncprov"}, .global_config = "serverID 1\n"}; }

// `when`: "type=… " and how often.
testing::SlapdOptions replica_of(const SlapdProcess& other, const std::string& when) {
  return {.overlays = {"syncprov"},
          .global_config = "serverID 2\n",
          .database_config = "syncrepl rid=001 provider=" + other.ldapi_uri() + " bindmethod=simple binddn=" +
                             SlapdProcess::kRootDn + " credentials=\"" + SlapdProcess::kPassword +
                             "\" searchbase=" + SlapdProcess::kSuffix + " " + when + "\nmultiprovider on\n",
          .first_entries = false};
}

ldap::Settings first_one_then_the_other(const SlapdProcess& one, const SlapdProcess& other) {
  ldap::Settings both = one.settings();
  both.uri += " " + other.settings().uri;
  return both;
}

bool is_there(const SlapdProcess& slapd, const std::string& dn) {
  const auto entry = slapd.open()->read(*ldap::Dn::parse(dn), {"1.1"});
  return entry && *entry;
}

constexpr char kAnna[] = "uid=anna,ou=people,dc=example,dc=org";
constexpr char kBen[] = "uid=ben,ou=people,dc=example,dc=org";

void push(const DaemonProcess& daemon, const std::string& name) {
  ScimClient client(daemon.port(), daemon.token());
  const auto made = client.post("/Users", {{"userName", name}, {"externalId", name}});
  ASSERT_EQ(made.status, 201) << made.body << daemon.log();
}

bool is_flagged(const DaemonProcess& daemon, const std::string& kind) {
  for (const auto& flag : json::parse(daemon.run({"flags", "--json"}).out))
    if (flag["kind"] == kind) return true;
  return false;
}

TEST(Replica, IsLeftAloneWhileItIsBehind) {
  SlapdProcess one(provider());
  SlapdProcess other(replica_of(one, "type=refreshOnly interval=01:00:00:00"));
  ASSERT_TRUE(eventually([&] { return is_there(other, "ou=groups,dc=example,dc=org"); })) << other.log();
  DaemonProcess daemon(first_one_then_the_other(one, other), {.more_config = kImpatient});
  push(daemon, "anna");
  one.stop();

  const auto held = daemon.run({"reconcile"});
  EXPECT_EQ(held.exit_code, 1) << held.out << held.err;
  EXPECT_NE(held.err.find("has not seen the change"), std::string::npos) << held.err;
  EXPECT_FALSE(is_there(other, kAnna));
  EXPECT_TRUE(is_flagged(daemon, "behind"));
  EXPECT_EQ(daemon.run({"plan"}).exit_code, 1);
  daemon.stop();
  daemon.start();
  EXPECT_EQ(daemon.run({"reconcile"}).exit_code, 1) << "Also known after a restart.";

  one.restart();
  other.restart();
  ASSERT_TRUE(eventually([&] { return is_there(other, kAnna); })) << other.log();
  one.stop();
  const auto done = daemon.run({"reconcile"});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err << daemon.log();
  EXPECT_FALSE(is_flagged(daemon, "behind"));
}

TEST(Replica, IsWaitedFor) {
  SlapdProcess one(provider());
  SlapdProcess other(replica_of(one, "type=refreshAndPersist retry=\"1 +\""));
  ASSERT_TRUE(eventually([&] { return is_there(other, "ou=groups,dc=example,dc=org"); })) << other.log();
  DaemonProcess daemon(first_one_then_the_other(one, other), {.more_config = kPatient});
  other.stop();
  push(daemon, "anna");
  one.stop();
  other.restart();
  auto pass = std::async(std::launch::async, [&] { return daemon.run({"reconcile"}); });
  EXPECT_TRUE(eventually([&] { return daemon.log().find("event=pass.waits") != std::string::npos; }));
  EXPECT_FALSE(is_there(other, kAnna));
  one.restart();
  const auto done = pass.get();
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err << daemon.log();
  EXPECT_EQ(done.out, "") << "Nothing was missing once it had caught up.";
  EXPECT_TRUE(is_there(other, kAnna));
}

TEST(Replica, ThatCountsNothingIsGivenTime) {
  SlapdProcess one, other;
  DaemonProcess daemon(first_one_then_the_other(one, other),
                       {.more_config = "[reconcile]\nevery = \"0s\"\nreplica_wait = \"1h\"\n"});
  push(daemon, "anna");
  EXPECT_EQ(daemon.run({"plan"}).exit_code, 0);
  one.stop();
  const auto planned = daemon.run({"plan"});
  EXPECT_EQ(planned.exit_code, 1) << planned.out << planned.err;
  EXPECT_NE(planned.err.find("another server of the directory answers"), std::string::npos) << planned.err;
}

TEST(Replica, CatchesUpWhileManyWriteAndPassesAreNeverHeld) {
  SlapdProcess slapd(provider());
  DaemonProcess daemon(slapd, {.more_config = kImpatient});
  std::atomic<bool> over = false;
  std::vector<std::jthread> clients;
  for (int i = 0; i < 4; ++i)
    clients.emplace_back([&, i] {
      for (int j = 0; j < 60 && !over; ++j) push(daemon, "u" + std::to_string(i) + "x" + std::to_string(j));
    });
  for (int i = 0; i < 4; ++i) {
    const auto done = daemon.run({"reconcile"});
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  }
  over = true;
}

TEST(Backup, IsTakenForALostOneUntilAPersonSaysWhatItIs) {
  SlapdProcess slapd(provider());
  DaemonProcess daemon(slapd, {.more_config = kImpatient});
  push(daemon, "anna");
  slapd.take_backup();
  push(daemon, "ben");
  const auto right = testing::everything_in(slapd);
  slapd.put_backup_back();
  EXPECT_EQ(daemon.run({"reconcile"}).exit_code, 1);
  EXPECT_FALSE(is_there(slapd, kBen));
  const auto done = daemon.run({"reconcile", "--restored"});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err << daemon.log();
  EXPECT_EQ(testing::everything_in(slapd), right);
  EXPECT_FALSE(is_flagged(daemon, "behind"));
  EXPECT_EQ(daemon.run({"plan"}).exit_code, 0);
}

}  // namespace
}  // namespace bridge
