#include "scim/resource.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scim/error.h"

namespace bridge::scim {
namespace {

constexpr auto kUser = ResourceType::user;
constexpr auto kGroup = ResourceType::group;
const std::string kEnterprise(kEnterpriseUserUrn);

Json json(std::string_view text) {
  auto parsed = parse_json(text);
  EXPECT_TRUE(parsed) << text << ": " << parsed.error().message;
  return parsed ? *parsed : Json();
}

// The normal form of a user of this content, without what every user has.
Json normal(Json content) {
  content["userName"] = "jo";
  auto result = normalise(kUser, content);
  EXPECT_TRUE(result) << result.error().message;
  if (!result) return {};
  EXPECT_EQ(normalise(kUser, result->body)->body, result->body) << "the normal form is its own normal form";
  result->body.erase("userName");
  result->body.erase("schemas");
  return result->body;
}

struct Shape {
  const char* name;
  const char* sent;
  const char* normal;
};

void PrintTo(const Shape& shape, std::ostream* out) { *out << shape.name; }

class NormalForm : public testing::TestWithParam<Shape> {};

TEST_P(NormalForm, IsWhatIsMeant) { EXPECT_EQ(normal(json(GetParam().sent)), json(GetParam().normal)); }

#define ENTERPRISE "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\""

INSTANTIATE_TEST_SUITE_P(
    Shapes, NormalForm,
    testing::Values(
        Shape{"KeysInAnyCase", R"({"DISPLAYNAME":"J","Name":{"FamilyName":"Y"}})",
              R"({"displayName":"J","name":{"familyName":"Y"}})"},
        Shape{"BooleanAsAString", R"({"active":"False"})", R"({"active":false})"},
        Shape{"BooleanAsAStringInLowerCase", R"({"active":"true"})", R"({"active":true})"},
        Shape{"BooleanOfAnElement", R"({"roles":[{"primary":"True","value":"Admin"}]})",
              R"({"roles":[{"primary":true,"value":"Admin"}]})"},
        Shape{
            "NothingInManySpellings",
            R"({"title":null,"nickName":"","emails":[],"name":{},"ims":[{}],"photos":[null],"addresses":null,"active":""})",
            "{}"},
        Shape{"NothingInsideAnObject", R"({"name":{"givenName":"","familyName":null}})", "{}"},
        Shape{
            "HalfEmptyElements",
            R"({"addresses":[{"type":"work","formatted":"W"},{"type":"home","formatted":"H","region":null}]})",
            R"({"addresses":[{"type":"work","formatted":"W"},{"type":"home","formatted":"H"}]})"},
        Shape{"ReadOnlyAttributes",
              R"({"id":"x","meta":{"resourceType":"User"},"groups":[{"value":"g"}],"ID":"y"})", "{}"},
        Shape{"LoneObjectForAList", R"({"emails":{"value":"a"}})", R"({"emails":[{"value":"a"}]})"},
        Shape{"LoneStringForAList", R"({"emails":"a"})", R"({"emails":[{"value":"a"}]})"},
        Shape{"StringsForElements", R"({"emails":["a","b"]})", R"({"emails":[{"value":"a"},{"value":"b"}]})"},
        Shape{"EqualElements",
              R"({"phoneNumbers":[{"value":"1"},{"value":"2"},{"value":"1"},{"value":"1"}]})",
              R"({"phoneNumbers":[{"value":"1"},{"value":"2"}]})"},
        Shape{"SeveralPrimaries",
              R"({"emails":[{"value":"a","primary":true},{"value":"b","primary":"True"},{"value":"c"}]})",
              R"({"emails":[{"value":"a","primary":false},{"value":"b","primary":true},{"value":"c"}]})"},
        Shape{"EqualPrimaries", R"({"emails":[{"value":"a","primary":true},{"value":"a","primary":true}]})",
              R"({"emails":[{"value":"a","primary":true}]})"},
        Shape{
            "PrimariesThatBecomeEqual",
            R"({"emails":[{"value":"a","primary":true},{"value":"a","primary":false},{"value":"b","primary":true}]})",
            R"({"emails":[{"value":"a","primary":false},{"value":"b","primary":true}]})"},
        Shape{"TwoElementsOfOneType",
              R"({"emails":[{"type":"work","value":"a"},{"type":"work","value":"b"}]})",
              R"({"emails":[{"type":"work","value":"a"},{"type":"work","value":"b"}]})"},
        Shape{"ElementWithoutValue", R"({"emails":[{"type":"work","primary":true}]})",
              R"({"emails":[{"type":"work","primary":true}]})"},
        Shape{"UnknownAttributes",
              R"({"shoeSize":42,"Favourite":{"a":null,"b":[0,false,{"c":""}]},"empty":null,"x.y":"z"})",
              R"({"shoeSize":42,"Favourite":{"b":[0,false]},"x.y":"z"})"},
        Shape{"UnknownParts", R"({"emails":[{"value":"a","verified":true}],"name":{"nick":"J"}})",
              R"({"emails":[{"value":"a","verified":true}],"name":{"nick":"J"}})"},
        Shape{"OddCharacters", R"({"title":"\u0000\u0001 ü\ud83d\ude00\\"})",
              R"({"title":"\u0000\u0001 ü\ud83d\ude00\\"})"}));

INSTANTIATE_TEST_SUITE_P(
    Enterprise, NormalForm,
    testing::Values(
        Shape{"UrnInAnyCase",
              R"({"URN:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:user":{"Department":"IT"}})",
              "{" ENTERPRISE R"(:{"department":"IT"}})"},
        Shape{"EmptyExtension", "{" ENTERPRISE R"(:{"department":"","manager":null}})", "{}"},
        Shape{"NullExtension", "{" ENTERPRISE ":null}", "{}"},
        Shape{"ManagerAsAString", "{" ENTERPRISE R"(:{"manager":"m"}})",
              "{" ENTERPRISE R"(:{"manager":{"value":"m"}}})"},
        Shape{"ManagerAsAnObject", "{" ENTERPRISE R"(:{"Manager":{"Value":"m"}}})",
              "{" ENTERPRISE R"(:{"manager":{"value":"m"}}})"},
        Shape{"ManagerAsAList", "{" ENTERPRISE R"(:{"manager":[{"$ref":"r","value":"m"}]}})",
              "{" ENTERPRISE R"(:{"manager":{"value":"m","$ref":"r"}}})"},
        Shape{"ManagersName", "{" ENTERPRISE R"(:{"manager":{"value":"m","displayName":"M"}}})",
              "{" ENTERPRISE R"(:{"manager":{"value":"m"}}})"},
        Shape{"ManagerWithoutValue", "{" ENTERPRISE R"(:{"manager":{"value":"","$ref":"r"}}})", "{}"},
        Shape{"EmptyManager", "{" ENTERPRISE R"(:{"manager":""}})", "{}"},
        Shape{"ManagerOutsideTheExtension", "{\"manager\":\"m\"," ENTERPRISE R"(:{"department":"IT"}})",
              "{" ENTERPRISE R"(:{"department":"IT","manager":{"value":"m"}}})"},
        Shape{"NullManagerOutsideTheExtension", "{\"manager\":null," ENTERPRISE R"(:{"manager":"m"}})",
              "{" ENTERPRISE R"(:{"manager":{"value":"m"}}})"},
        Shape{"MisspelledUrn",
              R"({"urn:ietf:params:scim:schemas:extension:enterprise:2.0User":{"department":"IT"}})",
              R"({"urn:ietf:params:scim:schemas:extension:enterprise:2.0User":{"department":"IT"}})"},
        Shape{"UnknownExtension", R"({"urn:acme:extra":{"Badge":"7","none":null}})",
              R"({"urn:acme:extra":{"Badge":"7"}})"}));

struct Refusal {
  const char* name;
  const char* sent;
  std::string_view scim_type;
  const char* detail;
};

void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.name; }

class RefusedUser : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedUser, GetsAnErrorThatNamesTheAttribute) {
  const auto result = normalise(kUser, json(GetParam().sent));
  ASSERT_FALSE(result) << result->body;
  EXPECT_EQ(result.error(), invalid_input(GetParam().detail, GetParam().scim_type));
}

INSTANTIATE_TEST_SUITE_P(
    Bodies, RefusedUser,
    testing::Values(
        Refusal{"List", "[]", kInvalidSyntax, "a resource must be a JSON object"},
        Refusal{"NoUserName", "{}", kInvalidValue, "attribute 'userName' is required"},
        Refusal{"EmptyUserName", R"({"userName":""})", kInvalidValue, "attribute 'userName' is required"},
        Refusal{"NumberAsUserName", R"({"userName":7})", kInvalidValue,
                "attribute 'userName' must be a string, not number"},
        Refusal{"ListAsString", R"({"userName":"a","title":["x"]})", kInvalidValue,
                "attribute 'title' must be a string, not array"},
        Refusal{"WordAsBoolean", R"({"userName":"a","active":"on"})", kInvalidValue,
                "attribute 'active' must be true or false, not string"},
        Refusal{"NumberAsBoolean", R"({"userName":"a","active":1})", kInvalidValue,
                "attribute 'active' must be true or false, not number"},
        Refusal{"StringAsName", R"({"userName":"a","name":"Jo"})", kInvalidValue,
                "attribute 'name' must be an object, not string"},
        Refusal{"NumberInAnObject", R"({"userName":"a","name":{"familyName":7}})", kInvalidValue,
                "attribute 'name.familyName' must be a string, not number"},
        Refusal{"NumberAsElement", R"({"userName":"a","emails":[7]})", kInvalidValue,
                "attribute 'emails' must be an object, not number"},
        Refusal{"StringAsAddress", R"({"userName":"a","addresses":["x"]})", kInvalidValue,
                "attribute 'addresses' must be an object, not string"},
        Refusal{"TwoManagers", "{\"userName\":\"a\"," ENTERPRISE R"(:{"manager":["x","y"]}})", kInvalidValue,
                "attribute 'manager' takes one value, not 2"},
        Refusal{"StringAsExtension", "{\"userName\":\"a\"," ENTERPRISE R"(:"x"})", kInvalidValue,
                "attribute 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User' must be an object"},
        Refusal{"KeysThatDifferInCase", R"({"userName":"a","USERNAME":"b"})", kInvalidSyntax,
                "attribute 'userName' is named twice"},
        Refusal{"NumberAsPassword", R"({"userName":"a","password":7})", kInvalidValue,
                "attribute 'password' must be a string"},
        Refusal{"NumberAsSchema", R"({"userName":"a","schemas":[7]})", kInvalidValue,
                "attribute 'schemas' must be a list of strings"}));

TEST(NormalisedSchemas, NameWhatIsThere) {
  const auto schemas = [](const char* text) { return normalise(kUser, json(text))->body["schemas"]; };
  const std::string core(kUserUrn);
  EXPECT_EQ(schemas(R"({"userName":"a"})"), Json({core}));
  EXPECT_EQ(schemas("{\"userName\":\"a\",\"schemas\":[" ENTERPRISE "]}"), Json({core}));
  EXPECT_EQ(schemas("{\"userName\":\"a\",\"schemas\":[]," ENTERPRISE R"(:{"department":"IT"}})"),
            Json({core, kEnterprise}));
  EXPECT_EQ(schemas(R"({"userName":"a","schemas":"urn:b","urn:c":{"x":1},"urn:d":"no object"})"),
            Json({core, "urn:c", "urn:b"}));
  EXPECT_EQ(
      schemas(
          R"({"userName":"a","schemas":["URN:B","urn:b","urn:ietf:params:scim:schemas:CORE:2.0:User",null]})"),
      Json({core, "URN:B"}));
}

TEST(NormalisedSchemas, KeepTheUrnThatAGroupCameWith) {
  const auto group =
      normalise(kGroup, json(R"({"displayName":"g","schemas":["urn:ietf:params:scim:schemas:core:2.0:Group",
      "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"]})"));
  ASSERT_TRUE(group);
  EXPECT_EQ(group->body["schemas"],
            Json({kGroupUrn, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"}));
}

TEST(NormalisedPassword, IsTakenOut) {
  const auto user = normalise(kUser, json(R"({"userName":"a","Password":"geheim"})"));
  ASSERT_TRUE(user);
  ASSERT_TRUE(user->password);
  EXPECT_EQ(user->password->reveal(), "geheim");
  EXPECT_EQ(to_text(user->body).find("geheim"), std::string::npos);
}

TEST(NormalisedPassword, IsNoneWhenEmpty) {
  for (const char* text :
       {R"({"userName":"a"})", R"({"userName":"a","password":""})", R"({"userName":"a","password":null})"})
    EXPECT_FALSE(normalise(kUser, json(text))->password) << text;
}

TEST(NormalisedMembers, AreTakenOut) {
  const auto group =
      normalise(kGroup, json(R"({"displayName":"g","Members":[{"Value":"u1","$ref":null,"display":"VP"},
      "u2",{"value":"u1"},null,{"value":"g2","type":"Group","displayName":"x"}]})"));
  ASSERT_TRUE(group) << group.error().message;
  EXPECT_FALSE(group->body.contains("members"));
  const std::vector<Member> expected = {{"u1", json(R"({"value":"u1","display":"VP"})")},
                                        {"u2", json(R"({"value":"u2"})")},
                                        {"g2", json(R"({"value":"g2","type":"Group","displayName":"x"})")}};
  EXPECT_EQ(group->members, expected);
}

TEST(NormalisedMembers, TellNobodyFromNothingSaid) {
  EXPECT_FALSE(normalise(kGroup, json(R"({"displayName":"g"})"))->members);
  for (const char* text : {R"({"displayName":"g","members":[]})", R"({"displayName":"g","members":null})"}) {
    const auto group = normalise(kGroup, json(text));
    ASSERT_TRUE(group->members) << text;
    EXPECT_TRUE(group->members->empty()) << text;
  }
}

TEST(NormalisedMembers, NeedAnId) {
  for (const char* members : {R"([{"display":"x"}])", R"([{}])", R"([{"value":""}])", R"([""])"}) {
    const auto group = normalise(kGroup, {{"displayName", "g"}, {"members", json(members)}});
    ASSERT_FALSE(group) << members;
    EXPECT_EQ(group.error(),
              invalid_input("attribute 'members' has an element without 'value'", kInvalidValue));
  }
}

TEST(NormalisedGroup, NeedsAName) {
  const auto group = normalise(kGroup, json(R"({"members":[]})"));
  ASSERT_FALSE(group);
  EXPECT_EQ(group.error(), invalid_input("attribute 'displayName' is required", kInvalidValue));
}

TEST(NormalisedUser, TakesMembersForAnUnknownAttribute) {
  const auto user = normalise(kUser, json(R"({"userName":"a","members":[{"value":"x"}]})"));
  ASSERT_TRUE(user);
  EXPECT_FALSE(user->members);
  EXPECT_TRUE(user->body.contains("members"));
}

TEST(Normalise, IsQuickWithManyElements) {
  Json::array_t emails;
  for (int i = 0; i < 50'000; ++i) emails.push_back({{"value", std::to_string(i)}, {"primary", true}});
  const auto user = normalise(kUser, {{"userName", "a"}, {"emails", emails}});
  ASSERT_TRUE(user);
  EXPECT_EQ(user->body["emails"].size(), emails.size());
}

TEST(Render, AddsWhatTheServiceKnows) {
  const WallTime created{std::chrono::milliseconds(1'700'000'000'123)};
  const Resource resource{{"2819"}, kUser,   json(R"({"schemas":["s"],"userName":"jo"})"),
                          3,        created, created + std::chrono::seconds(1)};
  EXPECT_EQ(render(resource, "https://h/scim/v2"), json(R"({
    "schemas": ["s"], "id": "2819", "userName": "jo",
    "meta": {"resourceType": "User", "created": "2023-11-14T22:13:20.123Z", "lastModified": "2023-11-14T22:13:21.123Z",
             "location": "https://h/scim/v2/Users/2819", "version": "W/\"3\""}})"));
}

TEST(Render, PutsGroupsWhereGroupsAre) {
  EXPECT_EQ(location_of(kGroup, {"x"}, "https://h/scim/v2"), "https://h/scim/v2/Groups/x");
}

}  // namespace
}  // namespace bridge::scim
