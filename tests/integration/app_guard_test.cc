// Mass changes: what guards hold, and what becomes of it when a person decides.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "scim/json.h"
#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::eventually;
using testing::ScimClient;
using testing::SlapdProcess;

constexpr char kSmall[] = "percent = 0\nnumber = 10\ndisable_percent = 0\ndisable_number = 15\n";
constexpr char kNothingPasses[] = "percent = 0\nnumber = 0\ndisable_percent = 0\ndisable_number = 0\n";
constexpr char kStaff[] = "cn=staff,ou=groups,dc=example,dc=org";

class Guard : public ::testing::Test {
 protected:
  void start(const std::string& guard) {
    daemon_ = std::make_unique<DaemonProcess>(slapd_, testing::DaemonOptions{.guard_config = guard});
  }
  // On a connection of its own: the daemon may have been restarted, and threads share none.
  ScimClient client() const { return {daemon_->port(), daemon_->token()}; }

  std::string name(int number) const { return "p" + std::to_string(number); }
  static std::string dn(const std::string& name) { return "uid=x-" + name + ",ou=people,dc=example,dc=org"; }

  std::string make_user(const std::string& name) {
    auto made = client().post("/Users", {{"userName", name}, {"externalId", "x-" + name}});
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body.value("id", "");
  }
  void make_users(int number) {
    for (int i = 0; i < number; ++i) ids_.push_back(make_user(name(i)));
  }
  // Calls for each index, five at a time as Entra does.
  template <class Call>
  void in_parallel(int number, Call&& call) {
    std::atomic<int> next{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 5; ++i)
      threads.emplace_back([&] {
        auto own = client();
        for (int index = next++; index < number; index = next++) call(own, index);
      });
    for (auto& thread : threads) thread.join();
  }

  std::optional<ldap::Entry> entry(const std::string& dn) {
    auto read = slapd_.open()->read(*ldap::Dn::parse(dn), {"*", "+"});
    EXPECT_TRUE(read);
    return read ? *read : std::nullopt;
  }
  int entries(int number) {
    int found = 0;
    for (int i = 0; i < number; ++i) found += entry(dn(name(i))) ? 1 : 0;
    return found;
  }
  ldap::Values members() {
    const auto staff = entry(kStaff);
    return staff ? ldap::values_of(staff->attributes, "member") : ldap::Values();
  }

  json run_json(std::vector<std::string> arguments, int exit_code = 0) {
    arguments.push_back("--json");
    const auto done = daemon_->run(arguments);
    EXPECT_EQ(done.exit_code, exit_code) << done.err;
    auto answer = scim::parse_json(done.out);
    return answer ? *answer : json();
  }
  json held(int exit_code = 3) { return run_json({"held", "list"}, exit_code); }
  json status(const char* what) { return run_json({"status"})[what]; }
  bool is_settled() {
    return eventually([&] { return status("open_intents") == 0 && status("dirty_references") == 0; });
  }

  SlapdProcess slapd_;
  std::unique_ptr<DaemonProcess> daemon_;
  std::vector<std::string> ids_;
};

TEST_F(Guard, LetsExactlyTheLimitOfParallelDeletesPass) {
  start(kSmall);
  make_users(30);
  in_parallel(30, [&](ScimClient& client, int i) {
    EXPECT_EQ(client.remove("/Users/" + ids_[static_cast<std::size_t>(i)]).status, 204);
  });
  for (const auto& id : ids_) EXPECT_EQ(client().get("/Users/" + id).status, 404);
  EXPECT_EQ(client().get("/Users").body["totalResults"], 0);
  EXPECT_EQ(entries(30), 20);
  EXPECT_EQ(held().size(), 20u);
  EXPECT_EQ(status("held"), 20);
  const auto flags = run_json({"flags"}, 3);
  EXPECT_EQ(flags.size(), 20u);
  EXPECT_EQ(flags[0]["kind"], "held");
  EXPECT_NE(daemon_->log().find("event=guard.held"), std::string::npos);

  daemon_->kill();
  daemon_->start();
  const auto late = make_user("late");
  EXPECT_EQ(client().remove("/Users/" + late).status, 204);
  EXPECT_TRUE(entry(dn("late"))) << "a restart must not reset what has passed";

  EXPECT_EQ(run_json({"held", "approve", "--all"})["approved"], 21);
  EXPECT_TRUE(eventually([&] { return entries(30) == 0 && !entry(dn("late")); }));
  EXPECT_TRUE(eventually([&] { return status("held") == 0; }));
  EXPECT_TRUE(held(0).empty());
  EXPECT_TRUE(run_json({"flags"}).empty());
}

TEST_F(Guard, KeepsWhatIsRejectedUntilItIsCreatedAgain) {
  start(kNothingPasses);
  make_users(2);
  for (const auto& id : ids_) EXPECT_EQ(client().remove("/Users/" + id).status, 204);
  const auto uuid = entry(dn("p0"))->attributes["entryUUID"];
  EXPECT_EQ(run_json({"held", "reject", std::to_string(held()[0]["number"].get<int>())})["rejected"], 1);
  ASSERT_EQ(held().size(), 2u);
  EXPECT_EQ(held()[0]["state"], "rejected");
  EXPECT_EQ(run_json({"held", "approve", "--all"})["approved"], 1);
  EXPECT_TRUE(eventually([&] { return !entry(dn("p1")); }));
  ASSERT_EQ(held(0).size(), 1u);
  EXPECT_TRUE(entry(dn("p0")));

  const auto again = make_user("p0");
  EXPECT_NE(again, ids_[0]);
  EXPECT_EQ(entry(dn("p0"))->attributes["entryUUID"], uuid);
  EXPECT_TRUE(held(0).empty());
  EXPECT_EQ(client().get("/Users/" + again).body["userName"], "p0");
}

TEST_F(Guard, HoldsAMassRemovalOfMembers) {
  start(kSmall);
  make_users(15);
  json members_of_all = json::array();
  for (const auto& id : ids_) members_of_all.push_back({{"value", id}});
  const json body = {{"displayName", "staff"}, {"externalId", "x-staff"}, {"members", members_of_all}};
  const std::string staff = client().post("/Groups", body).body.value("id", "");
  ASSERT_EQ(members().size(), 15u);
  // All at once: none passes.
  EXPECT_EQ(
      client().send("PUT", "/Groups/" + staff, {{"displayName", "staff"}, {"externalId", "x-staff"}}).status,
      200);
  EXPECT_FALSE(client().get("/Groups/" + staff).body.contains("members"));
  EXPECT_EQ(members().size(), 15u);
  EXPECT_EQ(held().size(), 15u);
  // One comes back, and another is let go by a person.
  const json add = {{{"op", "add"}, {"path", "members"}, {"value", {{{"value", ids_[3]}}}}}};
  EXPECT_EQ(client().patch("/Groups/" + staff, add).status, 204);
  EXPECT_EQ(held().size(), 14u);
  EXPECT_EQ(run_json({"held", "approve", staff})["approved"], 14);
  EXPECT_TRUE(eventually([&] { return members().size() == 1; }));
  EXPECT_EQ(members(), ldap::Values{dn("p3")});
  EXPECT_TRUE(is_settled());
  EXPECT_TRUE(held(0).empty());
}

TEST_F(Guard, HoldsRemovalsOfMembersOneByOneFromTheLimitOn) {
  start(kSmall);
  make_users(15);
  json members_of_all = json::array();
  for (const auto& id : ids_) members_of_all.push_back({{"value", id}});
  const json body = {{"displayName", "staff"}, {"externalId", "x-staff"}, {"members", members_of_all}};
  const std::string staff = client().post("/Groups", body).body.value("id", "");
  in_parallel(15, [&](ScimClient& client, int i) {
    const json remove = {
        {{"op", "Remove"}, {"path", "members"}, {"value", {{{"value", ids_[static_cast<std::size_t>(i)]}}}}}};
    EXPECT_EQ(client.patch("/Groups/" + staff, remove).status, 204);
  });
  EXPECT_EQ(members().size(), 5u);
  EXPECT_EQ(held().size(), 5u);
  EXPECT_EQ(run_json({"held", "approve", "--all"})["approved"], 5);
  EXPECT_TRUE(eventually([&] { return members().size() == 1; }));
  EXPECT_TRUE(is_settled());
}

TEST_F(Guard, HoldsMassDisablingAtTheHigherLimit) {
  start(kSmall);
  make_users(20);
  const auto is_disabled = [&](int i) {
    return entry(dn(name(i)))->attributes.contains("pwdAccountLockedTime") ||
           entry(dn(name(i)))->attributes.contains("employeeType");
  };
  const auto disabled = [&] {
    int number = 0;
    for (int i = 0; i < 20; ++i) number += is_disabled(i) ? 1 : 0;
    return number;
  };
  ASSERT_EQ(disabled(), 0);
  in_parallel(20, [&](ScimClient& client, int i) {
    const json off = {{{"op", "Replace"}, {"path", "active"}, {"value", "False"}}};
    EXPECT_EQ(client.patch("/Users/" + ids_[static_cast<std::size_t>(i)], off).status, 200);
  });
  EXPECT_EQ(disabled(), 15);
  for (const auto& id : ids_) EXPECT_EQ(client().get("/Users/" + id).body["active"], false);
  ASSERT_EQ(held().size(), 5u);
  // Enabling one of them ends its wait.
  const std::string back = held()[0]["resource"];
  const json on = {{{"op", "Replace"}, {"path", "active"}, {"value", true}}};
  EXPECT_EQ(client().patch("/Users/" + back, on).status, 200);
  EXPECT_EQ(held().size(), 4u);
  run_json({"held", "approve", "--all"});
  EXPECT_TRUE(eventually([&] { return disabled() == 19; }));
}

TEST_F(Guard, ShowsWhatWouldBeDoneAsLdif) {
  start(kNothingPasses);
  make_users(3);
  client().remove("/Users/" + ids_[0]);
  client().patch("/Users/" + ids_[1], {{{"op", "replace"}, {"value", {{"externalId", "x-new"}}}}});
  client().patch("/Users/" + ids_[2], {{{"op", "replace"}, {"value", {{"title", "Boss"}}}}});
  client().patch("/Users/" + ids_[2], {{{"op", "remove"}, {"path", "title"}}});
  EXPECT_EQ(entry(dn("p2"))->attributes["title"], ldap::Values{"Boss"});
  const auto shown = run_json({"held", "show", "--all"});
  ASSERT_EQ(shown.size(), 3u);
  EXPECT_EQ(shown[0]["ldif"], "dn: " + dn("p0") + "\nchangetype: delete\n\n");
  EXPECT_EQ(shown[1]["ldif"],
            "dn: " + dn("p1") + "\nchangetype: modrdn\nnewrdn: uid=x-new\ndeleteoldrdn: 1\n\n");
  EXPECT_EQ(shown[2]["ldif"], "dn: " + dn("p2") + "\nchangetype: modify\ndelete: title\ntitle: Boss\n-\n\n");
  EXPECT_EQ(shown[0]["name"], "p0");
  EXPECT_EQ(shown[0]["client"], "test");
  const auto people = daemon_->run({"held", "list"});
  EXPECT_EQ(people.exit_code, 3);
  EXPECT_NE(people.out.find("pushed by test"), std::string::npos) << people.out;
  EXPECT_NE(daemon_->run({"held", "show", "1"}).out.find("changetype: delete"), std::string::npos);
  EXPECT_EQ(daemon_->run({"held", "show", "99"}).exit_code, 1);
  EXPECT_EQ(daemon_->run({"held", "approve"}).exit_code, 2);
}

TEST_F(Guard, TakesDecisionsWhileNoBridgeRuns) {
  start(kNothingPasses);
  make_users(2);
  for (const auto& id : ids_) client().remove("/Users/" + id);
  daemon_->stop();
  EXPECT_EQ(run_json({"held", "approve", ids_[0]})["approved"], 1);
  EXPECT_EQ(run_json({"held", "reject", ids_[1]})["rejected"], 1);
  EXPECT_TRUE(entry(dn("p0")));
  daemon_->start();
  EXPECT_TRUE(eventually([&] { return !entry(dn("p0")); }));
  EXPECT_TRUE(entry(dn("p1")));
}

TEST_F(Guard, IsHeededByPasses) {
  start(kNothingPasses);
  make_users(3);
  const json group = {{"displayName", "staff"},
                      {"externalId", "x-staff"},
                      {"members", {{{"value", ids_[0]}}, {{"value", ids_[1]}}, {{"value", ids_[2]}}}}};
  const std::string staff = client().post("/Groups", group).body.value("id", "");
  client().remove("/Users/" + ids_[0]);
  client().patch("/Users/" + ids_[1], {{{"op", "replace"}, {"value", {{"externalId", "x-new"}}}}});
  client().patch("/Users/" + ids_[2], {{{"op", "replace"}, {"value", {{"active", false}}}}});
  client().patch("/Groups/" + staff,
                 {{{"op", "remove"}, {"path", "members"}, {"value", {{{"value", ids_[1]}}}}}});
  ASSERT_EQ(held().size(), 4u);
  const auto as_before = [&] {
    EXPECT_EQ(entries(3), 3);
    EXPECT_EQ(members().size(), 3u);
    EXPECT_FALSE(entry(dn("p2"))->attributes.contains("employeeType"));
  };
  daemon_->run({"reconcile"});
  as_before();
  const auto plan = daemon_->run({"plan"});
  EXPECT_EQ(plan.exit_code, 3) << plan.out << plan.err;
  EXPECT_NE(plan.out.find("# waits: delete of User p0"), std::string::npos) << plan.out;
  EXPECT_EQ(plan.out.find("\nchangetype"), std::string::npos) << plan.out;
  run_json({"held", "reject", "--all"});
  const auto calm = daemon_->run({"plan"});
  EXPECT_EQ(calm.exit_code, 0) << calm.out << calm.err;
  EXPECT_NE(calm.out.find("# rejected: rename of User p1"), std::string::npos) << calm.out;
  EXPECT_EQ(daemon_->run({"reconcile"}).exit_code, 0);
  as_before();
}

TEST_F(Guard, IsOnByDefault) {
  start("");
  make_users(52);
  in_parallel(
      52, [&](ScimClient& client, int i) { client.remove("/Users/" + ids_[static_cast<std::size_t>(i)]); });
  EXPECT_EQ(entries(52), 2);
  EXPECT_EQ(held().size(), 2u);
}

TEST_F(Guard, CanBeOff) {
  start("enabled = false\n");
  make_users(52);
  in_parallel(
      52, [&](ScimClient& client, int i) { client.remove("/Users/" + ids_[static_cast<std::size_t>(i)]); });
  EXPECT_EQ(entries(52), 0);
  EXPECT_TRUE(held(0).empty());
}

// Killed at every instant of a change that is held, and of its approval.
class GuardCrash : public Guard, public ::testing::WithParamInterface<const char*> {
 protected:
  // Until there is an answer, as clients do.
  void remove(const std::string& id) {
    for (int attempt = 0; attempt < 5; ++attempt) {
      const int status = client().remove("/Users/" + id).status;
      if (status == 204 || status == 404) return;
      if (status != 503) restart();
    }
    ADD_FAILURE() << "no answer";
  }
  void restart() {
    daemon_->wait_for_death();
    daemon_->start();
  }
};

TEST_P(GuardCrash, LeavesNothingHalfDone) {
  start(kNothingPasses);
  make_users(1);
  const json body = {
      {"displayName", "staff"}, {"externalId", "x-staff"}, {"members", {{{"value", ids_[0]}}}}};
  ASSERT_EQ(client().post("/Groups", body).status, 201);
  daemon_->stop();
  daemon_->start_with_fault(GetParam());
  remove(ids_[0]);
  EXPECT_EQ(client().get("/Users/" + ids_[0]).status, 404);
  EXPECT_TRUE(is_settled());
  EXPECT_TRUE(entry(dn("p0")));
  EXPECT_EQ(members(), ldap::Values{dn("p0")});
  ASSERT_EQ(held().size(), 1u);

  daemon_->stop();
  run_json({"held", "approve", "--all"});
  daemon_->start_with_fault(GetParam());
  const auto is_gone = [&] { return !entry(dn("p0")) && members() != ldap::Values{dn("p0")}; };
  if (!eventually([&] {
        return is_gone() || daemon_->run({"status"}).out.find("running            true") == std::string::npos;
      }))
    ADD_FAILURE() << "nothing happens";
  daemon_->kill();
  daemon_->start();
  EXPECT_TRUE(eventually(is_gone));
  EXPECT_TRUE(eventually([&] { return status("held") == 0; }));
  EXPECT_TRUE(is_settled());
  EXPECT_TRUE(held(0).empty());
  EXPECT_TRUE(run_json({"flags"}).empty() || run_json({"flags"})[0]["kind"] == "placeholder_only");
}

INSTANTIATE_TEST_SUITE_P(AtEveryPoint, GuardCrash,
                         ::testing::Values("store.before_commit", "store.after_commit", "journal.begun",
                                           "journal.before_finish", "journal.finished", "references.written"),
                         [](const auto& point) {
                           std::string name = point.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

}  // namespace
}  // namespace bridge
