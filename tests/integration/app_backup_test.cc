#include "app_adopting.h"
#include "support/http_client.h"

// Backups of the state, and what becomes of a bridge that starts on an old one.

namespace bridge {
namespace {

using Files = std::filesystem::copy_options;

class Restoring : public Adopting {
 protected:
  std::string folder(const std::string& file) const { return daemon_.state_folder() + "/" + file; }
  void start() {
    daemon_.start();
    client_.emplace(daemon_.port(), daemon_.token());
  }
  void put_back(const std::string& copy) {
    lose_state();
    std::filesystem::copy_file(copy, folder("state.db"));
    start();
  }
  bool is_in_safe_mode() const {
    const json status = json::parse(run({"status", "--json"}, 0).out);
    return status.contains("safe_mode");
  }
  bool is_flagged(const std::string& kind) const {
    for (const auto& flag : json::parse(daemon_.run({"flags", "--json"}).out))
      if (flag["kind"] == kind) return true;
    return false;
  }
  int patch(const std::string& path, json operation) {
    return client_->patch(path, json::array({std::move(operation)})).status;
  }
  static json removal_of(const std::string& member) {
    return {{"op", "remove"}, {"path", "members[value eq \"" + member + "\"]"}};
  }
  // Everything that an old memory could undo.
  void go_on() {
    dora_ = user("dora");
    dora_number_ = std::stol(values(person("dora"), "uidNumber").at(0));
    ASSERT_EQ(patch("/Users/" + ben_, {{"op", "replace"}, {"path", "active"}, {"value", false}}), 200);
    ASSERT_EQ(patch("/Users/" + ben_, {{"op", "replace"}, {"path", "title"}, {"value", "Guest"}}), 200);
    ASSERT_EQ(client_->remove("/Users/" + cleo_).status, 204);
    ASSERT_EQ(patch("/Groups/" + staff_, removal_of(anna_)), 204);
    newer_ = testing::everything_in(slapd_);
  }
  void begin() {
    anna_ = user("anna"), ben_ = user("ben"), cleo_ = user("cleo");
    staff_ = group("staff", {anna_, ben_, cleo_});
  }

  std::string anna_, ben_, cleo_, dora_, staff_;
  long dora_number_ = 0;
  Directory newer_;
};

TEST_F(Restoring, BringsNobodyBackAndReadsBackWhatIsNewer) {
  begin();
  const std::string copy = dir_ / "copy.db";
  run({"backup", copy}, 0);
  EXPECT_EQ(run({"backup", copy}, 1).out, "");
  go_on();
  put_back(copy);

  EXPECT_TRUE(is_in_safe_mode());
  EXPECT_TRUE(is_flagged("safe_mode"));
  testing::HttpClient admin(daemon_.admin_port());
  const auto ready = admin.ask("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(ready);
  EXPECT_NE(ready->body.find("safe mode"), std::string::npos) << ready->body;
  const auto refused = run({"reconcile"}, 1);
  EXPECT_NE(refused.err.find("--trust directory"), std::string::npos) << refused.err;
  run({"plan"}, 3);
  EXPECT_EQ(testing::everything_in(slapd_), newer_);

  // Pushes are served, and change what they say and nothing else.
  EXPECT_EQ(patch("/Users/" + anna_, {{"op", "replace"}, {"path", "title"}, {"value", "Chief"}}), 200);
  EXPECT_EQ(values(person("anna"), "title"), ldap::Values{"Chief"});
  EXPECT_EQ(patch("/Users/" + cleo_, {{"op", "replace"}, {"path", "title"}, {"value", "Back"}}), 503);
  EXPECT_EQ(values(person("cleo"), "uid"), ldap::Values());
  EXPECT_EQ(patch("/Users/" + ben_, {{"op", "replace"}, {"path", "userType"}, {"value", "Guest"}}), 200);
  EXPECT_EQ(values(person("ben"), "loginShell"), ldap::Values{"/usr/sbin/nologin"});
  EXPECT_EQ(values(person("ben"), "title"), ldap::Values{"Guest"});
  EXPECT_EQ(values(group_dn("staff"), "member"), ldap::Values{person("ben").text()});
  EXPECT_EQ(id_found("/Users", "externalId eq \"x-dora\""), dora_);
  user("emil");
  EXPECT_GT(std::stol(values(person("emil"), "uidNumber").at(0)), dora_number_);

  const Directory now = testing::everything_in(slapd_);
  run({"reconcile", "--trust", "directory"}, 0);
  EXPECT_EQ(testing::everything_in(slapd_), now);
  EXPECT_FALSE(is_in_safe_mode());
  EXPECT_FALSE(is_flagged("safe_mode"));
  EXPECT_EQ(client_->get("/Users/" + cleo_).status, 404);
  EXPECT_EQ(client_->get("/Users/" + dora_).status, 200);
  const json ben = client_->get("/Users/" + ben_).body;
  EXPECT_EQ(ben.value("active", true), false);
  EXPECT_EQ(ben.value("title", ""), "Guest");
  const json members = client_->get("/Groups/" + staff_).body["members"];
  ASSERT_EQ(members.size(), 1u) << members;
  EXPECT_EQ(members[0]["value"], ben_);
  expect_in_sync();
  run({"reconcile", "--trust", "directory"}, 1);  // There is nothing to read back.
}

TEST_F(Restoring, MakesTheDirectoryWhatIsRememberedWhenAPersonSaysSo) {
  begin();
  const std::string copy = dir_ / "copy.db", number = values(person("cleo"), "uidNumber").at(0);
  run({"backup", copy}, 0);
  go_on();
  put_back(copy);
  run({"reconcile", "--trust", "state"}, 0);
  EXPECT_FALSE(is_in_safe_mode());
  EXPECT_EQ(values(person("cleo"), "uidNumber"), ldap::Values{number});
  EXPECT_EQ(values(group_dn("staff"), "member").size(), 3u);
  EXPECT_EQ(values(person("dora"), "uid"), ldap::Values{"dora"});  // Nobody's now, and left alone.
  expect_in_sync();
}

TEST_F(Restoring, KnowsAnOldStateThatNobodyMarked) {
  begin();
  run({"reconcile"}, 0);
  daemon_.stop();
  const std::string snapshot = dir_ / "snapshot.db";
  std::filesystem::copy_file(folder("state.db"), snapshot);
  start();
  run({"reconcile"}, 0);  // Starting again is no reason for alarm.
  EXPECT_FALSE(is_in_safe_mode());
  go_on();
  put_back(snapshot);
  const auto refused = run({"reconcile"}, 1);
  EXPECT_NE(refused.err.find("older than the directory"), std::string::npos) << refused.err;
  EXPECT_TRUE(is_in_safe_mode());
  EXPECT_EQ(testing::everything_in(slapd_), newer_);
  run({"reconcile", "--trust", "directory"}, 0);
  EXPECT_EQ(testing::everything_in(slapd_), newer_);
  EXPECT_EQ(client_->get("/Users/" + cleo_).status, 404);
  expect_in_sync();
}

TEST_F(Restoring, CopiesAStateAtRest) {
  begin();
  daemon_.stop();
  const std::string copy = dir_ / "copy.db";
  run({"backup", copy}, 0);
  start();
  put_back(copy);
  EXPECT_TRUE(is_in_safe_mode());
  run({"reconcile", "--trust", "directory"}, 0);
  EXPECT_EQ(count("/Users"), 3);
  expect_in_sync();
}

}  // namespace
}  // namespace bridge
