// Numbers and logins of the shipped POSIX preset, with the real daemon and slapd.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "support/daemon_process.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

class Numbers : public ::testing::Test {
 protected:
  std::string create(const std::string& user_name, const std::string& external_id) {
    testing::ScimClient client(daemon_.port(), daemon_.token());
    const auto made = client.post("/Users", {{"userName", user_name}, {"externalId", external_id}});
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body.value("id", "");
  }
  // Of everybody whose entry has it.
  std::multiset<std::string> all(const std::string& attribute) {
    std::multiset<std::string> values;
    ldap::SearchRequest request{*ldap::Dn::parse("ou=people,dc=example,dc=org"),
                                ldap::Scope::subtree,
                                ldap::Filter::equals("objectClass", "posixAccount"),
                                {attribute}};
    const auto searched = slapd_.open()->search(request, [&](ldap::Entry&& entry) {
      for (const auto& value : entry.attributes[attribute]) values.insert(value);
      return true;
    });
    EXPECT_TRUE(searched);
    return values;
  }

  testing::SlapdProcess slapd_{{.overlays = {"ppolicy"}}};
  testing::DaemonProcess daemon_{slapd_, {.mapping = testing::shipped("mappings/openldap-rfc2307.toml")}};
};

TEST_F(Numbers, AreNeverGivenTwiceHoweverManyAskAtOnce) {
  std::vector<std::jthread> clients;
  for (int client = 0; client < 4; ++client)
    clients.emplace_back([&, client] {
      for (int i = 0; i < 10; ++i)
        create("jo@" + std::to_string(client * 10 + i) + ".org", "x-" + std::to_string(client * 10 + i));
    });
  clients.clear();
  for (const char* attribute : {"uidNumber", "uid"}) {
    const auto values = all(attribute);
    EXPECT_EQ(values.size(), 40u) << attribute;
    EXPECT_EQ(std::set<std::string>(values.begin(), values.end()).size(), 40u) << attribute;
  }
}

TEST_F(Numbers, OfTheGoneAreNotGivenToOthersWhenTheStateIsLost) {
  create("al", "x-al");
  const std::string jo = create("jo", "x-jo");
  const auto given = all("uidNumber");
  EXPECT_EQ(testing::ScimClient(daemon_.port(), daemon_.token()).send("DELETE", "/Users/" + jo).status, 204);
  daemon_.stop();
  for (const char* file : {"state.db", "state.db-wal", "state.db-shm"})
    std::filesystem::remove(daemon_.state_folder() + "/" + file);
  daemon_.start();
  const auto told = daemon_.run({"token", "create", "again"});
  ASSERT_EQ(told.exit_code, 0) << told.err;
  const std::string token = told.out.substr(0, told.out.find('\n'));
  testing::ScimClient client(daemon_.port(), token);
  EXPECT_EQ(client.post("/Users", {{"userName", "al"}, {"externalId", "x-al"}}).status, 201);  // Taken over.
  EXPECT_EQ(client.post("/Users", {{"userName", "new"}, {"externalId", "x-new"}}).status, 201);
  const auto now = all("uidNumber");
  EXPECT_EQ(now.size(), 2u);
  for (const auto& number : now) EXPECT_TRUE(number == *given.begin() || !given.contains(number)) << number;
}

TEST_F(Numbers, WaitForAFirstOneWhereNobodyKnowsHowFarTheyWereGiven) {
  create("al", "x-al");
  daemon_.stop();
  for (const char* file : {"state.db", "state.db-wal", "state.db-shm"})
    std::filesystem::remove(daemon_.state_folder() + "/" + file);
  const auto mark = slapd_.open()->remove(*ldap::Dn::parse("cn=numbers,dc=example,dc=org"));
  ASSERT_TRUE(mark) << mark.error().message;
  daemon_.start();
  const auto told = daemon_.run({"token", "create", "again"});
  testing::ScimClient client(daemon_.port(), told.out.substr(0, told.out.find('\n')));
  const nlohmann::json jo = {{"userName", "jo"}, {"externalId", "x-jo"}};
  const auto waits = client.post("/Users", jo);
  EXPECT_EQ(waits.status, 503) << waits.body;
  EXPECT_NE(waits.body.value("detail", "").find("adopt --first-number uid="), std::string::npos)
      << waits.body;

  EXPECT_EQ(daemon_.run({"adopt", "--first-number", "uid=20000"}).exit_code, 0);
  EXPECT_EQ(client.post("/Users", jo).status, 201);
  EXPECT_TRUE(all("uidNumber").contains("20000"));
  EXPECT_EQ(daemon_.run({"adopt", "--first-number", "nonsense"}).exit_code, 1);
}

TEST_F(Numbers, AreChosenOnceThoughTheDaemonDies) {
  daemon_.stop();
  daemon_.start_with_fault("journal.begun");
  testing::ScimClient(daemon_.port(), daemon_.token())
      .post("/Users", {{"userName", "jo"}, {"externalId", "x-jo"}});
  daemon_.wait_for_death();
  daemon_.start();
  testing::ScimClient client(daemon_.port(), daemon_.token());
  const auto again = client.post("/Users", {{"userName", "jo"}, {"externalId", "x-jo"}});
  EXPECT_TRUE(again.status == 201 || again.status == 409) << again.body;
  EXPECT_EQ(all("uid"), std::multiset<std::string>{"jo"});
  EXPECT_EQ(all("uidNumber").size(), 1u);
}

}  // namespace
}  // namespace bridge
