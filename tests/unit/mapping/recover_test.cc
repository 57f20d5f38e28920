#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mapping/mapping.h"
#include "mapping/recovered.h"

namespace bridge::mapping {
namespace {

using scim::Json;
using scim::ResourceType;

constexpr char kUrn[] = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

std::shared_ptr<const Mapping> with_rules(const std::string& attributes, const std::string& inactive = "",
                                          const std::string& rdn = "uid") {
  const auto mapping = Mapping::parse(R"(
    [groups]
    base = "ou=groups,dc=x"
    object_class = ["groupOfNames"]
    rdn = "cn"
    [groups.attributes]
    cn = '${displayName}'
    [groups.members]
    write = [{ attribute = "member", as = "dn" }]
    empty = { placeholder = "cn=empty,dc=x" }
    [numbers.uid]
    range = [10000, 19999]
    [users]
    base = "ou=people,dc=x"
    object_class = ["inetOrgPerson"]
    rdn = ")" + rdn + "\"\nanchor = \"uid\"\n[users.attributes]\n" +
                                          attributes + "\n[users.inactive]\n" + inactive + "\n",
                                      "test.toml");
  if (!mapping) throw std::runtime_error(mapping.error().message);
  return *mapping;
}

Recovered from(const Mapping& mapping, ldap::Attributes attributes) {
  attributes["uid"] = {"jo"};
  return mapping.recover(ResourceType::user,
                         {*ldap::Dn::parse("uid=jo,ou=people,dc=x"), std::move(attributes)});
}

constexpr char kUid[] = "uid = '${externalId:-${id}}'\n";

TEST(Recover, ReadsPlainPathsAndTextAroundThem) {
  const auto mapping = with_rules(std::string(kUid) + "title = '${title}'\no = 'of ${userName} (staff)'");
  const Json body = from(*mapping, {{"title", {"Chief"}}, {"o", {"of jo@x (staff)"}}}).body;
  EXPECT_EQ(body["title"], "Chief");
  EXPECT_EQ(body["userName"], "jo@x");
  EXPECT_EQ(body["externalId"], "jo");
}

TEST(Recover, PutsPartsOfOneFilterIntoOneElement) {
  const auto mapping = with_rules(std::string(kUid) +
                                  "l = '${addresses[type eq \"work\"].locality}'\n"
                                  "st = '${addresses[type eq \"work\"].region}'\n"
                                  "telephoneNumber = { from = 'phoneNumbers.value', multi = \"all\" }\n"
                                  "mobile = '${phoneNumbers[type eq \"mobile\"].value}'");
  const Json body =
      from(*mapping, {{"l", {"Ulm"}}, {"st", {"BW"}}, {"mobile", {"2"}}, {"telephoneNumber", {"1", "2"}}})
          .body;
  EXPECT_EQ(body["addresses"], Json::array({{{"type", "work"}, {"locality", "Ulm"}, {"region", "BW"}}}));
  ASSERT_EQ(body["phoneNumbers"].size(), 2u) << body;
  EXPECT_EQ(body["phoneNumbers"][0], (Json{{"type", "mobile"}, {"value", "2"}}));
  EXPECT_EQ(body["phoneNumbers"][1], (Json{{"value", "1"}}));
}

TEST(Recover, TurnsLookupsAroundOnlyWhereTheyAreOneToOne) {
  const auto mapping = with_rules(
      std::string(kUid) +
      "employeeType = { from = 'userType', transform = [{ map = { Employee = \"E\", Guest = \"G\" } }] }\n"
      "title = { from = 'title', transform = [{ map = { A = \"X\", B = \"X\" } }] }\n"
      "o = '${nickName|before:@}'");
  const Json body = from(*mapping, {{"employeeType", {"G"}}, {"title", {"X"}}, {"o", {"n"}}}).body;
  EXPECT_EQ(body["userType"], "Guest");
  EXPECT_FALSE(body.contains("title")) << body;
  EXPECT_FALSE(body.contains("nickName")) << body;
}

TEST(Recover, TakesTheFallbackThatNoOtherRuleContradicts) {
  const auto mapping = with_rules(std::string(kUid) +
                                  "displayName = '${displayName}'\n"
                                  "cn = '${displayName:-${name.formatted:-${userName}}}'");
  EXPECT_EQ(from(*mapping, {{"cn", {"Jo"}}, {"displayName", {"Jo"}}}).body["displayName"], "Jo");
  const Json without = from(*mapping, {{"cn", {"Jo"}}}).body;
  EXPECT_FALSE(without.contains("displayName")) << without;
  EXPECT_EQ(without["name"]["formatted"], "Jo");
}

TEST(Recover, KnowsTheInactiveByAllThatDisablingWrites) {
  const auto mapping = with_rules(std::string(kUid) + "employeeType = '${userType}'",
                                  "set = { employeeType = \"disabled\", description = \"locked\" }");
  const Json locked = from(*mapping, {{"employeeType", {"disabled"}}, {"description", {"locked"}}}).body;
  EXPECT_EQ(locked["active"], false);
  EXPECT_FALSE(locked.contains("userType")) << locked;
  EXPECT_EQ(from(*mapping, {{"description", {"locked"}}}).body["active"], true);
}

TEST(Recover, FindsIdsChosenValuesAndReferences) {
  const std::string id = "6f1c1f2e-0000-4000-8000-000000000001";
  const auto mapping = with_rules(
      std::string(kUid) +
      "carLicense = '${id}'\nuidNumber = { allocate = \"uid\" }\n"
      "manager = { from = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value', as = "
      "\"dn\" }");
  Recovered made =
      from(*mapping, {{"carLicense", {id}}, {"uidNumber", {"10007"}}, {"manager", {"uid=boss,dc=x"}}});
  EXPECT_EQ(made.id, id);
  EXPECT_EQ(made.chosen, (Chosen{{"uidNumber", "10007"}}));
  EXPECT_EQ(made.pools.at("uidNumber"), "uid");
  ASSERT_EQ(made.references.size(), 1u);
  set_reference(made.body, made.references[0].path, "boss-id");
  EXPECT_EQ(made.body[kUrn]["manager"]["value"], "boss-id");
}

TEST(Recover, LeavesAnExternalIdUnsaidThatIsTheIdItself) {
  const std::string id = "6f1c1f2e-0000-4000-8000-000000000001";
  const auto mapping = with_rules("uid = '${externalId:-${id}}'\ncarLicense = '${id}'");
  const auto made = mapping->recover(ResourceType::user, {*ldap::Dn::parse("uid=" + id + ",ou=people,dc=x"),
                                                          {{"uid", {id}}, {"carLicense", {id}}}});
  EXPECT_EQ(made.id, id);
  EXPECT_FALSE(made.body.contains("externalId")) << made.body;
}

}  // namespace
}  // namespace bridge::mapping
