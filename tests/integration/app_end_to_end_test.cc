#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/certificate.h"
#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::ScimClient;
using testing::SlapdProcess;

constexpr char kEnterprise[] = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

class EndToEnd : public ::testing::Test {
 protected:
  // What plain LDAP clients see; nothing when there is no such entry.
  std::optional<ldap::Entry> entry(const std::string& dn) {
    auto session = slapd_.open();
    auto found = session->read(*ldap::Dn::parse(dn), {"*", "+"});
    if (!found) throw std::runtime_error(found.error().message);
    return *found;
  }
  std::optional<ldap::Entry> person(const std::string& uid) {
    return entry("uid=" + uid + ",ou=people,dc=example,dc=org");
  }
  std::optional<ldap::Entry> group(const std::string& cn) {
    return entry("cn=" + cn + ",ou=groups,dc=example,dc=org");
  }

  std::string make_user(const std::string& name, json more = json::object()) {
    json body = {{"schemas", {"urn:ietf:params:scim:schemas:core:2.0:User", kEnterprise}},
                 {"externalId", "id-" + name},
                 {"userName", name + "@example.org"},
                 {"active", true},
                 {"displayName", name},
                 {"emails", {{{"primary", true}, {"type", "work"}, {"value", name + "@example.org"}}}},
                 {"meta", {{"resourceType", "User"}}},
                 {"name", {{"formatted", name + " Doe"}, {"familyName", "Doe"}, {"givenName", name}}},
                 {"roles", json::array()}};
    body.update(more);
    const auto made = client_.post("/Users", body);
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body.value("id", "");
  }
  std::string make_group(const std::string& name) {
    const auto made = client_.post(
        "/Groups", {{"schemas",
                     {"urn:ietf:params:scim:schemas:core:2.0:Group",
                      "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"}},
                    {"externalId", "gid-" + name},
                    {"displayName", name},
                    {"meta", {{"resourceType", "Group"}}}});
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body.value("id", "");
  }
  static json one(const char* op, const std::string& path, const json& value) {
    return {{{"op", op}, {"path", path}, {"value", value}}};
  }

  SlapdProcess slapd_{{.overlays = {"ppolicy"}}};
  DaemonProcess daemon_{slapd_};
  ScimClient client_{daemon_.port(), daemon_.token()};
};

TEST_F(EndToEnd, TheConnectionTestOfEntraFindsNobody) {
  const auto probe = client_.get("/Users?filter=userName+eq+%227d420df3-8d4c-4a2b-8d2e-3a3e3b8a4b11%22");
  EXPECT_EQ(probe.status, 200);
  EXPECT_EQ(probe.body["totalResults"], 0);
  EXPECT_EQ(probe.body["schemas"], json({"urn:ietf:params:scim:api:messages:2.0:ListResponse"}));
}

TEST_F(EndToEnd, APersonBecomesAnEntry) {
  const auto id = make_user("jo");
  const auto jo = person("id-jo");
  ASSERT_TRUE(jo);
  EXPECT_EQ(jo->attributes.at("cn"), ldap::Values{"jo"});
  EXPECT_EQ(jo->attributes.at("sn"), ldap::Values{"Doe"});
  EXPECT_EQ(jo->attributes.at("mail"), ldap::Values{"jo@example.org"});

  const auto read = client_.get("/Users/" + id);
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.body["userName"], "jo@example.org");
  EXPECT_EQ(read.body["meta"]["resourceType"], "User");
  EXPECT_TRUE(read.location->ends_with("/scim/v2/Users/" + id));
  EXPECT_EQ(client_.filter("/Users", "externalId eq \"id-jo\"").body["totalResults"], 1);
}

TEST_F(EndToEnd, AChangeADisableAndAnEnableReachTheEntry) {
  const auto path = "/Users/" + make_user("jo");
  EXPECT_EQ(client_.patch(path, one("Replace", "emails[type eq \"work\"].value", "new@example.org")).status,
            200);
  EXPECT_EQ(person("id-jo")->attributes.at("mail"), ldap::Values{"new@example.org"});

  const auto disabled = client_.patch(path, one("Replace", "active", "False"));
  EXPECT_EQ(disabled.body["active"], false);
  EXPECT_EQ(person("id-jo")->attributes.at("employeeType"), ldap::Values{"disabled"});
  EXPECT_TRUE(person("id-jo")->attributes.contains("pwdAccountLockedTime"));

  EXPECT_EQ(client_.patch(path, one("Replace", "active", "True")).status, 200);
  EXPECT_FALSE(person("id-jo")->attributes.contains("employeeType"));
  EXPECT_FALSE(person("id-jo")->attributes.contains("pwdAccountLockedTime"));
}

TEST_F(EndToEnd, ADeletedPersonIsGoneFromEverywhere) {
  const auto id = make_user("jo");
  const auto staff = make_group("staff");
  client_.patch("/Groups/" + staff, one("Add", "members", {{{"value", id}}}));
  EXPECT_EQ(client_.remove("/Users/" + id).status, 204);
  EXPECT_FALSE(person("id-jo"));
  EXPECT_EQ(group("staff")->attributes.at("member"), ldap::Values{"cn=empty,dc=example,dc=org"});
  EXPECT_EQ(client_.get("/Users/" + id).status, 404);
  EXPECT_EQ(client_.remove("/Users/" + id).status, 404);
  EXPECT_FALSE(client_.get("/Groups/" + staff).body.contains("members"));
}

TEST_F(EndToEnd, MembersComeAndGoAndANestedGroupIsFlagged) {
  const auto jo = make_user("jo");
  const auto staff = make_group("staff");
  const auto inner = make_group("inner");
  const auto path = "/Groups/" + staff;
  EXPECT_EQ(client_.patch(path, one("Add", "members", {{{"$ref", nullptr}, {"value", jo}}})).status, 204);
  EXPECT_EQ(client_.patch(path, one("Add", "members", {{{"$ref", nullptr}, {"value", inner}}})).status, 204);
  EXPECT_EQ(group("staff")->attributes.at("member"), ldap::Values{"uid=id-jo,ou=people,dc=example,dc=org"});

  const auto flags = daemon_.run({"flags"});
  EXPECT_EQ(flags.exit_code, 3);
  EXPECT_NE(flags.out.find("nested_group"), std::string::npos) << flags.out;
  EXPECT_NE(flags.out.find("'inner'"), std::string::npos) << flags.out;

  EXPECT_EQ(client_.patch(path, one("Remove", "members", {{{"$ref", nullptr}, {"value", jo}}})).status, 204);
  EXPECT_EQ(group("staff")->attributes.at("member"), ldap::Values{"cn=empty,dc=example,dc=org"});
  EXPECT_FALSE(client_.get("/Groups/" + staff + "?excludedAttributes=members").body.contains("members"));
}

TEST_F(EndToEnd, AManagerIsAReferenceThatFollows) {
  const auto boss = make_user("boss");
  const auto jo = make_user("jo");
  EXPECT_EQ(client_.patch("/Users/" + jo, one("Add", std::string(kEnterprise) + ":manager", boss)).status,
            200);
  EXPECT_EQ(person("id-jo")->attributes.at("manager"),
            ldap::Values{"uid=id-boss,ou=people,dc=example,dc=org"});
  EXPECT_EQ(client_.patch("/Users/" + boss, one("Replace", "externalId", "other")).status, 200);
  EXPECT_EQ(person("id-jo")->attributes.at("manager"), ldap::Values{"uid=other,ou=people,dc=example,dc=org"});
}

TEST_F(EndToEnd, ADuplicateIsAConflictThatNamesTheAttribute) {
  make_user("jo");
  const auto again = client_.post("/Users", {{"userName", "JO@example.org"}, {"externalId", "another"}});
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.body["scimType"], "uniqueness");
  EXPECT_EQ(again.body["status"], "409");
  EXPECT_NE(again.body["detail"].get<std::string>().find("userName"), std::string::npos);
}

TEST_F(EndToEnd, HostileNamesAreFoundAndNothingElseIs) {
  const std::vector<std::string> names = {
      "quote\"d",          "back\\slash", "star*",     "par(en)s",
      "and R or D",        "umläut",      "nul\0byte", std::string("nul\0byte", 8),
      "comma, plus + = ;", "<#>",         " lead"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i == 6) continue;  // The same text as a C string ends at its NUL.
    const auto made = client_.post("/Users", {{"userName", names[i]}, {"externalId", names[i]}});
    ASSERT_EQ(made.status, 201) << made.body;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i == 6) continue;
    for (const char* attribute : {"userName", "externalId"}) {
      const auto found = client_.filter("/Users", std::string(attribute) + " eq " + json(names[i]).dump());
      ASSERT_EQ(found.status, 200) << found.body;
      EXPECT_EQ(found.body["totalResults"], 1) << names[i];
      EXPECT_EQ(found.body["Resources"][0]["userName"], names[i]);
    }
  }
  EXPECT_EQ(client_.filter("/Users", "userName eq \"*\"").body["totalResults"], 0);
  EXPECT_EQ(client_.filter("/Users", "userName eq \"UMLÄUT\"").body["totalResults"], 1);
}

TEST_F(EndToEnd, AValueTheDirectoryRefusesIsFlaggedAndTheRestIsWritten) {
  const auto id = make_user("jo", {{"phoneNumbers", {{{"type", "work"}, {"value", "\u00fc"}}}}});
  EXPECT_TRUE(person("id-jo"));
  EXPECT_FALSE(person("id-jo")->attributes.contains("telephoneNumber"));
  EXPECT_EQ(client_.get("/Users/" + id).body["phoneNumbers"][0]["value"], "\u00fc");
  const auto flags = daemon_.run({"flags"});
  EXPECT_NE(flags.out.find("value_refused"), std::string::npos) << flags.out;
  EXPECT_NE(flags.out.find("telephoneNumber"), std::string::npos) << flags.out;
}

TEST_F(EndToEnd, BadRequestsGetScimErrors) {
  EXPECT_EQ(client_.get("/Users/nobody").status, 404);
  EXPECT_EQ(client_.get("/Nothing").status, 404);
  EXPECT_EQ(client_.send("PUT", "/Users", {{"userName", "x"}}).status, 405);
  const auto nameless = client_.post("/Users", {{"displayName", "x"}});
  EXPECT_EQ(nameless.status, 400);
  EXPECT_EQ(nameless.body["scimType"], "invalidValue");
  const auto filter = client_.filter("/Users", "userName eq");
  EXPECT_EQ(filter.status, 400);
  EXPECT_EQ(filter.body["scimType"], "invalidFilter");
  ScimClient stranger(daemon_.port(), "slb_wrong");
  EXPECT_EQ(stranger.get("/Users").status, 401);
}

TEST_F(EndToEnd, ARevokedTokenStopsWorkingAtOnce) {
  EXPECT_EQ(client_.get("/Users").status, 200);
  EXPECT_EQ(daemon_.run({"token", "revoke", "test"}).exit_code, 0);
  EXPECT_EQ(client_.get("/Users").status, 401);
  const auto listed = daemon_.run({"token", "list"});
  EXPECT_NE(listed.out.find("revoked"), std::string::npos) << listed.out;
}

TEST_F(EndToEnd, EverythingSurvivesAKill) {
  const auto id = make_user("jo");
  daemon_.kill();
  daemon_.start();
  ScimClient again(daemon_.port(), daemon_.token());
  EXPECT_EQ(again.get("/Users/" + id).body.value("userName", ""), "jo@example.org");
}

TEST_F(EndToEnd, StopsInGoodOrder) {
  make_user("jo");
  EXPECT_EQ(daemon_.stop(), 0) << daemon_.log();
}

TEST_F(EndToEnd, CommandsWorkWithoutADaemonAndASecondDaemonIsRefused) {
  const auto second = daemon_.run({"serve"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_NE(second.err.find("lock"), std::string::npos) << second.err;
  daemon_.stop();
  const auto status = daemon_.run({"status", "--json"});
  EXPECT_EQ(status.exit_code, 0) << status.err;
  EXPECT_NE(status.out.find("\"running\":false"), std::string::npos) << status.out;
}

TEST_F(EndToEnd, AnswersUnavailableWhileTheDirectoryIsAwayAndFinishesLater) {
  const auto id = make_user("jo");
  slapd_.kill();
  const auto refused = client_.patch("/Users/" + id, one("Replace", "displayName", "Later"));
  EXPECT_EQ(refused.status, 503) << refused.body;
  EXPECT_EQ(client_.get("/Users/" + id).status, 200);
  slapd_.restart();
  EXPECT_EQ(client_.patch("/Users/" + id, one("Replace", "displayName", "Later")).status, 200);
  EXPECT_EQ(person("id-jo")->attributes.at("cn"), ldap::Values{"Later"});
}

TEST_F(EndToEnd, ReadinessTurnsRedAndGreenWithTheDirectory) {
  auto ready = [&] {
    return testing::HttpClient(daemon_.admin_port()).ask(testing::http_request("GET", "/readyz"));
  };
  EXPECT_EQ(ready()->status, 200);
  slapd_.suspend();
  EXPECT_TRUE(testing::eventually([&] { return ready()->status == 503; }));
  EXPECT_NE(ready()->body.find("directory"), std::string::npos);
  slapd_.resume();
  EXPECT_TRUE(testing::eventually([&] { return ready()->status == 200; }));
}

TEST(EndToEndWithTls, APushOverTlsBecomesAnEntryAndPlainTextIsNotServed) {
  const testing::TempDir folder;
  testing::make_certificate(folder.path().string());
  SlapdProcess slapd;
  DaemonProcess daemon(slapd, {.scim_config = "certificate = \"" + (folder / "server.pem") + "\"\nkey = \"" +
                                              (folder / "server.key") + "\"\n"});
  ScimClient client(daemon.port(), daemon.token(), ScimClient::Transport::tls);
  const auto made = client.post("/Users", {{"userName", "jo"}, {"externalId", "id-jo"}});
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_TRUE(made.location->starts_with("https://"));
  ScimClient plain(daemon.port(), daemon.token());
  EXPECT_EQ(plain.get("/Users").status, 0);
}

TEST(EndToEndWithTls, PlainTextElsewhereThanOnLoopbackMustBeAskedFor) {
  const testing::TempDir folder;
  const std::string config =
      "[scim]\nlisten = \"0.0.0.0:0\"\n[ldap]\nuri = \"ldapi://%2Fnowhere\"\n[state]\nfolder = \"" +
      folder.path().string() + "\"\n";
  testing::write_file(folder / "config.toml", config);
  const auto refused =
      testing::run_program({testing::bridge_binary(), "serve", "--config", folder / "config.toml"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.err.find("allow_plain_http"), std::string::npos) << refused.err;
}

}  // namespace
}  // namespace bridge
