#include "scim/discovery.h"

#include <gtest/gtest.h>

#include <functional>

#include "scim/listing.h"

namespace bridge::scim {
namespace {

constexpr auto kBase = "https://x/scim/v2";

Json config(long bulk_operations) {
  return service_provider_config({bulk_operations, 1000, std::chrono::seconds(60)}, kBase);
}

void expect_no_nulls(const Json& json, const std::string& where) {
  EXPECT_FALSE(json.is_null()) << where;
  if (json.is_structured())
    for (const auto& [key, value] : json.items()) expect_no_nulls(value, where + "/" + key);
}

const Json* named(const Json& attributes, const std::string& name) {
  for (const Json& each : attributes)
    if (each["name"] == name) return &each;
  return nullptr;
}

TEST(Discovery, TellsWhatIsOffered) {
  const Json told = config(10);
  for (const char* feature : {"patch", "bulk", "filter", "changePassword", "sort", "etag"})
    EXPECT_EQ(told[feature]["supported"], true) << feature;
  EXPECT_EQ(told["filter"]["maxResults"], kMostPerPage);
  EXPECT_EQ(told["bulk"]["maxOperations"], 10);
  EXPECT_EQ(told["bulk"]["maxPayloadSize"], 1000);
  EXPECT_EQ(told["pagination"]["cursor"], true);
  EXPECT_EQ(told["pagination"]["cursorTimeout"], 60);
  EXPECT_EQ(told["authenticationSchemes"][0]["type"], "oauthbearertoken");
  EXPECT_EQ(told["meta"]["location"], "https://x/scim/v2/ServiceProviderConfig");
}

TEST(Discovery, PromisesNoBulkWhereThereIsNone) {
  EXPECT_EQ(config(0)["bulk"]["supported"], false);
  EXPECT_EQ(config(0)["bulk"]["maxPayloadSize"], 0);
}

TEST(Discovery, HoldsNoNulls) {
  expect_no_nulls(config(10), "config");
  for (const Json& each : schemas(kBase)) expect_no_nulls(each, each["id"]);
  for (const Json& each : resource_types(kBase)) expect_no_nulls(each, each["id"]);
}

TEST(Discovery, ListsResourceTypesWithTheirExtensions) {
  const auto types = resource_types(kBase);
  ASSERT_EQ(types.size(), 2u);
  EXPECT_EQ(types[0]["endpoint"], "/Users");
  EXPECT_EQ(types[0]["schema"], kUserUrn);
  EXPECT_EQ(types[0]["schemaExtensions"][0]["schema"], kEnterpriseUserUrn);
  EXPECT_EQ(types[0]["schemaExtensions"][0]["required"], false);
  EXPECT_EQ(types[1]["meta"]["location"], "https://x/scim/v2/ResourceTypes/Group");
}

TEST(Discovery, FindsResourceTypesAndSchemasWithoutCase) {
  EXPECT_EQ((*resource_type("uSER", kBase))["name"], "User");
  EXPECT_FALSE(resource_type("Users", kBase));
  EXPECT_EQ((*schema("URN:IETF:params:scim:schemas:core:2.0:group", kBase))["id"], kGroupUrn);
  EXPECT_FALSE(schema("urn:nothing", kBase));
}

TEST(Discovery, WritesAttributesAsTheRfcDoes) {
  const Json user = *schema(kUserUrn, kBase);
  EXPECT_EQ(user["meta"]["location"], "https://x/scim/v2/Schemas/" + std::string(kUserUrn));
  const Json* user_name = named(user["attributes"], "userName");
  ASSERT_NE(user_name, nullptr);
  EXPECT_EQ(*user_name, Json::object({{"name", "userName"},
                                      {"type", "string"},
                                      {"multiValued", false},
                                      {"description", "The name the person signs in with."},
                                      {"required", true},
                                      {"caseExact", false},
                                      {"mutability", "readWrite"},
                                      {"returned", "default"},
                                      {"uniqueness", "server"}}));
  const Json* emails = named(user["attributes"], "emails");
  ASSERT_NE(emails, nullptr);
  EXPECT_EQ((*named((*emails)["subAttributes"], "type"))["canonicalValues"], Json({"work", "home", "other"}));
  const Json* meta = named(user["attributes"], "meta");
  ASSERT_NE(meta, nullptr);
  EXPECT_EQ((*named((*meta)["subAttributes"], "created"))["type"], "dateTime");
}

TEST(Discovery, ListsNothingThatIsNeverReturned) {
  for (const Json& each : schemas(kBase)) EXPECT_EQ(named(each["attributes"], "password"), nullptr);
}

}  // namespace
}  // namespace bridge::scim
