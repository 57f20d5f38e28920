#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/daemon_process.h"
#include "support/scim_client.h"
#include "support/shipped_mapping.h"
#include "support/slapd_process.h"
#include "support/temp_dir.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::ProgramOutput;

bool says(const ProgramOutput& output, const std::string& text) {
  return output.out.find(text) != std::string::npos;
}

class Explain : public ::testing::Test {
 protected:
  std::string make(const std::string& endpoint, const json& body) {
    const auto made = client_.post(endpoint, body);
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body.value("id", "");
  }

  testing::TempDir dir_;
  testing::SlapdProcess slapd_;
  testing::DaemonProcess daemon_{slapd_};
  testing::ScimClient client_{daemon_.port(), daemon_.token()};
};

TEST_F(Explain, TellsWhatBecameOfAPersonByAnyOfTheirNames) {
  const auto id =
      make("/Users", {{"userName", "jo@example.org"}, {"externalId", "x-jo"}, {"displayName", "Jo"}});
  for (const std::string& name : {id, std::string("x-jo"), std::string("JO@example.org")}) {
    const auto told = daemon_.run({"explain", name});
    EXPECT_EQ(told.exit_code, 0) << told.err;
    EXPECT_TRUE(says(told,
                     "${name.familyName} -> nothing\n    fallback:\n    ${userName} -> \"jo@example.org\"\n"
                     "    = \"jo@example.org\"\n"))
        << told.out;
    EXPECT_TRUE(says(told, "dn: uid=x-jo,ou=people,dc=example,dc=org\n")) << told.out;
  }
}

TEST_F(Explain, WorksWithoutTheDaemonAndForGroups) {
  make("/Groups", {{"displayName", "staff"}});
  daemon_.stop();
  const auto told = daemon_.run({"explain", "staff"});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_TRUE(says(told, "dn: cn=staff,ou=groups,dc=example,dc=org\n")) << told.out;
}

TEST_F(Explain, FollowsReferences) {
  const auto boss = make("/Users", {{"userName", "boss"}, {"externalId", "x-boss"}});
  make("/Users",
       {{"userName", "jo"},
        {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", {{"manager", {{"value", boss}}}}}});
  EXPECT_TRUE(says(daemon_.run({"explain", "jo"}), "as dn -> \"uid=x-boss,ou=people,dc=example,dc=org\""));
}

TEST_F(Explain, TriesAnotherMappingOnAFile) {
  testing::write_file(dir_ / "jo.json", R"({"userName": "Jo", "password": "hush", "id": "1"})");
  testing::write_file(
      dir_ / "mapping.toml",
      testing::shipped_mapping("openldap-inetorgperson",
                               {"description = '${userName|lower|max:1}'", "userPassword = '${password}'"}));
  const auto told =
      daemon_.run({"explain", "--json", "--input", dir_ / "jo.json", "--mapping", dir_ / "mapping.toml"});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_FALSE(says(told, "hush"));
  const auto report = json::parse(told.out);
  EXPECT_EQ(report["attributes"]["description"], json({"j"}));
  for (const auto& rule : report["rules"])
    if (rule["attribute"] == "description") {
      EXPECT_EQ(rule["steps"], json::parse(R"([{"what":"${userName}","values":["Jo"]},
                {"what":"|lower","values":["jo"]},{"what":"|max:1","values":["j"]}])"));
    }
}

TEST_F(Explain, ReadsAPersonOrAGroupFromStandardInput) {
  const auto explain = [&](const std::string& text, const std::string& more) {
    testing::write_file(dir_ / "in.json", text);
    return testing::run_program({"sh", "-c",
                                 "'" + testing::bridge_binary() + "' explain --input - --config '" +
                                     daemon_.config_file() + "' " + more + " < '" + (dir_ / "in.json") +
                                     "'"});
  };
  const auto person = explain(R"({"userName": "jo", "externalId": "x-jo"})", "");
  EXPECT_EQ(person.exit_code, 0) << person.err;
  EXPECT_TRUE(says(person, "dn: uid=x-jo,ou=people,dc=example,dc=org\n")) << person.out;
  EXPECT_TRUE(says(explain(R"({"displayName": "Staff"})", ""), "dn: cn=Staff,ou=groups,dc=example,dc=org\n"));

  // Beside what is in the directory under that name already.
  make("/Users", {{"userName", "jo"}, {"externalId", "x-jo"}, {"title", "Dr"}});
  const auto live = explain(R"({"userName": "jo", "externalId": "x-jo", "title": "Prof"})", "--live");
  EXPECT_EQ(live.exit_code, 0) << live.err;
  EXPECT_TRUE(says(live, "    title: differs (has \"Dr\")\n")) << live.out;

  const auto bad = explain("{", "");
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_TRUE(bad.err.starts_with("-: ")) << bad.err;
}

TEST_F(Explain, TellsHowTheDirectoryDiffers) {
  make("/Users", {{"userName", "jo"}, {"externalId", "x-jo"}, {"displayName", "Jo"}});
  const auto dn = *ldap::Dn::parse("uid=x-jo,ou=people,dc=example,dc=org");
  const auto session = slapd_.open();
  ASSERT_TRUE(session->modify(dn,
                              {{{ldap::Modification::Kind::replace, "displayName", {"Joan"}},
                                {ldap::Modification::Kind::add, "description", {"by hand"}},
                                {ldap::Modification::Kind::add, "userPassword", {"hush"}}}},
                              {}));
  const auto told = daemon_.run({"explain", "x-jo", "--live"});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_TRUE(says(told, "    displayName: differs (has \"Joan\")\n")) << told.out;
  EXPECT_TRUE(says(told, "    cn: as wanted\n")) << told.out;
  EXPECT_TRUE(says(told, "    description: not ours (has \"by hand\")\n")) << told.out;
  EXPECT_TRUE(says(told,
                   "changetype: modify\ndelete: displayName\ndisplayName: Joan\n-\nadd: displayName\n"
                   "displayName: Jo\n"))
      << told.out;
  EXPECT_FALSE(says(told, "hush")) << told.out;
  const auto report = json::parse(daemon_.run({"explain", "x-jo", "--live", "--json"}).out);
  EXPECT_EQ(report["live"]["attributes"]["displayName"], json({{"state", "differs"}, {"has", {"Joan"}}}));
}

TEST(ExplainLive, SeesTheServersOwnLock) {
  const testing::SlapdProcess slapd({.overlays = {"ppolicy"}});
  const testing::DaemonProcess daemon(slapd);
  testing::ScimClient client(daemon.port(), daemon.token());
  ASSERT_EQ(client.post("/Users", {{"userName", "jo"}, {"externalId", "x-jo"}, {"active", false}}).status,
            201);
  const auto told = daemon.run({"explain", "x-jo", "--live"});
  EXPECT_TRUE(says(told, "    pwdAccountLockedTime: as wanted\n")) << told.out;
}

TEST_F(Explain, SaysThatTheEntryIsMissing) {
  make("/Users", {{"userName", "jo"}, {"externalId", "x-jo"}});
  ASSERT_TRUE(slapd_.open()->remove(*ldap::Dn::parse("uid=x-jo,ou=people,dc=example,dc=org")));
  EXPECT_TRUE(says(daemon_.run({"explain", "jo", "--live"}), "    no such entry\n"));
}

TEST_F(Explain, SaysThatThereIsNobody) {
  const auto told = daemon_.run({"explain", "nobody"});
  EXPECT_EQ(told.exit_code, 1);
  EXPECT_EQ(told.err,
            "there is no 'nobody'; give an id, a userName, an externalId or a group's displayName\n");
}

}  // namespace
}  // namespace bridge
