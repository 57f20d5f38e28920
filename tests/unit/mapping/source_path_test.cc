#include "mapping/source_path.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bridge::mapping {
namespace {

using scim::Json;
using scim::ResourceType;
using Texts = std::vector<std::string>;

Selection selected(std::string_view path, const Json& body) {
  const auto source = parse_source_path(ResourceType::user, path);
  if (!source) ADD_FAILURE() << source.error().message;
  return source ? select(ResourceType::user, *source, body) : Selection{};
}

Texts values(std::string_view path, const Json& body) { return selected(path, body).values; }

const Json kMails = {{"emails",
                      {{{"type", "home"}, {"value", "h@x"}},
                       {{"type", "work"}, {"value", "w@x"}},
                       {{"type", "work"}, {"value", "p@x"}, {"primary", true}},
                       {{"type", "other"}}}}};

TEST(SourcePath, ReadsSimpleAndComplexAttributes) {
  const Json body = {{"userName", "jo"}, {"name", {{"familyName", "Doe"}}}};
  EXPECT_EQ(values("userName", body), Texts{"jo"});
  EXPECT_EQ(values("name.familyName", body), Texts{"Doe"});
  EXPECT_EQ(values("name.givenName", body), Texts{});
  EXPECT_EQ(values("title", body), Texts{});
}

TEST(SourcePath, NamesCompareWithoutCase) {
  EXPECT_EQ(values("USERNAME", {{"userName", "jo"}}), Texts{"jo"});
  EXPECT_EQ(values("urn:acme:User:Badge", {{"URN:acme:User", {{"bADGE", "7"}}}}), Texts{"7"});
}

TEST(SourcePath, GivesThePrimaryValueFirst) {
  EXPECT_EQ(values("emails.value", kMails), (Texts{"p@x", "h@x", "w@x"}));
  EXPECT_EQ(values("emails", kMails), (Texts{"p@x", "h@x", "w@x"}));
}

TEST(SourcePath, FiltersValues) {
  EXPECT_EQ(values(R"(emails[type eq "home"].value)", kMails), Texts{"h@x"});
  EXPECT_EQ(values(R"(emails[type eq "work" and not (primary eq true)].value)", kMails), Texts{"w@x"});
  EXPECT_EQ(values(R"(emails[type eq "none"].value)", kMails), Texts{});
  EXPECT_EQ(values(R"(emails[value eq "]\""].value)", {{"emails", {{{"value", "]\""}}}}}), Texts{"]\""});
}

TEST(SourcePath, ReadsExtensions) {
  const Json body = {{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                      {{"department", "R&D"}, {"manager", {{"value", "m1"}}}}}};
  const std::string urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:";
  EXPECT_EQ(values(urn + "department", body), Texts{"R&D"});
  EXPECT_EQ(values(urn + "manager.value", body), Texts{"m1"});
  EXPECT_EQ(values(urn + "manager", body), Texts{"m1"});
  EXPECT_EQ(values(urn + "manager.value", Json::object()), Texts{});
}

TEST(SourcePath, SpellsScalarsAsLdapDoes) {
  const Json body = {{"active", true},
                     {"urn:x:User", {{"n", 5}, {"big", 18446744073709551615u}, {"no", false}}}};
  EXPECT_EQ(values("active", body), Texts{"TRUE"});
  EXPECT_EQ(values("urn:x:User:n", body), Texts{"5"});
  EXPECT_EQ(values("urn:x:User:big", body), Texts{"18446744073709551615"});
  EXPECT_EQ(values("urn:x:User:no", body), Texts{"FALSE"});
}

TEST(SourcePath, TakesListsOfPlainValues) {
  EXPECT_EQ(values("urn:x:User:tags", {{"urn:x:User", {{"tags", {"a", "", "b"}}}}}), (Texts{"a", "b"}));
}

TEST(SourcePath, SetsAsideWhatIsNoSingleValue) {
  const auto selection = selected("urn:x:User:a", {{"urn:x:User", {{"a", {{"value", {1, 2}}}}}}});
  EXPECT_EQ(selection.values, Texts{});
  EXPECT_EQ(selection.unusable, (Unusables{{"[1,2]", "is not a single value"}}));
}

TEST(SourcePath, TakesNamesTheSchemaDoesNotKnow) {
  EXPECT_EQ(values("badge", {{"badge", "7"}}), Texts{"7"});
  EXPECT_EQ(values("emails.comment", {{"emails", {{{"comment", "x"}}}}}), Texts{"x"});
}

TEST(SourcePath, RefusesNamesThatAreNearlyRight) {
  for (const char* path : {"userNmae", "emails.vaule", R"(emails[tpye eq "work"].value)", "name",
                           "userName.value", R"(title[type eq "x"])", "meta.created", "groups", "urn:x:User:",
                           "emails[", "emails[]", R"(emails[type eq "work"]value)", "a b", ".a", "a."})
    EXPECT_FALSE(parse_source_path(ResourceType::user, path)) << path;
}

}  // namespace
}  // namespace bridge::mapping
