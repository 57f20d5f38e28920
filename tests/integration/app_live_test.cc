// What other hands change is put right at once where the directory tells of changes (RFC 4533).
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/bridge_account.h"
#include "support/daemon_process.h"
#include "support/directory_view.h"
#include "support/eventually.h"
#include "support/http_client.h"
#include "support/scim_client.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::Directory;
using testing::eventually;
using testing::ScimClient;
using testing::SlapdProcess;
using Change = ldap::Modification::Kind;

constexpr char kOnlyWhenAsked[] = "[reconcile]\nevery = \"0s\"\n";

testing::SlapdOptions telling_of_changes() {
  return {.overlays = {"syncprov"}, .database_config = testing::rights_of_bridge_account()};
}

class Live : public ::testing::Test {
 protected:
  explicit Live(std::string config = kOnlyWhenAsked, testing::SlapdOptions slapd = telling_of_changes(),
                std::string guard = "enabled = false\n")
      : slapd_(std::move(slapd)),
        daemon_(testing::make_bridge_account(slapd_, dir_),
                {.guard_config = std::move(guard), .more_config = std::move(config)}) {}

  std::string user(const std::string& name) {
    const auto made = client_.post("/Users", {{"userName", name + "@example.org"},
                                              {"externalId", name},
                                              {"displayName", "Person " + name},
                                              {"title", "Dr " + name}});
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body.value("id", "");
  }
  std::string group(const std::string& name, const std::vector<std::string>& members) {
    json body = {{"displayName", name}, {"externalId", "g-" + name}, {"members", json::array()}};
    for (const auto& member : members) body["members"].push_back({{"value", member}});
    const auto made = client_.post("/Groups", body);
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body.value("id", "");
  }
  static ldap::Dn person(const std::string& name) {
    return *ldap::Dn::parse("uid=" + name + ",ou=people,dc=example,dc=org");
  }
  static ldap::Dn group_dn(const std::string& name) {
    return *ldap::Dn::parse("cn=" + name + ",ou=groups,dc=example,dc=org");
  }
  ldap::Values values(const ldap::Dn& dn, const char* attribute) const {
    const auto entry = slapd_.open()->read(dn, {attribute});
    return entry && *entry ? ldap::values_of((*entry)->attributes, attribute) : ldap::Values();
  }
  void edit(const ldap::Dn& dn, const ldap::Modifications& changes) const {
    const auto done = slapd_.open()->modify(dn, changes, {});
    ASSERT_TRUE(done) << done.error().message;
  }
  Directory everything() const { return testing::everything_in(slapd_); }

  // A metric's value; 0 where it is not told.
  long metric(const std::string& name) const {
    testing::HttpClient client(daemon_.admin_port());
    const auto answer = client.ask(testing::http_request("GET", "/metrics", "Connection: close\r\n"));
    const auto at = answer ? answer->body.find("\nscim_ldap_bridge_" + name + " ") : std::string::npos;
    return at == std::string::npos ? 0 : std::stol(answer->body.substr(answer->body.find(' ', at)));
  }
  long changes(const std::string& outcome) const {
    return metric("live_changes_total{outcome=\"" + outcome + "\"}");
  }
  void wait_until_watching() const {
    ASSERT_TRUE(eventually([&] { return metric("live_watching") == 1; })) << daemon_.log();
  }
  void expect_soon(const Directory& right) const {
    EXPECT_TRUE(eventually([&] { return everything() == right; })) << daemon_.log();
  }
  bool is_flagged(const std::string& kind) const {
    for (const auto& flag : json::parse(daemon_.run({"flags", "--json"}).out))
      if (flag["kind"] == kind) return true;
    return false;
  }

  testing::TempDir dir_;
  SlapdProcess slapd_;
  DaemonProcess daemon_;
  ScimClient client_{daemon_.port(), daemon_.token()};
};

TEST_F(Live, PutsRightWhatOtherHandsDo) {
  const auto anna = user("anna"), ben = user("ben");
  user("cora");
  group("staff", {anna, ben});
  wait_until_watching();
  const auto right = everything();

  edit(person("anna"), {{Change::replace, "title", {"Queen"}}});
  expect_soon(right);
  edit(group_dn("staff"), {{Change::remove, "member", {person("ben").text()}}});
  expect_soon(right);
  edit(group_dn("staff"), {{Change::add, "member", {person("cora").text()}}});
  expect_soon(right);
  ASSERT_TRUE(slapd_.open()->rename(person("anna"), {{"uid", "annabel"}}, std::nullopt));
  expect_soon(right);
  ASSERT_TRUE(slapd_.open()->remove(person("ben")));
  expect_soon(right);
  ASSERT_TRUE(slapd_.open()->remove(group_dn("staff")));
  expect_soon(right);
  EXPECT_TRUE(eventually([&] { return changes("repaired") == 6; })) << daemon_.log();
  EXPECT_NE(daemon_.log().find("event=live.found"), std::string::npos);
  EXPECT_NE(daemon_.run({"audit"}).out.find("live"), std::string::npos);
  EXPECT_EQ(daemon_.run({"plan"}).exit_code, 0);
}

TEST_F(Live, LeavesAloneWhatIsNobodysAndWhatIsNotOurs) {
  user("anna");
  wait_until_watching();
  edit(person("anna"), {{Change::add, "description", {"by hand"}}});
  ASSERT_TRUE(slapd_.open()->add({*ldap::Dn::parse("uid=printer,ou=people,dc=example,dc=org"),
                                  {{"objectClass", {"account"}}, {"uid", {"printer"}}}}));
  const auto theirs = everything();
  EXPECT_TRUE(eventually([&] { return changes("in_sync") == 1 && changes("foreign") == 1; }));
  EXPECT_EQ(everything(), theirs);
  EXPECT_EQ(changes("repaired"), 0);
}

TEST_F(Live, NeverHeedsWhatTheBridgeItselfWrites) {
  constexpr int kPeople = 250;
  wait_until_watching();
  const auto crowd = group("crowd", {user("keeper")});
  std::vector<std::string> ids;
  for (int i = 0; i < kPeople; ++i) ids.push_back(user("p" + std::to_string(i)));
  for (const auto& id : ids) {
    ASSERT_EQ(
        client_.patch("/Users/" + id, {{{"op", "replace"}, {"path", "title"}, {"value", "Sir"}}}).status,
        200);
    ASSERT_EQ(
        client_
            .patch("/Groups/" + crowd, {{{"op", "add"}, {"path", "members"}, {"value", {{{"value", id}}}}}})
            .status,
        204);
  }
  for (const auto& id : ids) ASSERT_EQ(client_.remove("/Users/" + id).status, 204);
  EXPECT_TRUE(eventually([&] { return changes("own") >= 3 * kPeople && changes("foreign") >= kPeople; }))
      << changes("own") << " and " << changes("foreign");
  for (const char* work : {"in_sync", "repaired", "reported", "held", "refused", "left_to_pass"})
    EXPECT_EQ(changes(work), 0) << work;
}

TEST_F(Live, ResumesWhenTheServerIsBack) {
  user("anna");
  wait_until_watching();
  const auto right = everything();
  slapd_.restart();
  edit(person("anna"), {{Change::replace, "title", {"Queen"}}});
  expect_soon(right);
}

TEST_F(Live, HearsOfWhatHappenedWhileTheBridgeWasAway) {
  user("anna");
  wait_until_watching();
  const auto right = everything();
  ASSERT_EQ(daemon_.stop(), 0);
  edit(person("anna"), {{Change::replace, "title", {"Queen"}}});
  daemon_.start();
  expect_soon(right);
}

TEST_F(Live, DoesNotFightForEver) {
  user("anna");
  wait_until_watching();
  const auto right = everything();
  for (int i = 0; i < 5; ++i) {
    edit(person("anna"), {{Change::replace, "title", {"Queen " + std::to_string(i)}}});
    expect_soon(right);
    ASSERT_TRUE(eventually([&] { return changes("repaired") == i + 1; }));
  }
  edit(person("anna"), {{Change::replace, "title", {"Queen again"}}});
  EXPECT_TRUE(eventually([&] { return changes("left_to_pass") == 1; })) << daemon_.log();
  EXPECT_EQ(values(person("anna"), "title"), ldap::Values{"Queen again"});
  EXPECT_EQ(daemon_.run({"reconcile"}).exit_code, 0);
  EXPECT_EQ(everything(), right);
}

class LiveReport : public Live {
 protected:
  LiveReport() : Live("[reconcile]\nevery = \"0s\"\nmode = \"report\"\n") {}
};

TEST_F(LiveReport, OnlyTells) {
  user("anna");
  wait_until_watching();
  edit(person("anna"), {{Change::replace, "title", {"Queen"}}});
  EXPECT_TRUE(eventually([&] { return is_flagged("drift"); })) << daemon_.log();
  EXPECT_EQ(values(person("anna"), "title"), ldap::Values{"Queen"});
  edit(person("anna"), {{Change::replace, "title", {"Dr anna"}}});
  EXPECT_TRUE(eventually([&] { return !is_flagged("drift"); })) << "Put right by hand.";
  edit(person("anna"), {{Change::replace, "title", {"Queen"}}});
  EXPECT_TRUE(eventually([&] { return is_flagged("drift"); }));
  EXPECT_EQ(daemon_.run({"reconcile"}).exit_code, 0);
  EXPECT_EQ(values(person("anna"), "title"), ldap::Values{"Dr anna"});
  EXPECT_FALSE(is_flagged("drift"));
}

class LiveWithPasses : public Live {
 protected:
  LiveWithPasses() : Live("") {}
};

TEST_F(LiveWithPasses, LeavesACrowdToAPass) {
  constexpr int kCrowd = 130;
  for (int i = 0; i < kCrowd; ++i) user("p" + std::to_string(i));
  wait_until_watching();
  const auto right = everything();
  const auto hands = slapd_.open();
  for (int i = 0; i < kCrowd; ++i) ASSERT_TRUE(hands->remove(person("p" + std::to_string(i))));
  EXPECT_TRUE(eventually([&] { return daemon_.log().find("event=pass.stopped") != std::string::npos; }))
      << "More than 50 who are gone at once: a person decides." << daemon_.log();
  EXPECT_EQ(daemon_.run({"reconcile"}).exit_code, 0);
  EXPECT_EQ(everything(), right);
}

class LiveWithAGuard : public Live {
 protected:
  LiveWithAGuard() : Live(kOnlyWhenAsked, telling_of_changes(), "percent = 10\nnumber = 2\n") {}
};

TEST_F(LiveWithAGuard, AsksBeforeItDestroysMuch) {
  for (const char* name : {"anna", "ben", "cora", "dan"}) user(name);
  wait_until_watching();
  for (const char* name : {"anna", "ben", "cora", "dan"})
    ASSERT_TRUE(slapd_.open()->rename(person(name), {{"uid", std::string(name) + "2"}}, std::nullopt));
  EXPECT_TRUE(eventually([&] { return changes("repaired") == 2 && changes("held") == 2; })) << daemon_.log();
  EXPECT_EQ(json::parse(daemon_.run({"held", "list", "--json"}).out).size(), 2U);
}

class NotLive : public Live {
 protected:
  NotLive() : Live("", {.database_config = testing::rights_of_bridge_account()}) {}
};

TEST_F(NotLive, PassesWorkAsEverWithoutSynchronization) {
  user("anna");
  const auto right = everything();
  EXPECT_TRUE(eventually([&] {
    const auto status = json::parse(daemon_.run({"status", "--json"}).out);
    return status["live"].get<std::string>().starts_with("not offered");
  })) << daemon_.log();
  edit(person("anna"), {{Change::replace, "title", {"Queen"}}});
  EXPECT_EQ(daemon_.run({"reconcile"}).exit_code, 0);
  EXPECT_EQ(everything(), right);
  EXPECT_EQ(metric("live_watching"), 0);
}

class LiveOff : public Live {
 protected:
  LiveOff() : Live("[reconcile]\nevery = \"0s\"\nlive = \"off\"\n") {}
};

TEST_F(LiveOff, WatchesNothing) {
  user("anna");
  EXPECT_EQ(json::parse(daemon_.run({"status", "--json"}).out)["live"], "off");
  EXPECT_EQ(metric("live_watching"), 0);
}

}  // namespace
}  // namespace bridge
