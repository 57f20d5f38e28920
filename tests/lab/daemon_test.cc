// The whole daemon beside other makes of server, under an account that may do nothing but what
// docs/security.md gives it: groups larger than Active Directory shows at once, what `check` sees, and what
// the account may not do.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "ldap/libldap_session.h"
#include "support/conversation.h"
#include "support/daemon_process.h"
#include "support/lab_server.h"
#include "support/places.h"
#include "support/program_output.h"
#include "support/scim_client.h"

namespace bridge::testing {
namespace {

using nlohmann::json;
using Change = ldap::Modification::Kind;

class LabDaemon : public ::testing::TestWithParam<const char*> {
 protected:
  ~LabDaemon() override { clear(); }

  // Everything that stands in the two units, by its name in normal form.
  std::map<std::string, ldap::Dn> everything() const {
    std::map<std::string, ldap::Dn> all;
    for (const char* unit : {"people", "groups"}) {
      const ldap::SearchRequest request{
          .base = below(unit, {}), .scope = ldap::Scope::one_level, .attributes = {"1.1"}};
      auto found = lab_.open()->search(request, [&](ldap::Entry&& entry) {
        all.emplace(entry.dn.normal(), entry.dn);
        return true;
      });
      if (!found) throw std::runtime_error(found.error().message);
    }
    return all;
  }
  // What a stock server has stays. A session lives a minute only.
  void clear() const {
    auto session = lab_.open();
    int removed = 0;
    for (const auto& [name, dn] : everything()) {
      if (stock_.contains(name)) continue;
      if (++removed % 500 == 0) session = lab_.open();
      static_cast<void>(session->remove(dn));
    }
  }

  std::string preset() const { return lab_.is_389() ? "389ds" : "active-directory"; }
  ldap::Dn below(const char* unit, const std::optional<ldap::Ava>& name) const {
    const ldap::Dn top = *ldap::Dn::child({{"ou", unit}}, lab_.base());
    return name ? *ldap::Dn::child({*name}, top) : top;
  }
  ldap::Dn person_dn(const std::string& name) const {
    return below("people", lab_.is_389() ? ldap::Ava{"uid", "x-" + name} : ldap::Ava{"cn", name});
  }
  ldap::Dn group_dn() const { return below("groups", ldap::Ava{"cn", "lab-large"}); }

  void start() {
    daemon_.emplace(lab_.bridge_settings(),
                    DaemonOptions{.mapping = shipped("mappings/" + preset() + ".toml")});
  }
  ScimClient client() const { return {daemon_->port(), daemon_->token()}; }

  static std::string name(int number) { return "lab-" + std::to_string(number); }
  void make_people(int number) {
    ids_.resize(static_cast<std::size_t>(number));
    std::atomic<int> next{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        auto own = client();
        for (int at = next++; at < number; at = next++) {
          const auto made = own.post("/Users", {{"userName", name(at)}, {"externalId", "x-" + name(at)}});
          EXPECT_EQ(made.status, 201) << made.body;
          ids_[static_cast<std::size_t>(at)] = made.body.value("id", "");
        }
      });
    for (auto& thread : threads) thread.join();
  }
  json members(int from, int to) const {
    json list = json::array();
    for (int i = from; i < to; ++i) list.push_back({{"value", ids_[static_cast<std::size_t>(i)]}});
    return list;
  }
  void patch_members(const std::string& group, const char* op, const json& list) {
    const auto done =
        client().patch("/Groups/" + group, {{{"op", op}, {"path", "members"}, {"value", list}}});
    ASSERT_EQ(done.status, 204) << done.body;
  }
  std::set<std::string> listed() const {
    auto read = lab_.open()->read(group_dn(), {"member"});
    EXPECT_TRUE(read && *read);
    std::set<std::string> names;
    if (read && *read)
      for (const auto& value : ldap::values_of((*read)->attributes, "member"))
        names.insert(ldap::Dn::parse(value)->normal());
    return names;
  }
  std::set<std::string> expected(int from, int to) const {
    std::set<std::string> names;
    for (int i = from; i < to; ++i) names.insert(person_dn(name(i)).normal());
    return names;
  }
  void by_other_hands(Change kind, const ldap::Dn& person) const {
    const ldap::Modifications changes{{kind, "member", {person.text()}}};
    const auto done = lab_.open()->modify(group_dn(), changes, {});
    ASSERT_TRUE(done) << done.error().message;
  }
  // The same when the list comes in parts: Samba makes some only when it is asked to, Windows always does.
  std::set<std::string> listed_in_parts() const {
    auto read = lab_.open()->read(group_dn(), {"member;range=0-499"});
    EXPECT_TRUE(read && *read);
    std::set<std::string> names;
    if (read && *read)
      for (const auto& value : ldap::values_of((*read)->attributes, "member"))
        names.insert(ldap::Dn::parse(value)->normal());
    return names;
  }
  std::string first_part() const {
    const auto admin = lab_.settings();
    return run_program({"env", "LDAPTLS_CACERT=" + admin.ca_file, "ldapsearch", "-LLL", "-x", "-ZZ", "-H",
                        admin.uri, "-D", admin.bind_dn, "-y", admin.password_file, "-b", group_dn().text(),
                        "-s", "base", "(objectClass=*)", "member;range=0-499"})
        .out;
  }

  LabServer lab_;
  const std::map<std::string, ldap::Dn> stock_ = everything();
  std::optional<DaemonProcess> daemon_;
  std::vector<std::string> ids_;
};

TEST_P(LabDaemon, KeepsAGroupOfManyRight) {
  constexpr int kMembers = 1700;
  start();
  make_people(kMembers + 1);
  const auto made = client().post("/Groups", {{"displayName", "lab-large"}});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string group = made.body["id"];
  patch_members(group, "add", members(0, 1000));
  patch_members(group, "add", members(1000, kMembers));
  EXPECT_EQ(listed(), expected(0, kMembers));
  if (lab_.is_active_directory()) {
    EXPECT_NE(first_part().find("member;range=0-499: "), std::string::npos);
    EXPECT_EQ(listed_in_parts(), expected(0, kMembers));
  }

  patch_members(group, "add", members(kMembers, kMembers + 1));
  patch_members(group, "remove", members(0, 1));
  EXPECT_EQ(listed(), expected(1, kMembers + 1));

  // Drift at both ends, seen by a pass; then there is none.
  by_other_hands(Change::remove, person_dn(name(1)));
  by_other_hands(Change::remove, person_dn(name(kMembers)));
  by_other_hands(Change::add, person_dn(name(0)));
  const auto pass = daemon_->run({"reconcile"});
  EXPECT_EQ(pass.exit_code, 0) << pass.out << pass.err;
  EXPECT_EQ(listed(), expected(1, kMembers + 1));
  const auto plan = daemon_->run({"plan"});
  EXPECT_EQ(plan.exit_code, 0) << plan.out.substr(0, 2000) << plan.err;
  const auto told = daemon_->run({"explain", "lab-large", "--live"});
  EXPECT_EQ(told.exit_code, 0) << told.err;

  // All named at once: the list is read to its end, and what is too much goes.
  by_other_hands(Change::add, person_dn(name(0)));
  const auto put =
      client().send("PUT", "/Groups/" + group, {{"displayName", "lab-large"}, {"members", members(1, 1650)}});
  EXPECT_EQ(put.status, 200) << put.body.dump().substr(0, 500);
  EXPECT_EQ(listed(), expected(1, 1650));
  EXPECT_EQ(client().remove("/Groups/" + group).status, 204);
}

// What LDAP holds then is another thing with each preset: the golden cases show that.
TEST_P(LabDaemon, AnswersEveryRecordedConversation) {
  for (Conversation conversation : conversations()) {
    json steps = json::array();
    for (const json& step : conversation.script.at("steps"))
      if (!step.contains("entry")) steps.push_back(step);
    conversation.script["steps"] = steps;
    start();
    const auto session = lab_.open();
    Replay replay(daemon_->port(), daemon_->token(), *session);
    EXPECT_EQ(replay.run(conversation), "") << conversation.name;
    daemon_.reset();
    clear();
  }
}

TEST_P(LabDaemon, ChecksWhatHasAnIndex) {
  const auto findings = [&](const ldap::Settings& settings) {
    daemon_.emplace(settings, DaemonOptions{.mapping = shipped("mappings/" + preset() + ".toml")});
    const auto done = daemon_->run({"check", "--json"});
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    std::map<std::string, std::string> found;
    const json report = json::parse(done.out);
    for (const auto& one : report["findings"])
      if (one["message"].get<std::string>().find("searched by") != std::string::npos)
        found[one["subject"]] = one["severity"].get<std::string>() + " " + one["message"].get<std::string>();
    return found;
  };
  // Of what the preset searches by, only the groups' anchor has no index in a stock server.
  const auto expect_one = [](const std::map<std::string, std::string>& found, const std::string& subject,
                             const std::string& remedy) {
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.begin()->first, subject);
    EXPECT_TRUE(found.begin()->second.starts_with("warning is searched by and has no index"));
    EXPECT_NE(found.begin()->second.find(remedy), std::string::npos) << found.begin()->second;
  };
  if (lab_.is_active_directory())
    return expect_one(findings(lab_.bridge_settings()), "adminDescription", "set bit 1 (fATTINDEX)");

  const auto hidden = findings(lab_.bridge_settings());
  ASSERT_EQ(hidden.size(), 1U);
  EXPECT_EQ(hidden.begin()->first, "uid, businessCategory, nsUniqueId, member");
  EXPECT_TRUE(hidden.begin()->second.starts_with("note "));
  const std::string remedy =
      "dsconf INSTANCE backend index add --attr businessCategory --index-type eq --reindex userroot";
  expect_one(findings(lab_.settings()), "businessCategory", remedy);

  // The bridge sees them, too, once it may.
  const std::string text = read_file(shipped("docs/security.md")), begin = "```ldif\n";
  const auto from = text.find(begin) + begin.size();
  const TempDir dir;
  write_file(dir / "aci.ldif", text.substr(from, text.find("```", from) - from));
  lab_.apply(dir / "aci.ldif");
  expect_one(findings(lab_.bridge_settings()), "businessCategory", remedy);
}

TEST_P(LabDaemon, ChecksThePresetWithoutAnError) {
  start();
  const auto done = daemon_->run({"check", "--json"});
  EXPECT_EQ(done.exit_code, 0) << done.out;
  EXPECT_EQ(json::parse(done.out)["errors"], 0) << done.out;
}

TEST_P(LabDaemon, MayNotTouchAnythingElse) {
  auto opened = ldap::open_session(lab_.bridge_settings(), system_clock(),
                                   system_clock().steady_now() + std::chrono::minutes(1));
  ASSERT_TRUE(opened) << opened.error().message;
  ldap::Session& bridge = **opened;
  const auto denied = [](const auto& outcome) {
    if (outcome) return false;
    EXPECT_EQ(outcome.error().kind, ldap::Failure::Kind::denied) << outcome.error().message;
    return outcome.error().kind == ldap::Failure::Kind::denied;
  };
  const auto set = [](const char* attribute, const char* value) {
    return ldap::Modifications{{Change::replace, attribute, {value}}};
  };
  const ldap::Dn more = *ldap::Dn::child({{"ou", "more"}}, lab_.base());
  EXPECT_TRUE(denied(bridge.add({more, {{"objectClass", {"organizationalUnit"}}, {"ou", {"more"}}}})));
  EXPECT_TRUE(denied(bridge.modify(lab_.base(), set("description", "mine"), {})));
  const ldap::Dn outside = lab_.is_389()
                               ? *ldap::Dn::parse("cn=scim-ldap-bridge,ou=services,dc=example,dc=org")
                               : *ldap::Dn::parse("cn=Administrator,cn=Users," + lab_.base().text());
  EXPECT_TRUE(denied(bridge.modify(outside, set("description", "mine"), {})));
  if (lab_.is_389()) {
    EXPECT_TRUE(denied(bridge.modify(outside, set("userPassword", "mine"), {})));
  }
  if (lab_.is_active_directory()) {
    const ldap::Modifications password{{Change::replace, "unicodePwd", {utf16_quoted("Mine-is-mine-1")}}};
    EXPECT_TRUE(denied(bridge.modify(outside, password, {})));
    EXPECT_TRUE(denied(bridge.remove(below("groups", {}))));
    // Computers are no people.
    EXPECT_TRUE(denied(bridge.add({below("people", ldap::Ava{"cn", "lab-pc"}),
                                   {{"objectClass", {"computer"}}, {"sAMAccountName", {"lab-pc$"}}}})));
  }
}

const auto kName = [](const auto& info) { return std::string(info.param); };
INSTANTIATE_TEST_SUITE_P(Lab_389ds, LabDaemon, ::testing::Values("389ds"), kName);
INSTANTIATE_TEST_SUITE_P(Lab_samba, LabDaemon, ::testing::Values("samba"), kName);

}  // namespace
}  // namespace bridge::testing
