#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scim/error.h"
#include "scim/filter.h"

namespace bridge::scim {
namespace {

constexpr auto kUser = ResourceType::user;

struct Reading {
  const char* text;
  const char* printed;  // In full parentheses where they matter.
};

void PrintTo(const Reading& each, std::ostream* out) { *out << testing::PrintToString(each.text); }

class FilterText : public testing::TestWithParam<Reading> {};

TEST_P(FilterText, IsReadAsMeant) {
  const auto filter = parse_filter(kUser, GetParam().text);
  ASSERT_TRUE(filter) << filter.error().message;
  EXPECT_EQ(to_text(**filter), GetParam().printed);
}

TEST_P(FilterText, ReadsTheSameWhenPrinted) {
  const auto filter = parse_filter(kUser, GetParam().text);
  ASSERT_TRUE(filter);
  const auto again = parse_filter(kUser, to_text(**filter));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(equal(**filter, **again));
}

INSTANTIATE_TEST_SUITE_P(
    Grammar, FilterText,
    testing::Values(
        Reading{R"(userName eq "jo")", R"(userName eq "jo")"},
        Reading{R"(USERNAME EQ "Jo")", R"(userName eq "Jo")"}, Reading{"  title   PR ", "title pr"},
        Reading{R"(name.FamilyName co "o'Malley")", R"(name.familyName co "o'Malley")"},
        Reading{R"(urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J")", R"(userName sw "J")"},
        Reading{R"(meta.lastModified gt "2011-05-13T04:42:34Z")",
                R"(meta.lastModified gt "2011-05-13T04:42:34Z")"},
        Reading{R"(title pr and userType eq "E")", R"(title pr and userType eq "E")"},
        Reading{R"(a eq "1" or b eq "2" and c eq "3")", R"(a eq "1" or b eq "2" and c eq "3")"},
        Reading{R"((a eq "1" or b eq "2") and c eq "3")", R"((a eq "1" or b eq "2") and c eq "3")"},
        Reading{R"(a pr and (b pr and c pr))", R"(a pr and (b pr and c pr))"},
        Reading{R"((a pr and b pr) and c pr)", R"(a pr and b pr and c pr)"},
        Reading{R"(a pr or (b pr or c pr))", R"(a pr or (b pr or c pr))"},
        Reading{R"(not (a pr) and b pr)", R"(not (a pr) and b pr)"}, Reading{"NOT(a pr)", "not (a pr)"},
        Reading{R"(a pr and not (b pr or c pr))", R"(a pr and not (b pr or c pr))"},
        Reading{R"(((a pr)))", "a pr"},
        Reading{R"(emails[type eq "work" and value co "@x"])", R"(emails[type eq "work" and value co "@x"])"},
        Reading{R"(emails[not (type eq "work")])", R"(emails[not (type eq "work")])"},
        Reading{R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "IT")",
                R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "IT")"}));

INSTANTIATE_TEST_SUITE_P(
    WhatClientsSend, FilterText,
    testing::Values(
        Reading{R"(emails[type eq "work"].value eq "x")", R"(emails[type eq "work" and value eq "x"])"},
        Reading{R"(emails[type eq "work" or primary eq true].value eq "x")",
                R"(emails[(type eq "work" or primary eq true) and value eq "x"])"},
        Reading{R"(emails[type eq "work"].value pr)", R"(emails[type eq "work" and value pr])"},
        Reading{R"(emails[type eq "work"] eq "x")", R"(emails[type eq "work" and value eq "x"])"},
        Reading{R"(emails[type eq "work"].value eq "x" and active eq true)",
                R"(emails[type eq "work" and value eq "x"] and active eq true)"},
        Reading{"externalId eq jyoung", R"(externalId eq "jyoung")"},
        Reading{"externalId eq 12345", R"(externalId eq "12345")"},
        Reading{"externalId eq true", R"(externalId eq "true")"},
        Reading{
            "name.FamilyName eq Employee and (emails.Value co example.com or emails.Value co example.org)",
            R"(name.familyName eq "Employee" and (emails.value co "example.com" or emails.value co "example.org"))"},
        Reading{"meta.Created gt 2020-10-21T05:18:59.2374325Z",
                R"(meta.created gt "2020-10-21T05:18:59.2374325Z")"},
        Reading{R"(active eq "True")", "active eq true"}, Reading{"(ActiVe eq TRUE)", "active eq true"},
        Reading{"active eq False", "active eq false"},
        Reading{R"(roles[primary eq "True"])", "roles[primary eq true]"},
        Reading{
            R"(id eq "X" and manager eq "Y")",
            R"(id eq "X" and urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq "Y")"},
        Reading{R"(emails eq "x")", R"(emails.value eq "x")"}, Reading{"title eq null", "not (title pr)"},
        Reading{"title ne NULL", "title pr"}, Reading{"shoeSize ge 42", "shoeSize ge 42"},
        Reading{"shoeSize eq 4.25", "shoeSize eq 4.25"}, Reading{"vip eq true", "vip eq true"}));

INSTANTIATE_TEST_SUITE_P(
    Strings, FilterText,
    testing::Values(Reading{R"(displayName eq "R and D")", R"(displayName eq "R and D")"},
                    Reading{R"x(displayName eq "a (b)")x", R"x(displayName eq "a (b)")x"},
                    Reading{R"(displayName eq "a[b] or c eq 1")", R"(displayName eq "a[b] or c eq 1")"},
                    Reading{R"(displayName eq "x\"y")", R"(displayName eq "x\"y")"},
                    Reading{R"(displayName eq "x\\")", R"(displayName eq "x\\")"},
                    Reading{R"(displayName eq "\u00fc\ud83d\ude00")", "displayName eq \"ü😀\""},
                    Reading{R"(displayName eq "a\u0000b")", R"(displayName eq "a\u0000b")"},
                    Reading{R"(displayName eq "")", R"(displayName eq "")"},
                    Reading{R"(displayName eq "true")", R"(displayName eq "true")"}));

struct Fault {
  const char* text;
  const char* message;
};

void PrintTo(const Fault& each, std::ostream* out) { *out << testing::PrintToString(each.text); }

class FilterFault : public testing::TestWithParam<Fault> {};

TEST_P(FilterFault, SaysWhereAndWhatWasExpected) {
  const auto filter = parse_filter(kUser, GetParam().text);
  ASSERT_FALSE(filter) << to_text(**filter);
  EXPECT_EQ(filter.error(), invalid_input(GetParam().message, kInvalidFilter));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, FilterFault,
    testing::Values(
        Fault{"", "filter, character 1: expected an attribute name, not the end"},
        Fault{"userName",
              "filter, character 9: expected an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr), not the "
              "end"},
        Fault{R"(userName is "x")",
              "filter, character 10: expected an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr), not "
              "'is'"},
        Fault{"userName eq", "filter, character 12: a value is missing"},
        Fault{"userName eq )", "filter, character 13: a value is missing"},
        Fault{R"(userName eq "x)", "filter, character 13: the string has no end"},
        Fault{R"(userName eq "x\")", "filter, character 13: the string has no end"},
        Fault{R"(userName eq "x" title pr)",
              "filter, character 17: expected 'and', 'or' or the end, not 'title'"},
        Fault{R"(userName eq "x" and)", "filter, character 20: expected an attribute name, not the end"},
        Fault{R"((userName eq "x")", "filter, character 17: expected ')', not the end"},
        Fault{R"(userName eq "x"))", "filter, character 16: expected 'and', 'or' or the end, not ')'"},
        Fault{"not userName pr", "filter, character 5: expected '(' after 'not', not 'userName'"},
        Fault{R"(emails[type eq "work")", "filter, character 22: expected ']', not the end"},
        Fault{R"(emails[type[x pr]])", "filter, character 12: expected no second '[', not '['"},
        Fault{R"(emails[emails.type pr])",
              "filter, character 8: expected the name of a sub-attribute, not 'emails.type'"},
        Fault{R"(name.x[y pr])", "filter, character 7: expected an attribute before '[', not '['"},
        Fault{R"("userName" eq "x")", "filter, character 1: expected an attribute name, not '\"userName\"'"},
        Fault{"a.b.c pr", "filter, character 1: expected an attribute name, not 'a.b.c'"},
        Fault{"urn:ietf:params:scim:schemas:core:2.0:User pr",
              "filter, character 1: expected an attribute name, not "
              "'urn:ietf:params:scim:schemas:core:2.0:Us…'"},
        Fault{"active gt true",
              "filter, character 11: a boolean or null can only be compared with eq and ne"},
        Fault{"active co true",
              "filter, character 11: a boolean or null can only be compared with eq and ne"},
        Fault{"title gt null", "filter, character 10: a boolean or null can only be compared with eq and ne"},
        Fault{"active eq yes", "filter, character 11: attribute 'active' is a boolean"},
        Fault{"active eq 1", "filter, character 11: attribute 'active' is a boolean"},
        Fault{"meta.created gt soon",
              "filter, character 17: attribute 'created' is a dateTime, such as \"2008-01-23T04:56:22Z\""},
        Fault{R"(x509Certificates.value gt "x")",
              "filter, character 27: attribute 'value' is binary and has no order"},
        Fault{R"(name eq "x")", "filter, character 9: attribute 'name' is complex: compare one of its parts"},
        Fault{R"(addresses eq "x")",
              "filter, character 14: attribute 'addresses' is complex: compare one of its parts"},
        Fault{"userName eq \"\xff\"", "the filter is not UTF-8"}));

TEST(ParseFilter, RefusesABrokenEscape) {
  for (const char* text : {R"(userName eq "\x")", R"(userName eq "\ud83d")", "userName eq \"a\nb\""}) {
    const auto filter = parse_filter(kUser, text);
    ASSERT_FALSE(filter) << text;
    EXPECT_EQ(filter.error().keyword, kInvalidFilter);
  }
}

std::string wrapped(int times, const std::string& open, const std::string& text, const std::string& close) {
  std::string result;
  for (int i = 0; i < times; ++i) result += open;
  result += text;
  for (int i = 0; i < times; ++i) result += close;
  return result;
}

TEST(ParseFilter, BoundsItsDepth) {
  EXPECT_TRUE(parse_filter(kUser, wrapped(50, "(", "a pr", ")")));
  EXPECT_TRUE(parse_filter(kUser, wrapped(50, "not (", "a pr", ")")));
  for (const char* open : {"(", "not ("}) {
    const auto filter = parse_filter(kUser, wrapped(51, open, "a pr", ")"));
    ASSERT_FALSE(filter);
    EXPECT_NE(filter.error().message.find("nested deeper than 50"), std::string::npos)
        << filter.error().message;
  }
  EXPECT_FALSE(parse_filter(kUser, wrapped(1'000'000, "(", "a pr", ")")));
}

TEST(ParseFilter, BoundsItsTerms) {
  std::string text = "a pr";
  for (int i = 1; i < 200; ++i) text += " or a pr";
  EXPECT_TRUE(parse_filter(kUser, text));
  const auto filter = parse_filter(kUser, text + " or a pr");
  ASSERT_FALSE(filter);
  EXPECT_NE(filter.error().message.find("more than 200 terms"), std::string::npos) << filter.error().message;
}

TEST(ParseFilter, ComparesMembersByTheirValue) {
  const auto filter = parse_filter(ResourceType::group, R"(id eq "G" and members eq "U")");
  ASSERT_TRUE(filter);
  EXPECT_EQ(to_text(**filter), R"(id eq "G" and members.value eq "U")");
}

TEST(EqualFilters, AreTheSameInEveryPart) {
  const auto parse = [](const char* text) { return *parse_filter(kUser, text); };
  EXPECT_TRUE(equal(*parse("a pr and b pr"), *parse("(a pr) AND b pr")));
  for (const char* other :
       {"b pr and a pr", "a pr or b pr", "a pr and (b pr and c pr)", "not (a pr and b pr)", "a[b pr]"})
    EXPECT_FALSE(equal(*parse("a pr and b pr"), *parse(other))) << other;
  EXPECT_FALSE(equal(*parse("x eq 1"), *parse(R"(x eq "1")")));
  EXPECT_FALSE(equal(*parse("x eq 1"), *parse("x ne 1")));
}

}  // namespace
}  // namespace bridge::scim
