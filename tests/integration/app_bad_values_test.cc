#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/daemon_process.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"
#include "support/temp_dir.h"

// Values that the directory does not take: refused when the entry cannot be without them, else left out and
// flagged, and never an error of ours.

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::ScimClient;
using testing::ScimResponse;
using testing::SlapdProcess;

constexpr char kExtension[] = "urn:example:test";

// Classes of this server require the attribute in question, or merely allow it.
constexpr char kSchema[] = R"(
attributetype ( 1.3.6.1.4.1.99999.1.1 NAME 'testFlag' EQUALITY booleanMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 )
attributetype ( 1.3.6.1.4.1.99999.1.2 NAME 'testTime' EQUALITY generalizedTimeMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 )
)";

struct Case {
  const char* attribute;
  const char* good;
  const char* bad;
};
void PrintTo(const Case& value, std::ostream* out) { *out << value.attribute; }

std::string schema_with(const Case& value) {
  return std::string(kSchema) + "objectclass ( 1.3.6.1.4.1.99999.2.1 NAME 'testRequires' AUXILIARY MUST " +
         value.attribute + " )\nobjectclass ( 1.3.6.1.4.1.99999.2.2 NAME 'testAllows' AUXILIARY MAY " +
         value.attribute + " )\n";
}

std::string mapping_with(const Case& value, const std::string& object_class) {
  return R"(
    [users]
    base = "ou=people,dc=example,dc=org"
    object_class = ["inetOrgPerson", ")" +
         object_class + R"("]
    rdn = "uid"
    anchor = "uid"
    [users.attributes]
    uid = '${externalId}'
    cn = '${userName}'
    sn = '${userName}'
    )" + value.attribute +
         " = '${" + kExtension + ":" + value.attribute + R"(}'
    [users.inactive]
    set = { employeeType = "disabled" }
    [groups]
    base = "ou=groups,dc=example,dc=org"
    object_class = ["groupOfNames"]
    rdn = "cn"
    [groups.attributes]
    cn = '${displayName}'
    [groups.members]
    write = [{ attribute = "member", as = "dn" }]
    empty = { placeholder = "cn=empty,dc=example,dc=org" }
  )";
}

class BadValues : public ::testing::TestWithParam<Case> {
 protected:
  void start(const std::string& object_class) {
    testing::write_file(dir_ / "mapping.toml", mapping_with(GetParam(), object_class));
    slapd_.emplace(testing::SlapdOptions{.global_config = schema_with(GetParam())});
    daemon_.emplace(*slapd_, testing::DaemonOptions{.mapping = dir_ / "mapping.toml"});
    client_.emplace(daemon_->port(), daemon_->token());
  }

  std::string path_of_value() const { return std::string(kExtension) + ":" + GetParam().attribute; }
  ScimResponse make(const char* value) {
    return client_->post("/Users", {{"schemas", {"urn:ietf:params:scim:schemas:core:2.0:User", kExtension}},
                                    {"externalId", "jo"},
                                    {"userName", "jo"},
                                    {kExtension, {{GetParam().attribute, value}}}});
  }
  ScimResponse change(const std::string& id, const char* value) {
    return client_->patch("/Users/" + id, {{{"op", "replace"}, {"path", path_of_value()}, {"value", value}}});
  }
  ldap::Values in_directory() const {
    const auto jo = slapd_->open()->read(*ldap::Dn::parse("uid=jo,ou=people,dc=example,dc=org"), {"*"});
    if (!jo || !*jo || !(*jo)->attributes.contains(GetParam().attribute)) return {};
    return (*jo)->attributes.at(GetParam().attribute);
  }
  void expect_refused(const ScimResponse& answer) const {
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_EQ(answer.body.value("scimType", ""), "invalidValue");
    EXPECT_NE(answer.body.value("detail", "").find(path_of_value()), std::string::npos) << answer.body;
  }
  bool is_flagged() const {
    return daemon_->run({"flags"}).out.find(std::string("  ") + GetParam().attribute + "\n") !=
           std::string::npos;
  }

  testing::TempDir dir_;
  std::optional<SlapdProcess> slapd_;
  std::optional<DaemonProcess> daemon_;
  std::optional<ScimClient> client_;
};

TEST_P(BadValues, AreRefusedWhereTheEntryNeedsThem) {
  start("testRequires");
  expect_refused(make(GetParam().bad));
  EXPECT_EQ(client_->get("/Users").body["totalResults"], 0);

  const auto made = make(GetParam().good);
  ASSERT_EQ(made.status, 201) << made.body;
  const auto id = made.body["id"].get<std::string>();
  const auto before = in_directory();
  EXPECT_EQ(before.size(), 1U);
  expect_refused(change(id, GetParam().bad));
  EXPECT_EQ(in_directory(), before);
  EXPECT_EQ(client_->get("/Users/" + id).body[kExtension][GetParam().attribute], GetParam().good);
}

TEST_P(BadValues, AreLeftOutAndFlaggedElsewhere) {
  start("testAllows");
  const auto made = make(GetParam().bad);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(in_directory(), ldap::Values{});
  EXPECT_TRUE(is_flagged());

  const auto id = made.body["id"].get<std::string>();
  EXPECT_EQ(change(id, GetParam().good).status, 200);
  EXPECT_EQ(in_directory().size(), 1U);
  EXPECT_FALSE(is_flagged());
}

TEST_P(BadValues, NeverKeepSomebodyFromBeingDisabled) {
  start("testRequires");
  const auto made = make(GetParam().good);
  ASSERT_EQ(made.status, 201) << made.body;
  const auto answer =
      client_->patch("/Users/" + made.body["id"].get<std::string>(),
                     {{{"op", "replace"}, {"path", "active"}, {"value", false}},
                      {{"op", "replace"}, {"path", path_of_value()}, {"value", GetParam().bad}}});
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(is_flagged());
}

INSTANTIATE_TEST_SUITE_P(
    Syntaxes, BadValues,
    ::testing::Values(Case{"telephoneNumber", "+49 30 1", "b\xc3\xbcro"}, Case{"c", "DE", "Germany"},
                      Case{"mail", "jo@example.org", "j\xc3\xb6@example.org"},
                      Case{"testFlag", "TRUE", "yes"}, Case{"testTime", "20260101000000Z", "yesterday"},
                      Case{"postalAddress", "Am Ring 1$Berlin", "C:\\q"}, Case{"uidNumber", "1000", "many"},
                      Case{"manager", "cn=boss", "my boss"}, Case{"x121Address", "12 34", "none"},
                      Case{"facsimileTelephoneNumber", "+49 30 2", "b\xc3\xbcro"}),
    [](const auto& one) { return std::string(one.param.attribute); });

// Texts that fit every syntax and yet not every place.
class HostileValues : public ::testing::Test {
 protected:
  ScimResponse make(const json& more = json::object()) {
    json body = {{"schemas", {"urn:ietf:params:scim:schemas:core:2.0:User"}},
                 {"externalId", "jo"},
                 {"userName", "jo"},
                 {"displayName", "Jo"}};
    body.update(more);
    return client_.post("/Users", body);
  }

  SlapdProcess slapd_;
  DaemonProcess daemon_{slapd_};
  ScimClient client_{daemon_.port(), daemon_.token()};
};

TEST_F(HostileValues, TooLongForANameAreRefused) {
  for (const std::size_t length : {10'000, 600}) {  // The server says different things about them.
    const auto answer = make({{"externalId", std::string(length, 'x')}});
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_NE(answer.body.value("detail", "").find("externalId"), std::string::npos) << answer.body;
  }
  const auto made = make();
  EXPECT_EQ(made.status, 201);
  const auto renamed =
      client_.patch("/Users/" + made.body.value("id", ""),
                    {{{"op", "replace"}, {"path", "externalId"}, {"value", std::string(600, 'x')}}});
  EXPECT_EQ(renamed.status, 400) << renamed.body;
}

TEST_F(HostileValues, LongOnesAreWrittenWhereTheyFit) {
  EXPECT_EQ(make({{"displayName", std::string(10'000, 'x')}}).status, 201);
}

TEST_F(HostileValues, WithANulAreWritten) {
  const std::string nul("J\0o", 3);
  const auto made = make({{"title", nul}, {"externalId", nul}});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.body["title"], nul);
  const auto jo = slapd_.open()->read(*ldap::Dn::parse("uid=J\\00o,ou=people,dc=example,dc=org"), {"title"});
  ASSERT_TRUE(jo && *jo);
  EXPECT_EQ((*jo)->attributes.at("title"), ldap::Values{nul});
}

}  // namespace
}  // namespace bridge
