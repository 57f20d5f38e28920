#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/daemon_process.h"
#include "support/directory_view.h"
#include "support/eventually.h"
#include "support/http_client.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

// Passes over the directory: what other hands did to it is found, told and put right.

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::Directory;
using testing::ScimClient;
using testing::SlapdProcess;

constexpr char kMapping[] = R"(
[users]
base = "ou=people,dc=example,dc=org"
object_class = ["inetOrgPerson", "posixAccount"]
rdn = "uid"
anchor = "employeeNumber"
[users.attributes]
employeeNumber = '${externalId:-${id}}'
uid = { value = '${userName|before:@|ascii|lower|max:32}', policy = "initial", on_collision = "suffix" }
cn = '${displayName:-${userName}}'
sn = '${name.familyName:-${userName}}'
mail = '${emails[type eq "work"].value}'
title = '${title}'
uidNumber = { allocate = "uid" }
gidNumber = '100'
homeDirectory = { value = '/home/${ldap.uid}', policy = "initial" }
manager = { from = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value', as = "dn" }
[users.inactive]
set = { loginShell = "/usr/sbin/nologin" }
[numbers.uid]
range = [10000, 19999]
[groups]
base = "ou=groups,dc=example,dc=org"
object_class = ["groupOfNames"]
rdn = "cn"
anchor = "description"
[groups.attributes]
cn = '${displayName}'
description = '${externalId:-${id}}'
[groups.members]
write = [{ attribute = "member", as = "dn" }]
empty = { placeholder = "cn=empty,dc=example,dc=org" }
)";

class Reconciling : public ::testing::Test {
 protected:
  explicit Reconciling(std::string guard = "enabled = false\n") : guard_(std::move(guard)) {}

  std::string user(const std::string& name, const json& more = json::object()) {
    json body = {{"userName", name + "@example.org"}, {"externalId", "x-" + name}, {"title", "Of " + name}};
    body.update(more);
    const auto made = client_.post("/Users", body);
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
  bool is_there(const ldap::Dn& dn) const {
    const auto entry = slapd_.open()->read(dn, {"1.1"});
    return entry && *entry;
  }
  void edit(const ldap::Dn& dn, const ldap::Modifications& changes) const {
    const auto done = slapd_.open()->modify(dn, changes, {});
    ASSERT_TRUE(done) << done.error().message;
  }
  void erase(const ldap::Dn& dn) const {
    const auto done = slapd_.open()->remove(dn);
    ASSERT_TRUE(done) << done.error().message;
  }
  void add(const ldap::Entry& entry) const {
    const auto done = slapd_.open()->add(entry);
    ASSERT_TRUE(done) << done.error().message;
  }
  Directory everything() const { return testing::everything_in(slapd_); }
  testing::ProgramOutput reconcile(int exit_code = 0) const {
    auto done = daemon_.run({"reconcile"});
    EXPECT_EQ(done.exit_code, exit_code) << done.out << done.err << daemon_.log();
    return done;
  }
  testing::ProgramOutput plan(int exit_code) const {
    auto planned = daemon_.run({"plan"});
    EXPECT_EQ(planned.exit_code, exit_code) << planned.out << planned.err;
    return planned;
  }
  void expect_in_sync() const {
    const auto planned = plan(0);
    EXPECT_EQ(planned.out.find("changetype"), std::string::npos) << planned.out;
  }
  // A pass puts it right, and the next one finds nothing.
  void expect_repaired_to(const Directory& right) const {
    const auto planned = plan(3);
    reconcile();
    EXPECT_EQ(everything(), right) << planned.out;
    expect_in_sync();
  }
  // What waits for a person is told, and nothing else is to be done.
  void expect_only_held() const {
    const auto planned = plan(3);
    EXPECT_EQ(planned.out.find("\nchangetype"), std::string::npos) << planned.out;
  }
  json flags() const { return json::parse(daemon_.run({"flags", "--json"}).out); }
  bool is_flagged(const std::string& kind) const {
    for (const auto& flag : flags())
      if (flag["kind"] == kind) return true;
    return false;
  }

  std::string guard_;
  SlapdProcess slapd_{};
  testing::TempDir dir_;
  std::string mapping_ = [this] {
    const std::string file = dir_ / "mapping.toml";
    testing::write_file(file, kMapping);
    return file;
  }();
  DaemonProcess daemon_{slapd_, {.mapping = mapping_, .guard_config = guard_}};
  ScimClient client_{daemon_.port(), daemon_.token()};
};

using Change = ldap::Modification::Kind;

TEST_F(Reconciling, FindsNothingRightAfterPushes) {
  const auto anna = user("anna"), ben = user("ben");
  group("staff", {anna, ben});
  group("lonely", {});
  expect_in_sync();
  EXPECT_EQ(reconcile().out, "");
}

TEST_F(Reconciling, UndoesEditsOfWhatIsOursAndLeavesTheRestAlone) {
  user("anna");
  edit(person("anna"), {{Change::add, "description", {"by hand"}}, {Change::add, "roomNumber", {"12"}}});
  const auto right = everything();
  edit(person("anna"), {{Change::replace, "title", {"Queen"}},
                        {Change::add, "cn", {"Another name"}},
                        {Change::add, "mail", {"not@pushed.example"}},
                        {Change::replace, "uidNumber", {"0"}}});
  const auto planned = plan(3);
  EXPECT_NE(planned.out.find("# drifted: user anna@example.org"), std::string::npos) << planned.out;
  expect_repaired_to(right);
}

TEST_F(Reconciling, MakesALostEntryAgainWithItsNumberAndItsGroups) {
  const auto anna = user("anna"), ben = user("ben");
  group("staff", {anna, ben});
  const auto right = everything();
  erase(person("anna"));
  edit(group_dn("staff"), {{Change::remove, "member", {person("anna").text()}}});
  expect_repaired_to(right);
}

TEST_F(Reconciling, KnowsAnEntryThatWasRenamedOrMoved) {
  const auto anna = user("anna"), ben = user("ben");
  group("staff", {anna, ben});
  const auto right = everything();
  add({*ldap::Dn::parse("ou=attic,ou=people,dc=example,dc=org"),
       {{"objectClass", {"organizationalUnit"}}, {"ou", {"attic"}}}});
  ASSERT_TRUE(slapd_.open()->rename(person("anna"), {{"uid", "annabel"}}, std::nullopt));
  ASSERT_TRUE(slapd_.open()->rename(person("ben"), {{"uid", "ben"}},
                                    *ldap::Dn::parse("ou=attic,ou=people,dc=example,dc=org")));
  reconcile();
  erase(*ldap::Dn::parse("ou=attic,ou=people,dc=example,dc=org"));
  EXPECT_EQ(everything(), right);
  expect_in_sync();
}

TEST_F(Reconciling, TakesOverAnEntryThatWasMadeAnewUnderItsNameWithItsAnchor) {
  user("anna");
  const auto right = everything();
  const auto entry = slapd_.open()->read(person("anna"), {"*"});
  ASSERT_TRUE(entry && *entry);
  erase(person("anna"));
  add(**entry);
  expect_in_sync();
  reconcile();
  EXPECT_EQ(everything(), right);
  const auto patched = client_.patch("/Users/" + client_.get("/Users").body["Resources"][0].value("id", ""),
                                     {{{"op", "replace"}, {"path", "title"}, {"value", "Duchess"}}});
  EXPECT_EQ(patched.status, 200) << patched.body;
  EXPECT_EQ(values(person("anna"), "title"), ldap::Values{"Duchess"});
}

TEST_F(Reconciling, NeverWritesOverSomebodyElsesEntry) {
  user("anna");
  erase(person("anna"));
  add({person("anna"), {{"objectClass", {"account"}}, {"uid", {"anna"}}, {"description", {"a robot"}}}});
  const auto theirs = everything();
  const auto planned = plan(0);
  EXPECT_NE(planned.out.find("# occupied"), std::string::npos) << planned.out;
  reconcile();
  EXPECT_EQ(everything(), theirs);
  EXPECT_TRUE(is_flagged("not_restored"));
  erase(person("anna"));
  reconcile();
  EXPECT_EQ(values(person("anna"), "title"), ldap::Values{"Of anna"});
  EXPECT_FALSE(is_flagged("not_restored"));
}

TEST_F(Reconciling, PutsBackAnObjectClass) {
  user("anna");
  const auto right = everything();
  edit(person("anna"), {{Change::remove, "objectClass", {"posixAccount"}},
                        {Change::remove, "uidNumber", {}},
                        {Change::remove, "gidNumber", {}},
                        {Change::remove, "homeDirectory", {}}});
  reconcile();
  auto now = everything(), want = right;
  const auto dn = person("anna").normal();
  EXPECT_EQ(now[dn]["uidNumber"], want[dn]["uidNumber"]);
  EXPECT_TRUE(now[dn]["objectClass"].contains("posixAccount"));
  expect_in_sync();
}

TEST_F(Reconciling, BringsMembersBackAndSendsStrangersAway) {
  const auto anna = user("anna"), ben = user("ben");
  user("cora");
  group("staff", {anna, ben});
  group("lonely", {});
  const auto right = everything();
  edit(group_dn("staff"), {{Change::remove, "member", {person("ben").text()}},
                           {Change::add, "member", {person("cora").text()}},
                           {Change::add, "member", {"uid=nobody,ou=nowhere,dc=example,dc=org"}}});
  edit(group_dn("lonely"), {{Change::add, "member", {person("cora").text()}}});
  expect_repaired_to(right);
}

TEST_F(Reconciling, MakesAWholeBranchAgain) {
  const auto anna = user("anna"), ben = user("ben");
  group("staff", {anna, ben});
  const auto right = everything();
  for (const char* name : {"anna", "ben"}) erase(person(name));
  erase(*ldap::Dn::parse("ou=people,dc=example,dc=org"));
  expect_repaired_to(right);
}

TEST_F(Reconciling, DoesNotLetAnOldBackupBringTheDeletedBack) {
  const auto anna = user("anna"), ben = user("ben");
  group("staff", {anna, ben});
  slapd_.take_backup();
  ASSERT_EQ(client_.remove("/Users/" + anna).status, 204);
  user("cora");
  const auto right = everything();
  slapd_.put_backup_back();
  EXPECT_TRUE(is_there(person("anna")));
  reconcile();
  EXPECT_EQ(everything(), right);
  expect_in_sync();
}

TEST_F(Reconciling, TellsOfASecondEntryWithTheSameAnchor) {
  user("anna");
  add({*ldap::Dn::parse("uid=copy,ou=people,dc=example,dc=org"),
       {{"objectClass", {"inetOrgPerson"}},
        {"uid", {"copy"}},
        {"cn", {"c"}},
        {"sn", {"c"}},
        {"employeeNumber", {"x-anna"}}}});
  const auto before = everything();
  reconcile();
  EXPECT_EQ(everything(), before);
  EXPECT_TRUE(is_flagged("ambiguous"));
  erase(*ldap::Dn::parse("uid=copy,ou=people,dc=example,dc=org"));
  reconcile();
  EXPECT_FALSE(is_flagged("ambiguous"));
}

TEST_F(Reconciling, OnlyTellsOfForeignEntries) {
  user("anna");
  add({*ldap::Dn::parse("uid=printer,ou=people,dc=example,dc=org"),
       {{"objectClass", {"account"}}, {"uid", {"printer"}}}});
  const auto before = everything();
  const auto planned = plan(0);
  EXPECT_NE(planned.out.find("# foreign"), std::string::npos) << planned.out;
  reconcile();
  EXPECT_EQ(everything(), before);
}

TEST_F(Reconciling, PlansWhatItDoes) {
  const auto anna = user("anna"), ben = user("ben");
  user("cora", {{"active", false}});
  group("staff", {anna, ben});
  const auto right = everything();
  erase(person("ben"));
  edit(person("anna"), {{Change::replace, "title", {"Quëen\nof # hearts "}}});
  edit(person("cora"), {{Change::replace, "loginShell", {"/bin/sh"}}});
  ASSERT_TRUE(slapd_.open()->rename(person("cora"), {{"uid", "cornelia"}}, std::nullopt));
  edit(group_dn("staff"), {{Change::add, "member", {person("cora").text()}}});
  const auto planned = plan(3);
  testing::write_file(dir_ / "plan.ldif", planned.out);
  testing::write_file(dir_ / "password", SlapdProcess::kPassword);
  const auto applied =
      testing::run_program({"ldapmodify", "-x", "-H", slapd_.ldapi_uri(), "-D", SlapdProcess::kRootDn, "-y",
                            dir_ / "password", "-f", dir_ / "plan.ldif"});
  EXPECT_EQ(applied.exit_code, 0) << applied.err << planned.out;
  EXPECT_EQ(everything(), right) << planned.out;
  expect_in_sync();
  reconcile();
  EXPECT_EQ(everything(), right);
}

TEST_F(Reconciling, WorksWithoutTheDaemonToo) {
  user("anna");
  const auto right = everything();
  daemon_.stop();
  edit(person("anna"), {{Change::remove, "title", {}}});
  expect_repaired_to(right);
}

TEST_F(Reconciling, RollsAChangedMappingOutWhenAPersonSaysSo) {
  user("anna");
  daemon_.stop();
  std::string text = kMapping;
  text.replace(text.find("title = '${title}'"), 18, "title = '${title|upper}'");
  testing::write_file(mapping_, text);
  daemon_.start();
  EXPECT_TRUE(testing::eventually([&] { return is_flagged("mapping_changed"); }));
  EXPECT_EQ(values(person("anna"), "title"), ldap::Values{"Of anna"});
  plan(3);
  reconcile();
  EXPECT_EQ(values(person("anna"), "title"), ldap::Values{"OF ANNA"});
  EXPECT_FALSE(is_flagged("mapping_changed"));
  expect_in_sync();
}

TEST_F(Reconciling, PlansAChangedMappingWithoutTellingOfIt) {
  user("anna");
  daemon_.stop();
  std::string text = kMapping;
  text.replace(text.find("title = '${title}'"), 18, "title = '${title|upper}'");
  testing::write_file(mapping_, text);
  plan(3);
  EXPECT_FALSE(is_flagged("mapping_changed"));
  reconcile();
  expect_in_sync();
}

TEST_F(Reconciling, LetsPeopleSwapTheirNamesBack) {
  const auto anna = user("anna"), ben = user("ben");
  for (const char* name : {"cora", "dan", "eve"}) user(name);
  group("staff", {anna, ben});
  const auto right = everything();
  const auto call = [&](const char* from, const char* to) {
    ASSERT_TRUE(slapd_.open()->rename(person(from), {{"uid", to}}, std::nullopt));
  };
  call("anna", "x");
  call("ben", "anna");
  call("x", "ben");
  call("cora", "x");
  call("dan", "cora");
  call("eve", "dan");
  call("x", "eve");
  const auto planned = plan(3);
  EXPECT_NE(planned.out.find("which is to move, too"), std::string::npos) << planned.out;
  reconcile();
  EXPECT_EQ(everything(), right);
  EXPECT_FALSE(is_flagged("not_restored"));
  expect_in_sync();
}

TEST_F(Reconciling, PlansWhatFollowsFromRenames) {
  constexpr char kManager[] = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  const auto anna = user("anna");
  const auto ben = user("ben", {{kManager, {{"manager", {{"value", anna}}}}}});
  group("staff", {anna, ben});
  daemon_.stop();
  std::string text = kMapping;
  text.replace(text.find("uid = { value = '"), 17, "uid = { value = 'u-");
  const std::string once = "policy = \"initial\", on_collision = \"suffix\"";
  text.replace(text.find(once), once.size(), "policy = \"enforce\"");
  testing::write_file(mapping_, text);
  daemon_.start();
  const auto planned = plan(3);
  testing::write_file(dir_ / "plan.ldif", planned.out);
  testing::write_file(dir_ / "password", SlapdProcess::kPassword);
  const auto applied =
      testing::run_program({"ldapmodify", "-x", "-H", slapd_.ldapi_uri(), "-D", SlapdProcess::kRootDn, "-y",
                            dir_ / "password", "-f", dir_ / "plan.ldif"});
  EXPECT_EQ(applied.exit_code, 0) << applied.err << planned.out;
  const auto by_hand = everything();
  reconcile();
  EXPECT_EQ(everything(), by_hand) << planned.out;
  expect_in_sync();
}

TEST_F(Reconciling, CountsAllPasses) {
  user("anna");
  for (int i = 0; i < 2; ++i) {
    edit(person("anna"), {{Change::replace, "title", {"Queen"}}});
    plan(3);
    reconcile();
  }
  testing::HttpClient http(daemon_.admin_port());
  const auto metrics = http.ask(testing::http_request("GET", "/metrics", "Connection: close\r\n"));
  ASSERT_TRUE(metrics);
  for (const char* line :
       {"scim_ldap_bridge_pass_findings_total{situation=\"drifted\"} 2\n",
        "scim_ldap_bridge_pass_repaired_total 2\n", "scim_ldap_bridge_passes_total{outcome=\"stopped\"} 0\n"})
    EXPECT_NE(metrics->body.find(line), std::string::npos) << line << metrics->body;
}

TEST_F(Reconciling, LeavesAMovedEntryWhereItIsWhereTheMappingSaysSo) {
  daemon_.stop();
  testing::write_file(mapping_, std::string(kMapping) + "[users.situations]\nmoved = \"follow\"\n");
  daemon_.start();
  const auto anna = user("anna"), ben = user("ben"), cora = user("cora");
  group("staff", {anna, ben, cora});
  const auto below = *ldap::Dn::parse("ou=sales,ou=people,dc=example,dc=org");
  const auto outside = *ldap::Dn::parse("ou=attic,dc=example,dc=org");
  add({below, {{"objectClass", {"organizationalUnit"}}, {"ou", {"sales"}}}});
  add({outside, {{"objectClass", {"organizationalUnit"}}, {"ou", {"attic"}}}});
  ASSERT_TRUE(slapd_.open()->rename(person("anna"), {{"uid", "anna"}}, below));
  ASSERT_TRUE(slapd_.open()->rename(person("ben"), {{"uid", "ben"}}, outside));
  ASSERT_TRUE(slapd_.open()->rename(person("cora"), {{"uid", "cornelia"}}, std::nullopt));
  reconcile();
  const auto anna_dn = *ldap::Dn::child({{"uid", "anna"}}, below);
  const auto ben_dn = *ldap::Dn::child({{"uid", "ben"}}, outside);
  EXPECT_TRUE(is_there(anna_dn));
  EXPECT_TRUE(is_there(ben_dn));
  EXPECT_TRUE(is_there(person("cora"))) << "Its name is the mapping's affair.";
  EXPECT_TRUE(testing::eventually([&] {
    const auto members = values(group_dn("staff"), "member");
    return std::set<std::string>(members.begin(), members.end()) ==
           std::set<std::string>{anna_dn.text(), ben_dn.text(), person("cora").text()};
  })) << daemon_.log();
  expect_in_sync();
  for (const auto& id : {anna, ben})
    EXPECT_EQ(
        client_.patch("/Users/" + id, {{{"op", "replace"}, {"path", "title"}, {"value", "Duchess"}}}).status,
        200);
  EXPECT_EQ(values(anna_dn, "title"), ldap::Values{"Duchess"});
  EXPECT_EQ(values(ben_dn, "title"), ldap::Values{"Duchess"});
  expect_in_sync();
}

TEST_F(Reconciling, TellsOfTheLastPass) {
  user("anna");
  reconcile();
  const auto status = json::parse(daemon_.run({"status", "--json"}).out);
  EXPECT_EQ(status["last_pass"]["mode"], "repair") << status;
  EXPECT_EQ(status["last_pass"]["people"], 1) << status;
  EXPECT_TRUE(status.contains("next_pass"));
}

class ReconcilingWithAGuard : public Reconciling {
 protected:
  ReconcilingWithAGuard() : Reconciling("percent = 10\nnumber = 2\n") {}

  std::vector<std::string> people_ = [this] {
    std::vector<std::string> ids;
    for (const char* name : {"anna", "ben", "cora", "dan"}) ids.push_back(user(name));
    return ids;
  }();
  long waiting() const {
    return static_cast<long>(json::parse(daemon_.run({"held", "list", "--json"}).out).size());
  }
};

TEST_F(ReconcilingWithAGuard, AsksBeforeItClearsMuch) {
  const auto right = everything();
  for (const char* name : {"anna", "ben", "cora", "dan"})
    edit(person(name), {{Change::add, "mail", {"by@hand.example"}}, {Change::replace, "sn", {"Wrong"}}});
  reconcile(3);
  EXPECT_EQ(values(person("anna"), "mail"), ldap::Values{"by@hand.example"});
  EXPECT_NE(values(person("anna"), "sn"), ldap::Values{"Wrong"}) << "What destroys nothing goes on.";
  EXPECT_EQ(waiting(), 4);
  expect_only_held();
  EXPECT_EQ(daemon_.run({"held", "approve", "--all"}).exit_code, 0);
  EXPECT_TRUE(testing::eventually([&] { return everything() == right; })) << daemon_.log();
  expect_in_sync();
}

TEST_F(ReconcilingWithAGuard, RemovesAFewWhoAreBackWithoutAsking) {
  slapd_.take_backup();
  for (std::size_t i = 0; i < 2; ++i) {
    ScimClient client(daemon_.port(), daemon_.token());
    ASSERT_EQ(client.remove("/Users/" + people_[i]).status, 204);
  }
  const auto right = everything();
  slapd_.put_backup_back();
  reconcile();
  EXPECT_EQ(everything(), right) << "Two are not too many.";
}

TEST_F(ReconcilingWithAGuard, LeavesARenamedEntryWhereItIsUntilThatIsDecided) {
  const auto right = everything();
  for (const char* name : {"anna", "ben", "cora"})
    ASSERT_TRUE(slapd_.open()->rename(person(name), {{"uid", std::string(name) + "2"}}, std::nullopt));
  reconcile(3);
  EXPECT_TRUE(is_there(person("anna2")));
  EXPECT_EQ(waiting(), 3);
  expect_only_held();
  EXPECT_EQ(daemon_.run({"held", "approve", "--all"}).exit_code, 0);
  EXPECT_TRUE(testing::eventually([&] { return everything() == right; })) << daemon_.log();
}

TEST_F(ReconcilingWithAGuard, AsksBeforeItSendsManyStrangersAway) {
  group("staff", {people_[0]});
  group("others", {people_[1]});
  const auto right = everything();
  for (const char* name : {"ben", "cora", "dan"})
    edit(group_dn("staff"), {{Change::add, "member", {person(name).text()}}});
  edit(group_dn("staff"), {{Change::add, "member", {"uid=nobody,ou=nowhere,dc=example,dc=org"}}});
  edit(group_dn("others"), {{Change::remove, "member", {person("ben").text()}},
                            {Change::add, "member", {person("anna").text()}}});
  reconcile(3);
  EXPECT_EQ(values(group_dn("staff"), "member").size(), 4U) << "Nobody is gone, who is nobody.";
  EXPECT_EQ(values(group_dn("others"), "member").size(), 2U) << "What is missing comes back.";
  const auto held = json::parse(daemon_.run({"held", "list", "--json"}).out);
  ASSERT_EQ(held.size(), 4U) << held;
  for (const auto& one : held) EXPECT_EQ(one["kind"], "member_removal") << one;
  const auto staff = client_.get("/Groups?filter=displayName%20eq%20%22staff%22").body["Resources"][0];
  EXPECT_EQ(staff["members"].size(), 1U) << "Clients see what they pushed." << staff;
  expect_only_held();
  EXPECT_EQ(daemon_.run({"held", "approve", "--all"}).exit_code, 0);
  EXPECT_TRUE(testing::eventually([&] { return everything() == right; })) << daemon_.log();
  expect_in_sync();
}

class ReconcilingByTheClock : public ::testing::Test {
 protected:
  SlapdProcess slapd_{};
  DaemonProcess daemon_{slapd_, {.ldap_config = "[reconcile]\nevery = \"200ms\"\n"}};
  ScimClient client_{daemon_.port(), daemon_.token()};
};

TEST_F(ReconcilingByTheClock, RepairsWithoutBeingAsked) {
  const auto made = client_.post("/Users", {{"userName", "anna"}, {"externalId", "anna"}, {"title", "Dr"}});
  ASSERT_EQ(made.status, 201) << made.body;
  const auto dn = *ldap::Dn::parse("uid=anna,ou=people,dc=example,dc=org");
  ASSERT_TRUE(slapd_.open()->remove(dn));
  EXPECT_TRUE(testing::eventually([&] {
    const auto entry = slapd_.open()->read(dn, {"1.1"});
    return entry && *entry;
  })) << daemon_.log();
}

}  // namespace
}  // namespace bridge
