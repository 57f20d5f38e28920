#include <algorithm>

#include "app_adopting.h"

// Entries that were there before: found by clients, taken over one by one or all at once, and the state made
// anew from the directory alone.

namespace bridge {
namespace {

TEST_F(Adopting, MakesALostStateAnewFromTheDirectoryAlone) {
  const auto anna = user(
      "anna",
      {{"displayName", "Anna A."},
       {"name", {{"familyName", "A."}}},
       {"title", "Chief"},
       {"userType", "Guest"},
       {"emails", {{{"type", "work"}, {"value", "anna@example.org"}}}},
       {"phoneNumbers", {{{"type", "work"}, {"value", "+49 1"}}, {{"type", "mobile"}, {"value", "+49 2"}}}}});
  const auto ben = user("ben", {{kEnterprise, {{"manager", {{"value", anna}}}}}});
  const auto cleo = user("cleo", {{"active", false}});
  const auto dora = user("dora");
  const auto staff = group("staff", {anna, ben, cleo});
  const auto lonely = group("lonely", {});
  const std::string dora_number = values(person("dora"), "uidNumber").at(0);
  ASSERT_EQ(client_->remove("/Users/" + dora).status, 204);
  const Directory before = testing::everything_in(slapd_);

  lose_state();
  const auto told = run({"adopt"}, 3);
  EXPECT_NE(told.out.find("matched"), std::string::npos) << told.out;
  EXPECT_NE(told.err.find("5 matched, 0 ambiguous"), std::string::npos) << told.err;
  run({"adopt", "--apply"}, 0);
  run({"adopt", "--apply"}, 0);
  EXPECT_EQ(testing::everything_in(slapd_), before);
  start_with_new_token();

  EXPECT_EQ(count("/Users"), 3);
  EXPECT_EQ(count("/Groups"), 2);
  const json read = client_->get("/Users/" + anna).body;
  EXPECT_EQ(read.value("userName", ""), "anna@example.org") << read;
  EXPECT_EQ(read.value("externalId", ""), "x-anna");
  EXPECT_EQ(read.value("displayName", ""), "Anna A.");
  EXPECT_EQ(read.value("userType", ""), "Guest");
  EXPECT_EQ(read.value("title", ""), "Chief");
  EXPECT_EQ(read["emails"][0]["value"], "anna@example.org");
  EXPECT_EQ(read["emails"][0]["type"], "work");
  EXPECT_EQ(read["phoneNumbers"].size(), 2u) << read;
  EXPECT_EQ(client_->get("/Users/" + ben).body[kEnterprise]["manager"]["value"], anna);
  EXPECT_EQ(client_->get("/Users/" + cleo).body.value("active", true), false);
  EXPECT_EQ(client_->get("/Groups/" + staff).body["members"].size(), 3u);
  EXPECT_EQ(client_->get("/Groups/" + lonely).body.value("members", json::array()).size(), 0u);
  expect_in_sync();

  // The client goes on: by ids, by names, and with what it believes to be new.
  EXPECT_EQ(id_found("/Users", "userName eq \"ben@example.org\""), ben);
  EXPECT_EQ(id_found("/Users", "externalId eq \"x-cleo\""), cleo);
  EXPECT_EQ(id_found("/Groups", "displayName eq \"staff\""), staff);
  EXPECT_EQ(user("ben", {{"title", "Of ben"}}), ben);
  EXPECT_EQ(group("lonely", {}), lonely);
  EXPECT_EQ(client_->post("/Users", user_body("ben")).status, 409);
  const json enabled = json::array({{{"op", "replace"}, {"path", "active"}, {"value", true}}});
  EXPECT_EQ(client_->patch("/Users/" + cleo, enabled).status, 200);
  EXPECT_EQ(values(person("cleo"), "loginShell"), ldap::Values());
  const json leaves = json::array({{{"op", "remove"}, {"path", "members[value eq \"" + cleo + "\"]"}}});
  EXPECT_EQ(client_->patch("/Groups/" + staff, leaves).status, 204);
  EXPECT_EQ(values(group_dn("staff"), "member").size(), 2u);
  EXPECT_EQ(count("/Users"), 3);
  EXPECT_EQ(count("/Groups"), 2);
  user("emil");
  EXPECT_GT(std::stol(values(person("emil"), "uidNumber").at(0)), std::stol(dora_number));
  expect_in_sync();
}

TEST_F(Adopting, TellsWhatWouldBeTakenOverAndLeavesWhatNobodySent) {
  entry("old", {{"employeeNumber", {"x-old"}},
                {"cn", {"Old", "The Old One"}},
                {"description", {"foreign"}},
                {"title", {"Keeper", "Porter"}}});
  entry("twin", {{"employeeNumber", {"x-twin"}}});
  entry("twinn", {{"employeeNumber", {"x-twin"}}});
  ASSERT_TRUE(slapd_.open()->add({*ldap::Dn::parse("cn=printer,ou=people,dc=example,dc=org"),
                                  {{"objectClass", {"device"}}, {"cn", {"printer"}}}}));
  ASSERT_TRUE(slapd_.open()->add({group_dn("choir"),
                                  {{"objectClass", {"groupOfNames"}},
                                   {"cn", {"choir"}},
                                   {"description", {"g-choir"}},
                                   {"member", {person("old").text(), "cn=stranger,dc=example,dc=org"}}}}));
  const Directory before = testing::everything_in(slapd_);
  const json told = json::parse(run({"adopt", "--json"}, 3).out);
  EXPECT_EQ(told["counts"]["matched"], 2) << told;
  EXPECT_EQ(told["counts"]["ambiguous"], 2) << told;
  EXPECT_EQ(told["counts"]["unmatched"], 1) << told;
  EXPECT_EQ(count("/Users"), 0);

  const json applied = json::parse(run({"adopt", "--apply", "--json"}, 3).out);  // The twins are left.
  EXPECT_EQ(applied["counts"]["taken"], 2) << applied;
  EXPECT_EQ(testing::everything_in(slapd_), before);
  EXPECT_EQ(count("/Users"), 1);

  run({"reconcile"}, 0);
  EXPECT_EQ(values(person("old"), "description"), ldap::Values{"foreign"});
  EXPECT_EQ(values(person("old"), "cn").size(), 2u);
  EXPECT_EQ(values(person("old"), "title").size(), 2u);
  EXPECT_EQ(values(group_dn("choir"), "member").size(), 2u);
  expect_in_sync();

  // What a client says from then on counts.
  const auto old = id_found("/Users", "externalId eq \"x-old\"");
  const json named = json::array({{{"op", "replace"}, {"path", "title"}, {"value", "Queen"}}});
  EXPECT_EQ(client_->patch("/Users/" + old, named).status, 200);
  EXPECT_EQ(values(person("old"), "title"), ldap::Values{"Queen"});
  EXPECT_EQ(values(person("old"), "cn").size(), 2u);
  const auto choir = id_found("/Groups", "displayName eq \"choir\"");
  const json empty = json::array({{{"op", "remove"}, {"path", "members[value eq \"" + old + "\"]"}}});
  EXPECT_EQ(client_->patch("/Groups/" + choir, empty).status, 204);
  const auto left = values(group_dn("choir"), "member");
  EXPECT_EQ(std::count(left.begin(), left.end(), person("old").text()), 0);
  EXPECT_EQ(std::count(left.begin(), left.end(), "cn=stranger,dc=example,dc=org"), 1);
  expect_in_sync();
}

TEST_F(Adopting, LetsClientsFindWhatNobodyHasTakenOver) {
  entry("jo", {{"employeeNumber", {"x-jo"}}, {"initials", {"jo@example.org"}}, {"title", {"Old title"}}});
  entry("kim", {{"employeeNumber", {"x-kim"}}, {"roomNumber", {"12"}}});
  entry("lou", {{"employeeNumber", {"x-lou"}}});
  const auto ben = user("ben");
  const Directory before = testing::everything_in(slapd_);
  EXPECT_EQ(found("/Users", "externalId eq \"x-jo\"")["totalResults"], 0);  // Reads ask no directory.
  run({"reconcile"}, 0);
  const auto jo = id_found("/Users", "userName eq \"JO@example.org\"");
  run({"reconcile"}, 0);
  EXPECT_EQ(id_found("/Users", "externalId eq \"x-jo\""), jo);
  const auto kim = id_found("/Users", "externalId eq \"x-kim\"");
  const auto lou = id_found("/Users", "externalId eq \"x-lou\"");
  EXPECT_EQ(client_->get("/Users/" + jo).status, 200);
  EXPECT_EQ(
      found("/Users", "userName eq \"jo@example.org\" or userName eq \"ben@example.org\"")["totalResults"],
      1);
  EXPECT_EQ(client_->get("/Users?count=0&filter=externalId%20eq%20%22x-jo%22").body["totalResults"], 1);
  EXPECT_EQ(count("/Users"), 1);
  EXPECT_EQ(testing::everything_in(slapd_), before);

  // Whoever writes takes over.
  const json named = json::array({{{"op", "replace"}, {"path", "displayName"}, {"value", "Jo J."}}});
  EXPECT_EQ(client_->patch("/Users/" + jo, named).status, 200);
  EXPECT_EQ(values(person("jo"), "cn"), ldap::Values{"Jo J."});
  EXPECT_EQ(values(person("jo"), "title"), ldap::Values{"Old title"});
  EXPECT_EQ(user("kim", {{"displayName", "Kim"}}), kim);
  EXPECT_EQ(values(person("kim"), "cn"), ldap::Values{"Kim"});
  EXPECT_EQ(values(person("kim"), "roomNumber"), ldap::Values{"12"});
  const auto staff = group("staff", {ben});
  const json joins = json::array({{{"op", "add"}, {"path", "members"}, {"value", {{{"value", lou}}}}}});
  EXPECT_EQ(client_->patch("/Groups/" + staff, joins).status, 204);
  EXPECT_EQ(values(group_dn("staff"), "member").size(), 2u);
  EXPECT_EQ(count("/Users"), 4);
  run({"reconcile"}, 0);
  expect_in_sync();
  EXPECT_EQ(client_->remove("/Users/" + lou).status, 204);
  EXPECT_EQ(client_->get("/Users/" + lou).status, 404);
  // Removed, or locked where the mapping keeps what was there before.
  EXPECT_TRUE(values(person("lou"), "uid").empty() ||
              values(person("lou"), "loginShell") == ldap::Values{"/usr/sbin/nologin"});
}

TEST_F(Adopting, ReplacesWithoutTakingAwayWhatNobodySent) {
  entry("mia", {{"employeeNumber", {"x-mia"}}, {"title", {"Baker"}}});
  run({"adopt", "--apply"}, 0);
  const auto mia = id_found("/Users", "externalId eq \"x-mia\"");
  EXPECT_EQ(client_->send("PUT", "/Users/" + mia, user_body("mia")).status, 200);
  EXPECT_EQ(values(person("mia"), "title"), ldap::Values{"Baker"});
  EXPECT_FALSE(client_->get("/Users/" + mia).body.contains("title"));
  run({"reconcile"}, 0);
  EXPECT_EQ(values(person("mia"), "title"), ldap::Values{"Baker"});
}

TEST_F(Adopting, LeavesEntriesAloneThatAreReservedOrWereDeleted) {
  entry("root", {{"employeeNumber", {"x-root"}}});
  const auto gone = user("gone");
  const auto kept = slapd_.open()->read(person("gone"), {"*"});
  ASSERT_TRUE(kept && *kept);
  ASSERT_EQ(client_->remove("/Users/" + gone).status, 204);
  const json told = json::parse(run({"adopt", "--apply", "--json"}, 0).out);
  EXPECT_EQ(told["counts"]["matched"], 0) << told;
  EXPECT_EQ(told["counts"]["unmatched"], 1) << told;
  EXPECT_EQ(found("/Users", "externalId eq \"x-root\"")["totalResults"], 0);
}

}  // namespace
}  // namespace bridge
