#include <gtest/gtest.h>

#include <barrier>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/group_mapping.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

// Groups through the whole daemon: many clients at once, and what operators see and decide.

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::GroupMapping;
using testing::ScimClient;
using testing::SlapdProcess;
using Strings = std::set<std::string>;

const GroupMapping kMapping{"Member", {"groupOfNames"}, {{"member", "dn"}}, GroupMapping::Empty::placeholder};

json operation(const std::string& op, const std::string& path, const json& value) {
  return {{{"op", op}, {"path", path}, {"value", value}}};
}
json member(const std::string& op, const std::string& id) {
  return operation(op, "members", {{{"value", id}}});
}

class GroupsApp : public ::testing::Test {
 protected:
  std::string user(const std::string& name) {
    const auto made = client_.post("/Users", {{"userName", name}, {"externalId", name}});
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body.value("id", "");
  }
  std::string group(const std::string& name) {
    const auto made = client_.post("/Groups", {{"displayName", name}, {"externalId", "x-" + name}});
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body.value("id", "");
  }
  // The names of people the entry lists; the placeholder as "empty".
  Strings listed(const std::string& cn) {
    const auto found =
        slapd_.open()->read(*ldap::Dn::parse("cn=" + cn + ",ou=groups,dc=example,dc=org"), {"member"});
    Strings names;
    if (found && *found)
      for (const auto& value : (*found)->attributes.at("member"))
        names.insert(ldap::Dn::parse(value)->rdn()[0].value);
    return names;
  }

  // Runs work(client, number) on so many connections at once.
  template <class Work>
  void at_once(int clients, const Work& work) {
    std::barrier start(clients);
    std::vector<std::jthread> running;
    for (int i = 0; i < clients; ++i)
      running.emplace_back([&, i] {
        ScimClient client(daemon_.port(), daemon_.token());
        start.arrive_and_wait();
        work(client, i);
      });
  }

  SlapdProcess slapd_{kMapping.slapd()};
  testing::TempDir dir_;
  DaemonProcess daemon_{slapd_, {.mapping = kMapping.write_to(dir_ / "mapping.toml")}};
  ScimClient client_{daemon_.port(), daemon_.token()};
};

TEST_F(GroupsApp, FiveClientsWhoAddDifferentMembersLoseNone) {
  std::vector<std::string> ids;
  Strings names;
  for (int i = 0; i < 40; ++i) {
    names.insert("u" + std::to_string(i));
    ids.push_back(user("u" + std::to_string(i)));
  }
  const auto staff = "/Groups/" + group("staff");
  at_once(5, [&](ScimClient& client, int number) {
    for (std::size_t i = static_cast<std::size_t>(number); i < ids.size(); i += 5)
      EXPECT_EQ(client.patch(staff, member("Add", ids[i])).status, 204);
  });
  EXPECT_EQ(listed("staff"), names);
  EXPECT_EQ(client_.get(staff).body["members"].size(), ids.size());
}

TEST_F(GroupsApp, AddsRemovesAndRenamesAtOnceEndInWhatWasAskedFor) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(user("u" + std::to_string(i)));
  const auto staff = "/Groups/" + group("staff");
  at_once(7, [&](ScimClient& client, int number) {
    for (int round = 0; round < 8; ++round) {
      const auto tag = std::to_string(number) + "-" + std::to_string(round);
      if (number == 5) {
        EXPECT_EQ(client.patch(staff, operation("Replace", "displayName", "team" + tag)).status, 204);
      } else if (number == 6) {
        const auto& renamed = ids[static_cast<std::size_t>(round % 5)];
        EXPECT_EQ(client.patch("/Users/" + renamed, operation("Replace", "externalId", "r" + tag)).status,
                  200);
      } else {
        const auto& own = ids[static_cast<std::size_t>(number)];
        EXPECT_EQ(client.patch(staff, member("Add", own)).status, 204);
        const bool stays = number % 2 == 1 && round == 7;
        if (!stays) {
          EXPECT_EQ(client.patch(staff, member("Remove", own)).status, 204);
        }
      }
    }
  });
  // Members 1 and 3 stayed; rounds 6 and 3 were the last to rename them.
  EXPECT_TRUE(testing::eventually([&] { return listed("team5-7") == Strings{"r6-6", "r6-3"}; }));
}

TEST_F(GroupsApp, NamesWithEverySpecialCharacterMakeEntriesThatFollow) {
  const auto jo = user("jo");
  const std::string names[] = {" lead",   "#hash",  "a,b+c",  "quo\"te\\",
                               "<x>;y=z", "trail ", "(p)*|&", "ümläut/ß"};
  const auto path = "/Groups/" + group("first");
  ASSERT_EQ(client_.patch(path, member("Add", jo)).status, 204);
  for (const auto& name : names) {
    ASSERT_EQ(client_.patch(path, operation("Replace", "displayName", name)).status, 204) << name;
    const auto dn = ldap::Dn::child({{"cn", name}}, *ldap::Dn::parse("ou=groups,dc=example,dc=org"));
    const auto entry = slapd_.open()->read(*dn, {"member"});
    ASSERT_TRUE(entry && *entry) << name;
    EXPECT_EQ((*entry)->attributes.at("member"), ldap::Values{"uid=jo,ou=people,dc=example,dc=org"});
    EXPECT_EQ(client_.get(path).body["displayName"], name);
  }
}

TEST_F(GroupsApp, NamesThatDifferOnlyInCaseAreTaken) {
  group("Staff");
  const auto again = client_.post("/Groups", {{"displayName", "STAFF"}, {"externalId", "other"}});
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.body["scimType"], "uniqueness");
}

TEST_F(GroupsApp, MembersByOtherHandsAreKeptInAGroupTakenOverUntilItIsMadeExact) {
  const ldap::Entry before{*ldap::Dn::parse("cn=staff,ou=groups,dc=example,dc=org"),
                           {{"objectClass", {"groupOfNames"}},
                            {"cn", {"staff"}},
                            {"description", {"x-staff"}},
                            {"member", {"uid=by-hand,ou=people,dc=example,dc=org"}}}};
  ASSERT_TRUE(slapd_.open()->add(before));
  const auto jo = user("jo");
  const auto staff = "/Groups/" + group("staff");
  EXPECT_EQ(listed("staff"), Strings{"by-hand"});
  ASSERT_EQ(client_.patch(staff, member("Add", jo)).status, 204);
  ASSERT_EQ(client_.patch(staff, member("Remove", jo)).status, 204);
  EXPECT_EQ(listed("staff"), Strings{"by-hand"});
  ASSERT_EQ(client_.patch(staff, member("Add", jo)).status, 204);
  EXPECT_EQ(listed("staff"), (Strings{"by-hand", "jo"}));
  EXPECT_NE(daemon_.run({"flags"}).out.find("members_merged"), std::string::npos);

  EXPECT_EQ(daemon_.run({"adopt", "--exact", "nobody"}).exit_code, 1);
  EXPECT_EQ(daemon_.run({"adopt", "--exact", "Staff"}).exit_code, 0);
  EXPECT_TRUE(testing::eventually([&] { return listed("staff") == Strings{"jo"}; }));
  EXPECT_EQ(daemon_.run({"flags"}).out.find("members_merged"), std::string::npos);
}

TEST_F(GroupsApp, AnEmptyGroupIsListedButAsksForNothing) {
  group("staff");
  const auto flags = daemon_.run({"flags"});
  EXPECT_NE(flags.out.find("placeholder_only"), std::string::npos) << flags.out;
  EXPECT_EQ(flags.exit_code, 0);
  EXPECT_FALSE(
      client_.filter("/Groups", "displayName eq \"staff\"").body["Resources"][0].contains("members"));
}

}  // namespace
}  // namespace bridge
