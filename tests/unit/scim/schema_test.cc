#include "scim/schema.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "base/text.h"

namespace bridge::scim {
namespace {

TEST(Schemas, PutTheCoreFirst) {
  EXPECT_EQ(schemas_of(ResourceType::user)[0].urn, kUserUrn);
  EXPECT_EQ(schemas_of(ResourceType::user)[1].urn, kEnterpriseUserUrn);
  ASSERT_EQ(schemas_of(ResourceType::group).size(), 1u);
  EXPECT_EQ(schemas_of(ResourceType::group)[0].urn, kGroupUrn);
}

TEST(Schemas, AreFoundWithoutCase) {
  const Schema* found =
      find_schema(ResourceType::user, "URN:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:user");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->urn, kEnterpriseUserUrn);
  EXPECT_EQ(find_schema(ResourceType::group, kEnterpriseUserUrn), nullptr);
}

TEST(Schemas, HoldTheCommonAttributesInEachCore) {
  for (auto type : {ResourceType::user, ResourceType::group})
    for (const char* name : {"id", "externalId", "meta", "schemas"})
      EXPECT_NE(schemas_of(type)[0].find(name), nullptr) << name;
}

TEST(Schemas, NameEachAttributeOnceAndDescribeIt) {
  const std::function<void(const std::vector<Attribute>&)> look =
      [&](const std::vector<Attribute>& attributes) {
        std::set<std::string> seen;
        for (const Attribute& attribute : attributes) {
          EXPECT_TRUE(seen.insert(ascii_lower(attribute.name)).second) << attribute.name;
          EXPECT_FALSE(attribute.description.empty()) << attribute.name;
          EXPECT_EQ(attribute.type == Attribute::Type::complex, !attribute.sub_attributes.empty())
              << attribute.name;
          look(attribute.sub_attributes);
        }
      };
  for (auto type : {ResourceType::user, ResourceType::group})
    for (const Schema& schema : schemas_of(type)) look(schema.attributes);
}

TEST(UserSchema, HasEverythingTheRfcLists) {
  const Schema& user = schemas_of(ResourceType::user)[0];
  for (const char* name : {"userName",        "name",         "displayName",  "nickName",
                           "profileUrl",      "title",        "userType",     "preferredLanguage",
                           "locale",          "timezone",     "active",       "password",
                           "emails",          "phoneNumbers", "ims",          "photos",
                           "addresses",       "groups",       "entitlements", "roles",
                           "x509Certificates"})
    EXPECT_NE(user.find(name), nullptr) << name;
}

TEST(UserSchema, SaysWhatDecidesHowValuesAreTreated) {
  const Schema& user = schemas_of(ResourceType::user)[0];
  EXPECT_TRUE(user.find("USERNAME")->required);
  EXPECT_FALSE(user.find("userName")->case_exact);
  EXPECT_EQ(user.find("userName")->uniqueness, Attribute::Uniqueness::server);
  EXPECT_TRUE(user.find("id")->case_exact);
  EXPECT_TRUE(user.find("externalId")->case_exact);
  EXPECT_EQ(user.find("password")->returned, Attribute::Returned::never);
  EXPECT_EQ(user.find("password")->mutability, Attribute::Mutability::write_only);
  EXPECT_EQ(user.find("groups")->mutability, Attribute::Mutability::read_only);
  EXPECT_EQ(user.find("emails")->sub("Primary")->type, Attribute::Type::boolean);
  EXPECT_EQ(user.find("emails")->sub("nonsense"), nullptr);
}

TEST(ResourceTypes, HaveTheirNamesAndEndpoints) {
  EXPECT_EQ(name_of(ResourceType::user), "User");
  EXPECT_EQ(endpoint_of(ResourceType::user), "Users");
  EXPECT_EQ(name_of(ResourceType::group), "Group");
  EXPECT_EQ(endpoint_of(ResourceType::group), "Groups");
}

}  // namespace
}  // namespace bridge::scim
