#include "engine.h"
#include "sync/flags.h"

namespace bridge::testing {
namespace {

using nlohmann::json;

constexpr const char* kMapping = R"(
  [users]
  base = "ou=people,dc=example,dc=org"
  object_class = ["inetOrgPerson", "posixAccount"]
  rdn = "uid"
  anchor = "employeeNumber"
  [users.attributes]
  uid = '${userName|before:@}'
  employeeNumber = '${externalId}'
  cn = '${displayName:-${userName}}'
  sn = '${name.familyName:-${userName}}'
  uidNumber = '${nickName}'
  mail = '${emails[type eq "work"].value}'
  [groups]
  base = "ou=groups,dc=example,dc=org"
  object_class = ["groupOfNames"]
  rdn = "cn"
  anchor = "description"
  [groups.attributes]
  cn = '${displayName}'
  description = '${externalId}'
  [groups.members]
  write = [{ attribute = "member", as = "dn" }]
  empty = { placeholder = "cn=empty,dc=example,dc=org" }
  [reserved]
  names = ["deploy"]
  allow = ["video"]
)";

class Reserved : public ::testing::Test {
 protected:
  static json person(const std::string& name, json more = json::object()) {
    json body = {{"userName", name}, {"externalId", "x-" + name}, {"displayName", "Somebody"}};
    body.update(more);
    return body;
  }
  std::string refusal(const Result<scim::Resource>& made) {
    if (made) return "";
    EXPECT_EQ(made.error().code, Error::Code::invalid_input);
    EXPECT_EQ(made.error().keyword, "invalidValue");
    return made.error().message;
  }
  std::string create(const json& body, scim::ResourceType type = scim::ResourceType::user) {
    return refusal(engine_.create(type, body));
  }
  void put(const std::string& dn, ldap::Attributes attributes) {
    ASSERT_TRUE(engine_.directory.open()->add({*ldap::Dn::parse(dn), std::move(attributes)}));
  }
  // Something stands there and carries the anchor of who is pushed.
  std::string adopt(const std::string& rdn, ldap::Attributes attributes) {
    attributes.insert({{"employeeNumber", {"x-jo"}}, {"cn", {"Jo"}}, {"sn", {"Jo"}}});
    put(rdn + ",ou=people,dc=example,dc=org", std::move(attributes));
    return create(person("jo"));
  }
  static bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }

  Engine engine_{kMapping};
};

TEST_F(Reserved, NamesAreNotGivenToPeople) {
  for (const char* name : {"root", "ROOT", "sudo@example.org", "Administrator", "deploy"}) {
    const std::string why = create(person(name));
    EXPECT_TRUE(says(why, "attribute 'userName'") && says(why, "is reserved")) << name << ": " << why;
  }
  EXPECT_TRUE(says(create(person("jo", {{"displayName", "Domain Admins"}})), "is reserved"));
  EXPECT_EQ(engine_.counts().users, 0);
  EXPECT_EQ(engine_.counts().open_intents, 0);
  EXPECT_EQ(create(person("rooty")), "");
  EXPECT_EQ(create(person("video")), "");
}

TEST_F(Reserved, NamesAreNotGivenToGroups) {
  for (const char* name : {"sudo", "wheel", "docker", "domain admins", "Deploy"})
    EXPECT_TRUE(says(create({{"displayName", name}}, scim::ResourceType::group), "is reserved")) << name;
  EXPECT_EQ(create({{"displayName", "Engineers"}}, scim::ResourceType::group), "");
}

TEST_F(Reserved, NamesAreNotReachedByRenaming) {
  const auto jo = *engine_.create(scim::ResourceType::user, person("jo"));
  const json rename = {{{"op", "replace"}, {"path", "userName"}, {"value", "root"}}};
  EXPECT_TRUE(says(refusal(engine_.patch(jo, rename)), "is reserved"));
  EXPECT_TRUE(engine_.entry("uid=jo,ou=people,dc=example,dc=org"));
  EXPECT_EQ(engine_.flag_kinds(jo.id), std::vector<std::string>{sync::kReserved});
  const auto team = *engine_.create(scim::ResourceType::group, {{"displayName", "team"}});
  const json group = {{{"op", "replace"}, {"path", "displayName"}, {"value", "wheel"}}};
  EXPECT_TRUE(says(refusal(engine_.patch(team, group)), "is reserved"));
}

TEST_F(Reserved, NamesThatStandThereAlreadyAreNoReasonToRefuseAnotherChange) {
  const auto tv = *engine_.create(scim::ResourceType::user, person("video"));
  const std::string strict(kMapping);
  engine_.context.mapping = *mapping::Mapping::parse(strict.substr(0, strict.find("allow")), "mapping.toml");
  EXPECT_TRUE(says(create(person("Video")), "is reserved"));
  const json mail = {{{"op", "add"}, {"path", "emails[type eq \"work\"].value"}, {"value", "v@example.org"}}};
  EXPECT_EQ(refusal(engine_.patch(tv, mail)), "");
}

TEST_F(Reserved, TheFlagTellsWhoAndGoesWhenAllIsWell) {
  create(person("jo", {{"displayName", "root"}}));
  const auto flags = engine_.ask([](const store::Reader& r) { return r.flags(store::ResourceId{""}); });
  ASSERT_EQ(flags.size(), 1u);
  EXPECT_EQ(flags[0].kind, sync::kReserved);
  EXPECT_EQ(flags[0].subject, "jo");
  EXPECT_EQ(flags[0].client, "test");
  EXPECT_EQ(create(person("jo")), "");
  EXPECT_TRUE(engine_.flag_kinds({""}).empty());
}

TEST_F(Reserved, NumbersOfTheSystemAreNotGiven) {
  for (const char* number : {"0", "999", "65534", "-1"})
    EXPECT_TRUE(says(create(person("jo", {{"nickName", number}})), "outside of the numbers")) << number;
  EXPECT_EQ(create(person("jo", {{"nickName", "1000"}})), "");
}

TEST_F(Reserved, NumbersOutsideThePoolsAreNotGiven) {
  Engine engine(std::string(kMapping) + R"(
    [numbers.uid]
    range = [10000, 10999]
    reserved = [10500]
  )");
  const auto status = [&](const char* number) {
    return refusal(engine.create(scim::ResourceType::user, person("jo", {{"nickName", number}})));
  };
  for (const char* number : {"0", "9999", "11000", "10500"})
    EXPECT_TRUE(says(status(number), "outside of the numbers")) << number;
  EXPECT_EQ(status("10501"), "");
}

TEST_F(Reserved, EntriesOfPeopleAreAdopted) {
  EXPECT_EQ(adopt("uid=jane", {{"objectClass", {"inetOrgPerson"}}, {"uid", {"jane"}}}), "");
}

TEST_F(Reserved, AdministratorsOfActiveDirectoryAreNotAdopted) {
  EXPECT_TRUE(
      says(adopt("cn=jo", {{"objectClass", {"inetOrgPerson"}}, {"adminCount", {"1"}}}), "adminCount=1"));
  EXPECT_FALSE(engine_.entry("uid=jo,ou=people,dc=example,dc=org"));
  EXPECT_EQ(engine_.flag_kinds({""}), std::vector<std::string>{sync::kReserved});
  EXPECT_EQ(engine_.counts().open_intents, 0);
}

TEST_F(Reserved, WhatIsNoPersonIsNotAdopted) {
  EXPECT_TRUE(says(adopt("cn=printer", {{"objectClass", {"device"}}}), "it is no person"));
}

TEST_F(Reserved, ComputersAreNotAdoptedThoughTheyHaveTheClassesOfPeople) {
  EXPECT_TRUE(says(adopt("cn=pc", {{"objectClass", {"person", "user", "computer"}}}), "it is no person"));
}

TEST_F(Reserved, EntriesWithReservedNamesOrNumbersAreNotAdopted) {
  EXPECT_TRUE(
      says(adopt("uid=root", {{"objectClass", {"inetOrgPerson"}}, {"uid", {"root"}}}), "'root' is reserved"));
}

TEST_F(Reserved, EntriesWithNumbersOfTheSystemAreNotAdopted) {
  EXPECT_TRUE(
      says(adopt("uid=jane", {{"objectClass", {"posixAccount"}}, {"uid", {"jane"}}, {"uidNumber", {"0"}}}),
           "uidNumber 0 is the system's"));
}

TEST_F(Reserved, TheBridgesOwnAccountIsNeverAPerson) {
  engine_.context.identity = *ldap::Dn::parse("UID=bridge,ou=people,dc=example,dc=org");
  EXPECT_TRUE(says(create(person("bridge")), "the account this bridge signs in with"));
  EXPECT_TRUE(says(adopt("uid=bridge", {{"objectClass", {"inetOrgPerson"}}, {"uid", {"bridge"}}}),
                   "the account this bridge signs in with"));
}

}  // namespace
}  // namespace bridge::testing
