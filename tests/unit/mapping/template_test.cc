#include "mapping/template.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bridge::mapping {
namespace {

using scim::Json;
using scim::ResourceType;
using Text = std::optional<std::string>;

const std::string kId = "2819c223";

Text made(std::string_view text, const Json& body, const ldap::Attributes& written = {},
          const Secret* password = nullptr) {
  const auto parsed = parse_template(ResourceType::user, text);
  if (!parsed) {
    ADD_FAILURE() << text << ": " << parsed.error().message;
    return std::nullopt;
  }
  Unusables unusable;
  return evaluate(*parsed, {ResourceType::user, kId, body, password, written}, unusable);
}

std::string refusal(std::string_view text) {
  const auto parsed = parse_template(ResourceType::user, text);
  return parsed ? "" : parsed.error().message;
}

const Json kJo = {{"userName", "jo@ex.org"}, {"title", "Dr}"}};

TEST(Template, MixesTextAndValues) {
  EXPECT_EQ(made("constant", kJo), "constant");
  EXPECT_EQ(made("<${userName}> ${title}", kJo), "<jo@ex.org> Dr}");
  EXPECT_EQ(made("${id}", kJo), kId);
}

TEST(Template, IsAbsentWhenAValueIs) {
  EXPECT_EQ(made("${displayName}", kJo), std::nullopt);
  EXPECT_EQ(made("${userName} ${displayName}", kJo), std::nullopt);
  EXPECT_EQ(made("", kJo), std::nullopt);
}

TEST(Template, FallsBackStepByStep) {
  constexpr char kText[] = "${displayName:-${name.formatted:-${userName}}}";
  EXPECT_EQ(made(kText, kJo), "jo@ex.org");
  EXPECT_EQ(made(kText, {{"name", {{"formatted", "Jo D"}}}, {"userName", "jo"}}), "Jo D");
  EXPECT_EQ(made(kText, {{"displayName", "Jo"}, {"userName", "jo"}}), "Jo");
  EXPECT_EQ(made(kText, Json::object()), std::nullopt);
}

TEST(Template, FallsBackToTextAndToNothing) {
  EXPECT_EQ(made("${displayName:-no name}", kJo), "no name");
  EXPECT_EQ(made("${displayName:-}", kJo), std::nullopt);
  EXPECT_EQ(made("${displayName:-}x", kJo), "x");
  EXPECT_EQ(made("${displayName:-a${nickName:-b}c}d", kJo), "abcd");
}

TEST(Template, AppliesTransformsBeforeTheFallback) {
  EXPECT_EQ(made("${userName|before:@|upper}", kJo), "JO");
  EXPECT_EQ(made("${userName|after:#:-none}", kJo), "none");
  EXPECT_EQ(made("${title|replace:\\}:.}", kJo), "Dr.");
  EXPECT_EQ(made("${userName|replace:@:\\|}", kJo), "jo|ex.org");
}

TEST(Template, WritesDollarsAndBraces) {
  EXPECT_EQ(made("$${userName} $$", kJo), "${userName} $");
  EXPECT_EQ(made("a}b{c", kJo), "a}b{c");
  EXPECT_EQ(made("${nickName:-{x$}}", kJo), "{x}");
}

TEST(Template, SeesWhatOtherRulesMade) {
  EXPECT_EQ(made("/home/${ldap.UID}", kJo, {{"uid", {"jo"}}}), "/home/jo");
  EXPECT_EQ(made("/home/${ldap.uid}", kJo), std::nullopt);
}

TEST(Template, SeesThePasswordOnlyWhenThereIsOne) {
  const Secret password("hunter2");
  EXPECT_EQ(made("{CLEARTEXT}${password}", kJo, {}, &password), "{CLEARTEXT}hunter2");
  EXPECT_EQ(made("${password}", kJo), std::nullopt);
}

TEST(Template, FiltersMayHoldWhatElseEndsAPlaceholder) {
  const Json body = {{"emails", {{{"type", "a}|:-b"}, {"value", "x@y"}}}}};
  EXPECT_EQ(made(R"(${emails[type eq "a}|:-b"].value})", body), "x@y");
}

TEST(Template, SaysAtWhichCharacterItIsWrong) {
  EXPECT_EQ(refusal("ab $"), "at character 4: write ${PATH} for a value, or $$ for a dollar");
  EXPECT_EQ(refusal("$x"), "at character 1: write ${PATH} for a value, or $$ for a dollar");
  EXPECT_EQ(refusal("a${userName"), "at character 2: '${' is never closed; write '}' behind it");
  EXPECT_EQ(refusal("${userName:-${title}"), "at character 1: '${' is never closed; write '}' behind it");
  EXPECT_EQ(refusal("${}"), "at character 3: expected a SCIM path, such as userName");
}

TEST(Template, BoundsHowDeepFallbacksGo) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "${title:-";
  EXPECT_NE(refusal(text).find("too many fallbacks inside each other"), std::string::npos);
}

TEST(Template, EndsEverywhereInBadText) {
  const std::string text = R"(a$$${emails[type eq "w\"k"].value|before:\@|max:3:-${x:-$}}}b)";
  for (std::size_t size = 0; size <= text.size(); ++size)
    (void)parse_template(ResourceType::user, std::string_view(text).substr(0, size));
  EXPECT_EQ(refusal(text), "");
}

}  // namespace
}  // namespace bridge::mapping
