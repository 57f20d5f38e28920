#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scim/filter.h"

namespace bridge::scim {
namespace {

const Json& user() {
  static const Json json = *parse_json(R"json({
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "id": "2819c223", "externalId": "JYoung", "userName": "Jo@Example.ORG", "displayName": "Straße \"R and D\" (b)",
    "name": {"familyName": "Young"}, "active": false, "preferredLanguage": "a\u0000b",
    "emails": [{"type": "work", "value": "jo@example.org", "primary": true}, {"type": "home", "value": "jo@home.net"}],
    "photos": [{"value": "https://x/Photo"}],
    "meta": {"created": "2024-05-01T10:00:00.000Z", "resourceType": "User"},
    "shoeSize": 42, "vip": true, "tags": ["Red", "blue"], "favourite": {"colour": "Green", "value": "F"},
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "IT", "manager": {"value": "M1"}},
    "urn:acme:Extra": {"badge": "B7"}
  })json");
  return json;
}

bool holds(const std::string& text) {
  const auto filter = parse_filter(ResourceType::user, text);
  EXPECT_TRUE(filter) << text << ": " << filter.error().message;
  return filter && matches(ResourceType::user, **filter, user());
}

class TrueFilter : public testing::TestWithParam<const char*> {};
TEST_P(TrueFilter, Matches) { EXPECT_TRUE(holds(GetParam())); }
TEST_P(TrueFilter, DoesNotMatchNegated) { EXPECT_FALSE(holds(std::string("not (") + GetParam() + ")")); }

class FalseFilter : public testing::TestWithParam<const char*> {};
TEST_P(FalseFilter, DoesNotMatch) { EXPECT_FALSE(holds(GetParam())); }
TEST_P(FalseFilter, MatchesNegated) { EXPECT_TRUE(holds(std::string("not (") + GetParam() + ")")); }

INSTANTIATE_TEST_SUITE_P(Text, TrueFilter,
                         testing::Values(R"(userName eq "jo@example.org")", R"(userName ne "other")",
                                         R"(userName co "EXAMPLE")", R"(userName sw "JO@")",
                                         R"(userName ew ".org")", R"(userName gt "ja")",
                                         R"(userName ge "jo@example.org")", R"(userName lt "jz")",
                                         R"(userName le "JO@EXAMPLE.ORG")",
                                         R"x(displayName eq "STRASSE \"r AND d\" (B)")x",
                                         R"(externalId eq "JYoung")", R"(id eq "2819c223")",
                                         R"(name.familyName sw "y")", R"(preferredLanguage eq "A\u0000B")",
                                         R"(externalId co "You")", "userName pr", "name pr"));

INSTANTIATE_TEST_SUITE_P(Text, FalseFilter,
                         testing::Values(R"(userName eq "jo")", R"(userName ne "JO@example.org")",
                                         R"(externalId eq "jyoung")", R"(externalId co "you")",
                                         R"(id eq "2819C223")", R"(preferredLanguage eq "a")",
                                         R"(userName sw "example")", R"(userName ew "jo")",
                                         R"(userName gt "k")", R"(userName lt "a")", "title pr",
                                         "name.givenName pr"));

INSTANTIATE_TEST_SUITE_P(Kinds, TrueFilter,
                         testing::Values("active eq false", R"(active eq "False")", "active ne true",
                                         R"(meta.created eq "2024-05-01T12:00:00+02:00")",
                                         R"(meta.created gt "2024-05-01T09:59:59.999Z")",
                                         R"(meta.created le "2024-05-01T10:00:00Z")",
                                         R"(meta.created ne "2024-05-02")", R"(meta.created sw "2024-05")",
                                         R"(meta.resourceType eq "User")", "shoeSize eq 42",
                                         "shoeSize eq 42.0", "shoeSize gt 9", R"(shoeSize eq "42")",
                                         "vip eq true", R"(vip eq "TRUE")", R"(tags eq "RED")",
                                         R"(tags co "lu")", R"(favourite.colour eq "green")",
                                         R"(FAVOURITE.COLOUR eq "green")", R"(favourite eq "f")"));

INSTANTIATE_TEST_SUITE_P(Kinds, FalseFilter,
                         testing::Values("active eq true", R"(meta.created gt "2024-05-01T12:00:00+02:00")",
                                         R"(meta.resourceType eq "user")", "shoeSize eq 43", "vip eq false",
                                         R"(tags eq "green")", "shoeSize lt 9",
                                         R"(photos.value eq "https://x/photo")",
                                         R"(favourite.colour eq "F")"));

INSTANTIATE_TEST_SUITE_P(SeveralValues, TrueFilter,
                         testing::Values(R"(emails eq "JO@home.net")", R"(emails.value ew "example.org")",
                                         R"(emails.type eq "work")",
                                         R"(emails[type eq "work" and value co "example"])",
                                         R"(emails[type eq "work"].value eq "jo@example.org")",
                                         R"(emails[primary eq "True"])", R"(emails[not (primary pr)])",
                                         R"(emails.primary pr)", R"(emails.value ne "jo@home.net")",
                                         R"(tags[value eq "red"])", R"(emails[display ne "x"])",
                                         R"(emails.type eq "work" and emails.value eq "jo@home.net")"));

INSTANTIATE_TEST_SUITE_P(SeveralValues, FalseFilter,
                         testing::Values(R"(emails[type eq "work" and value eq "jo@home.net"])",
                                         R"(emails[type eq "other"].value eq "jo@home.net")",
                                         R"(phoneNumbers[type eq "work"])",
                                         R"(phoneNumbers[not (type eq "work")])", R"(emails.display pr)",
                                         R"(phoneNumbers eq "1")"));

INSTANTIATE_TEST_SUITE_P(
    Extensions, TrueFilter,
    testing::Values(R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "it")",
                    R"(manager eq "M1")", R"(id eq "2819c223" and manager eq "M1")",
                    R"(urn:acme:EXTRA:Badge eq "b7")",
                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager pr"));

INSTANTIATE_TEST_SUITE_P(Extensions, FalseFilter,
                         testing::Values(R"(department eq "IT")", R"(manager eq "m1")",
                                         R"(urn:acme:other:badge eq "B7")"));

INSTANTIATE_TEST_SUITE_P(Missing, TrueFilter,
                         testing::Values(R"(title ne "x")", R"(name.givenName ne "x")",
                                         R"(phoneNumbers.value ne "1")", "title eq null",
                                         "userName ne null"));

INSTANTIATE_TEST_SUITE_P(Missing, FalseFilter,
                         testing::Values(R"(title eq "x")", R"(title eq "")", R"(title lt "x")",
                                         R"(title ge "")", R"(title co "")", "userName eq null",
                                         "title ne null", "nonsense eq true"));

INSTANTIATE_TEST_SUITE_P(Logic, TrueFilter,
                         testing::Values("userName pr or title pr and title pr",
                                         "(title pr or userName pr) and active pr",
                                         "not (title pr) and userName pr"));

INSTANTIATE_TEST_SUITE_P(Logic, FalseFilter,
                         testing::Values("(userName pr or title pr) and title pr",
                                         "title pr or nickName pr"));

TEST(ElementMatches, JudgesOneElement) {
  const auto filter = parse_filter(ResourceType::group, R"(members[value eq "A" and type eq "user"])");
  ASSERT_TRUE(filter);
  const auto& path = std::get<ValuePath>(**filter);
  EXPECT_TRUE(
      element_matches(ResourceType::group, path.path, *path.inner, {{"value", "a"}, {"type", "User"}}));
  EXPECT_FALSE(element_matches(ResourceType::group, path.path, *path.inner, {{"value", "a"}}));
}

}  // namespace
}  // namespace bridge::scim
