// People whose place depends on a rule: they move when another base begins to count, and all that names them
// follows.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/daemon_process.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;
using Overlays = std::vector<std::string>;

constexpr char kMapping[] = R"(
  [users]
  base = [
    { when = 'userType eq "Guest"', base = "ou=guests,dc=example,dc=org" },
    { base = "ou=people,dc=example,dc=org" },
  ]
  object_class = ["inetOrgPerson"]
  rdn = "uid"
  anchor = "employeeNumber"
  [users.attributes]
  employeeNumber = '${externalId:-${id}}'
  uid = '${userName}'
  cn = '${userName}'
  sn = '${userName}'
  manager = { from = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value', as = "dn" }
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
constexpr char kEnterprise[] = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

// With and without overlays that repair references by themselves.
class Placement : public ::testing::TestWithParam<Overlays> {
 protected:
  Placement() {
    const auto added = slapd_.open()->add({*ldap::Dn::parse("ou=guests,dc=example,dc=org"),
                                           {{"objectClass", {"organizationalUnit"}}, {"ou", {"guests"}}}});
    if (!added) throw std::runtime_error(added.error().message);
  }
  std::string mapping() const {
    testing::write_file(dir_ / "mapping.toml", kMapping);
    return dir_ / "mapping.toml";
  }
  std::string make(const std::string& endpoint, const json& body) {
    const auto made = client_.post(endpoint, body);
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body.value("id", "");
  }
  void set(const std::string& id, const char* path, const char* value) {
    const auto done = client_.patch("/Users/" + id, {{{"op", "Replace"}, {"path", path}, {"value", value}}});
    EXPECT_EQ(done.status, 200) << done.body;
  }
  ldap::Values values(const std::string& dn, const char* attribute) {
    const auto entry = slapd_.open()->read(*ldap::Dn::parse(dn), {attribute});
    return entry && *entry ? ldap::values_of((*entry)->attributes, attribute) : ldap::Values{"(no entry)"};
  }
  // Where the person stands, by all who name them.
  void expect_at(const std::string& dn) {
    EXPECT_EQ(values("cn=staff,ou=groups,dc=example,dc=org", "member"), ldap::Values{dn});
    EXPECT_EQ(values("uid=al,ou=people,dc=example,dc=org", "manager"), ldap::Values{dn});
    EXPECT_EQ(values(dn, "employeeNumber"), ldap::Values{"x-jo"});
    const auto plan = daemon_.run({"plan"});
    EXPECT_EQ(plan.exit_code, 0) << plan.out;
  }

  testing::TempDir dir_;
  testing::SlapdProcess slapd_{{.overlays = GetParam()}};
  testing::DaemonProcess daemon_{slapd_, {.mapping = mapping()}};
  testing::ScimClient client_{daemon_.port(), daemon_.token()};
};

TEST_P(Placement, IsFollowedByGroupsAndReports) {
  const auto jo = make("/Users", {{"userName", "jo"}, {"externalId", "x-jo"}});
  make("/Users", {{"userName", "al"}, {"externalId", "x-al"}, {kEnterprise, {{"manager", {{"value", jo}}}}}});
  make("/Groups", {{"displayName", "staff"}, {"members", {{{"value", jo}}}}});
  expect_at("uid=jo,ou=people,dc=example,dc=org");
  set(jo, "userType", "Guest");
  expect_at("uid=jo,ou=guests,dc=example,dc=org");
  set(jo, "userName", "joan");
  expect_at("uid=joan,ou=guests,dc=example,dc=org");
  set(jo, "userType", "Employee");
  expect_at("uid=joan,ou=people,dc=example,dc=org");
}

TEST_P(Placement, KnowsThePersonWhoseEntryStandsInAnotherBase) {
  const ldap::Entry before{*ldap::Dn::parse("uid=old,ou=guests,dc=example,dc=org"),
                           {{"objectClass", {"inetOrgPerson"}},
                            {"uid", {"old"}},
                            {"cn", {"Old"}},
                            {"sn", {"Old"}},
                            {"employeeNumber", {"x-jo"}}}};
  ASSERT_TRUE(slapd_.open()->add(before));
  make("/Users", {{"userName", "jo"}, {"externalId", "x-jo"}});
  EXPECT_EQ(values("uid=jo,ou=people,dc=example,dc=org", "employeeNumber"), ldap::Values{"x-jo"});
  EXPECT_EQ(values(before.dn.text(), "uid"), ldap::Values{"(no entry)"});
}

INSTANTIATE_TEST_SUITE_P(Servers, Placement, ::testing::Values(Overlays{}, Overlays{"refint", "memberof"}),
                         [](const auto& which) { return which.param.empty() ? "Plain" : "Overlays"; });

}  // namespace
}  // namespace bridge
