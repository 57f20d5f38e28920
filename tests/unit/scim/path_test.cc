#include "scim/path.h"

#include <gtest/gtest.h>

#include "scim/error.h"
#include "scim/path_name.h"

namespace bridge::scim {
namespace {

constexpr auto kUser = ResourceType::user;
const std::string kEnterprise(kEnterpriseUserUrn);

struct Spelling {
  std::string text;
  AttributePath path;
};

void PrintTo(const Spelling& each, std::ostream* out) { *out << each.text; }

class AttributePathText : public testing::TestWithParam<Spelling> {};

TEST_P(AttributePathText, IsReadAsTheSchemaSpellsIt) {
  const auto path = parse_attribute_path(kUser, GetParam().text);
  ASSERT_TRUE(path) << path.error().message;
  EXPECT_EQ(path->urn, GetParam().path.urn);
  EXPECT_EQ(path->attribute, GetParam().path.attribute);
  EXPECT_EQ(path->sub, GetParam().path.sub);
}

TEST_P(AttributePathText, IsPrintedSoThatItReadsTheSame) {
  const auto path = parse_attribute_path(kUser, GetParam().text);
  ASSERT_TRUE(path);
  if (*path == AttributePath{}) return;  // The core schema as a whole has no other name than its URN.
  const auto again = parse_attribute_path(kUser, to_text(*path));
  ASSERT_TRUE(again) << to_text(*path);
  EXPECT_EQ(*again, *path);
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, AttributePathText,
    testing::Values(Spelling{"userName", {"", "userName", ""}}, Spelling{"USERNAME", {"", "userName", ""}},
                    Spelling{"Name.FamilyName", {"", "name", "familyName"}},
                    Spelling{"emails.$REF", {"", "emails", "$REF"}},
                    Spelling{"shoeSize", {"", "shoeSize", ""}}, Spelling{"x-y_z.A-1", {"", "x-y_z", "A-1"}},
                    Spelling{"manager", {kEnterprise, "manager", ""}},
                    Spelling{"Manager.Value", {kEnterprise, "manager", "value"}},
                    Spelling{"department", {"", "department", ""}},
                    Spelling{std::string(kUserUrn), {"", "", ""}},
                    Spelling{std::string(kUserUrn) + ":name.givenName", {"", "name", "givenName"}},
                    Spelling{"urn:ietf:params:scim:schemas:core:2.0:USER:title", {"", "title", ""}},
                    Spelling{kEnterprise, {kEnterprise, "", ""}},
                    Spelling{kEnterprise + ":department", {kEnterprise, "department", ""}},
                    Spelling{"urn:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:user:MANAGER.Value",
                             {kEnterprise, "manager", "value"}},
                    Spelling{kEnterprise + ".manager", {kEnterprise, "manager", ""}},
                    Spelling{kEnterprise + ".manager.value", {kEnterprise, "manager", "value"}},
                    Spelling{kEnterprise + ":shoeSize", {kEnterprise, "shoeSize", ""}},
                    Spelling{"urn:x:Contoso:2.0:User:badge", {"urn:x:Contoso:2.0:User", "badge", ""}},
                    Spelling{"urn:x:Contoso:2.0:User", {"urn:x:Contoso:2.0:User", "", ""}},
                    Spelling{"urn:x:Contoso:2.0:User.badge.no", {"urn:x:Contoso:2.0:User", "badge", "no"}},
                    Spelling{"urn:acme:extra:badge", {"urn:acme:extra", "badge", ""}}));

class MalformedPath : public testing::TestWithParam<const char*> {};

TEST_P(MalformedPath, IsRefusedAndQuoted) {
  const auto path = parse_attribute_path(kUser, GetParam());
  ASSERT_FALSE(path);
  EXPECT_EQ(path.error(),
            invalid_input("'" + std::string(GetParam()) + "' is not an attribute path", kInvalidPath));
}

INSTANTIATE_TEST_SUITE_P(Texts, MalformedPath,
                         testing::Values("", " ", ".", "a.", ".a", "a.b.c", "na me", "a[b", "a\"", "ü", ":",
                                         "urn:x:", ":a", "a b:c",
                                         "urn:ietf:params:scim:schemas:core:2.0:User:"));

TEST(LongPath, IsRefusedUnquoted) {
  EXPECT_TRUE(parse_attribute_path(ResourceType::user, std::string(kLongestPath, 'a')));
  const auto path = parse_attribute_path(ResourceType::user, std::string(kLongestPath + 1, 'a'));
  ASSERT_FALSE(path);
  EXPECT_EQ(path.error(), invalid_input("an attribute path of more than 1024 bytes", kInvalidPath));
}

TEST(FindAttribute, SaysWhatTheSchemaSaysOfIt) {
  const auto find = [](const char* text) {
    return find_attribute(kUser, *parse_attribute_path(kUser, text));
  };
  EXPECT_TRUE(find("userName")->required);
  EXPECT_EQ(find("emails.primary")->type, Attribute::Type::boolean);
  EXPECT_TRUE(find("manager.value")->case_exact);
  EXPECT_EQ(find("emails.nonsense"), nullptr);
  EXPECT_EQ(find("nonsense.value"), nullptr);
  EXPECT_EQ(find("urn:acme:extra:userName"), nullptr);
  EXPECT_EQ(find("members"), nullptr);
}

TEST(FindAttribute, KnowsTheExtensionsOfItsTypeOnly) {
  const auto path = parse_attribute_path(ResourceType::group, "manager");
  ASSERT_TRUE(path);
  EXPECT_EQ(*path, (AttributePath{"", "manager", ""}));
}

}  // namespace
}  // namespace bridge::scim
