#include "app/status_page.h"

#include <gtest/gtest.h>

#include "app/html.h"
#include "sample_page.h"

namespace bridge::app {
namespace {

using namespace std::chrono_literals;

bool shows(const StatusPage& page, const std::string& text) {
  return render(page).find(text) != std::string::npos;
}

TEST(Html, EscapesTextAndKeepsMarkup) {
  EXPECT_EQ(html("<b title=\"{}\">{}</b>{}", "\"'", std::string("<i>&"), html("<br>")).text,
            "<b title=\"&quot;&#39;\">&lt;i&gt;&amp;</b><br>");
  EXPECT_EQ(html("{} {}", 5, 2.5).text, "5 2.5");
  EXPECT_EQ(html("{}", std::string("{}{{x}}")).text, "{}{{x}}");
}

TEST(Html, APageIsFilledOnceAndNotTwice) {
  EXPECT_EQ(fill_page("a {{x}} b {{y}}", {{"x", html("{}", "{{y}}")}, {"y", html("2")}}), "a {{y}} b 2");
}

TEST(StatusPage, LeavesNoPlaceUnfilledAndLoadsNothing) {
  const std::string text = render(sample_page());
  for (const char* never : {"{{", "}}", "<script", " src=", "url(", "@import", "<link", "<b>", "<i>"})
    EXPECT_EQ(text.find(never), std::string::npos) << never;
  EXPECT_TRUE(text.starts_with("<!doctype html>"));
  EXPECT_TRUE(shows(sample_page(), "entra &lt;b&gt;"));
}

TEST(StatusPage, SaysInOneLineHowThingsStand) {
  StatusPage page = sample_page();
  EXPECT_TRUE(shows(page, "7 things ask for attention"));
  page.seen.flags = {{"adopted", 2}};
  EXPECT_TRUE(shows(page, "<strong>Everything works</strong>"));
  page.seen.flags = {{"value_refused", 1}};
  EXPECT_TRUE(shows(page, "one thing asks for attention"));
  page.seen.checks[0].problem = "the directory does not answer: <gone>";
  EXPECT_TRUE(shows(page, "The bridge cannot do its work"));
  EXPECT_TRUE(shows(page, "does not answer: &lt;gone&gt;"));
}

TEST(StatusPage, TellsOfNestedGroupsFirst) {
  const std::string text = render(sample_page());
  const auto nested = text.find("A group inside a group");
  ASSERT_NE(nested, std::string::npos);
  EXPECT_LT(nested, text.find("A value the directory does not take"));
  EXPECT_LT(text.find("A member nobody knows"), text.find("was taken over"));
}

TEST(StatusPage, KeepsWhatMayNamePeopleToItself) {
  EXPECT_FALSE(shows(sample_page(), "jo@@example.org"));
  EXPECT_TRUE(shows(sample_page(), "Group “Engineering &lt;b&gt;”: group"));
  EXPECT_TRUE(shows(sample_page(), "<li>Group “Engineering &lt;b&gt;”</li>"));
  EXPECT_TRUE(shows(sample_page(), "has the group &#39;Platform &lt;i&gt;&#39; as a member"));
}

TEST(StatusPage, ShowsPasses) {
  StatusPage page = sample_page();
  EXPECT_TRUE(shows(page, "2 drifted, 1 missing"));
  EXPECT_TRUE(shows(page, "all as it should be"));
  page.seen.passes[0].stopped = "the base <ou=people> is gone";
  page.seen.passes[0].left = 3;
  EXPECT_TRUE(shows(page, "stopped: the base &lt;ou=people&gt; is gone"));
  EXPECT_TRUE(shows(page, "3 still to be put right"));
  page.seen.checks.push_back({"last_pass", "the last pass stopped: the base is gone", false});
  EXPECT_TRUE(shows(page, "Pushes are carried out, but something went wrong"));
  page.seen.passes.clear();
  EXPECT_TRUE(shows(page, "None yet."));
}

TEST(StatusPage, ShowsHeldChangesBeforeAllElse) {
  StatusPage page = sample_page();
  EXPECT_FALSE(shows(page, "Held changes"));
  page.seen.counts.held = 61;
  page.held = {{17, "7f3a", "remove", "60 of 500 people were to go within an hour", page.seen.at - 5min}};
  EXPECT_TRUE(shows(page, "Changes wait for a person"));
  EXPECT_TRUE(shows(page, "<strong>17 remove</strong>"));
  EXPECT_TRUE(shows(page, "60 of 500 people were to go"));
  EXPECT_TRUE(shows(page, "and 60 more"));
}

TEST(StatusPage, ShowsWhomSomebodyLookedFor) {
  StatusPage page = sample_page();
  EXPECT_TRUE(shows(page, "[admin] token_file"));
  page.can_search = true;
  page.asked = "jo\"><script>";
  page.found = Result<PersonView>(not_found("there is no such person"));
  EXPECT_TRUE(shows(page, "value=\"jo&quot;&gt;&lt;script&gt;\""));
  EXPECT_TRUE(shows(page, "there is no such person"));
  PersonView found;
  found.id = "3b6f";
  found.attributes = {{"userName", "jo@example.org"}};
  found.live.emplace();
  found.live->found = true;
  found.live->lines = {{ldap::AttributeName("sn"), LiveComparison::Line::State::differs, {"Edited"}}};
  found.live->ldif = "replace: sn\nsn: Doe\n";
  page.found = Result<PersonView>(std::move(found));
  EXPECT_TRUE(shows(page, "Edited"));
  EXPECT_TRUE(shows(page, "replace: sn\nsn: Doe"));
}

TEST(RecentChange, NamesWhatWasDoneAndNobody) {
  EXPECT_EQ(summarise("dn: uid=jo\nchangetype: add\nmail: jo@example.org\ncn: Jo\n\n"), "added");
  EXPECT_EQ(summarise("dn: uid=jo\nchangetype: modify\ndelete: mail\nmail: a\n-\nadd: mail\nmail: b\n-\n"
                      "replace: mailNickname\nmailNickname: x\n-\n\n"),
            "modified mail, mailNickname");
  EXPECT_EQ(summarise("dn: uid=jo\nchangetype: delete\n\n"), "removed");
  EXPECT_EQ(summarise("dn: uid=jo\nchangetype: modrdn\nnewrdn: uid=al\n\ndn: uid=al\nchangetype: modify\n"
                      "add: sn\nsn: x\n-\n\n"),
            "renamed, modified sn");
}

}  // namespace
}  // namespace bridge::app
