#include <algorithm>
#include <random>

#include "store_test_support.h"

namespace bridge::store {
namespace {

using scim::ResourceType;

scim::Json email(const std::string& value, const std::string& type) {
  return {{"value", value}, {"type", type}};
}

// The filter's text, with the value quoted as JSON.
std::string eq(const std::string& attribute, const std::string& value) {
  return attribute + " eq " + scim::to_text(scim::Json(value));
}

class Find : public StoreTest {
 protected:
  // The ids of what is found, joined.
  std::string find(ResourceType type, const std::string& text, const scim::Page& page = {1, 1000}) {
    const auto filter = must(scim::parse_filter(type, text));
    std::string ids;
    total_ = ask([&](const Reader& r) {
      return store::find(r, type, filter.get(), page,
                         [&](scim::Resource&& resource) { ids += resource.id.value + " "; });
    });
    return ids;
  }
  std::string users(const std::string& text) { return find(ResourceType::user, text); }
  std::string groups(const std::string& text) { return find(ResourceType::group, text); }

  std::string list(ResourceType type, const scim::Page& page) {
    std::string ids;
    total_ = ask([&](const Reader& r) {
      return store::find(r, type, nullptr, page,
                         [&](scim::Resource&& resource) { ids += resource.id.value + " "; });
    });
    return ids;
  }

  long total_ = 0;
};

TEST_F(Find, ListsPagesOldestFirstAndCountsAll) {
  for (const char* id : {"c", "a", "d", "b"}) put(person(id, id));
  put(group("g", "g"));
  EXPECT_EQ(list(ResourceType::user, {1, 2}), "c a ");
  EXPECT_EQ(total_, 4);
  EXPECT_EQ(list(ResourceType::user, {3, 2}), "d b ");
  EXPECT_EQ(list(ResourceType::user, {4, 2}), "b ");
  EXPECT_EQ(list(ResourceType::user, {5, 2}), "");
  EXPECT_EQ(total_, 4);
  EXPECT_EQ(list(ResourceType::user, {1, 0}), "");
  EXPECT_EQ(total_, 4);
  EXPECT_EQ(list(ResourceType::group, {1, 10}), "g ");
}

TEST_F(Find, PagesThroughWhatAFilterLeavesAndCountsAll) {
  for (int i = 0; i < 10; ++i)
    put(person("u" + std::to_string(i), "u" + std::to_string(i), {{"active", i % 2 == 0}}));
  EXPECT_EQ(find(ResourceType::user, "active eq true", {2, 2}), "u2 u4 ");
  EXPECT_EQ(total_, 5);
  EXPECT_EQ(find(ResourceType::user, "active eq true", {5, 2}), "u8 ");
  EXPECT_EQ(find(ResourceType::user, "active eq true", {1, 0}), "");
  EXPECT_EQ(total_, 5);
  EXPECT_EQ(find(ResourceType::user, "userName eq \"nobody\""), "");
  EXPECT_EQ(total_, 0);
}

TEST_F(Find, UsesEveryIndexedAttribute) {
  put(person("u1", "Anna",
             {{"externalId", "E1"}, {"displayName", "Änna"}, {"emails", {email("A@x", "work")}}}));
  put(person("u2", "Berta",
             {{"externalId", "e1"}, {"displayName", "änna"}, {"emails", {email("a@X", "home")}}}));
  put(group("g1", "Staff"));
  EXPECT_EQ(users(eq("id", "u1")), "u1 ");
  EXPECT_EQ(users(eq("userName", "aNNA")), "u1 ");
  EXPECT_EQ(users(eq("externalId", "E1")), "u1 ");
  EXPECT_EQ(users(eq("displayName", "ÄNNA")), "u1 u2 ");
  EXPECT_EQ(users(eq("emails.value", "a@x")), "u1 u2 ");
  EXPECT_EQ(users("emails[type eq \"home\" and value eq \"a@x\"]"), "u2 ");
  EXPECT_EQ(users("emails[type eq \"work\"].value eq \"a@x\""), "u1 ");
  EXPECT_EQ(groups(eq("displayName", "staff")), "g1 ");
  EXPECT_EQ(groups(eq("id", "u1")), "");
  EXPECT_EQ(users(eq("id", "g1")), "");
}

TEST_F(Find, EvaluatesTheWholeFilterOnWhatTheIndexYields) {
  put(person("u1", "anna", {{"active", true}, {"displayName", "Same"}}));
  put(person("u2", "berta", {{"active", false}, {"displayName", "Same"}}));
  EXPECT_EQ(users("displayName eq \"same\" and active eq true"), "u1 ");
  EXPECT_EQ(users("active eq false and displayName eq \"same\""), "u2 ");
  EXPECT_EQ(users("userName eq \"anna\" and externalId pr"), "");
  EXPECT_EQ(users("userName eq \"anna\" or userName eq \"berta\""), "u1 u2 ");
  EXPECT_EQ(users("not (userName eq \"anna\")"), "u2 ");
}

TEST_F(Find, ForgetsOldValuesOfIndexedAttributes) {
  put(person("u1", "anna", {{"externalId", "e1"}, {"displayName", "A"}, {"emails", {email("a@x", "work")}}}));
  put(person("u1", "anne", {{"emails", {email("b@x", "work")}}}));
  for (const auto* old :
       {"userName eq \"anna\"", "externalId eq \"e1\"", "displayName eq \"A\"", "emails.value eq \"a@x\""}) {
    EXPECT_EQ(users(old), "") << old;
  }
  EXPECT_EQ(users("emails.value eq \"b@x\" and userName eq \"ANNE\""), "u1 ");
}

TEST_F(Find, AnswersWithoutAnIndexToo) {
  put(person("u1", "anna", {{"name", {{"familyName", "Schmidt"}}}}));
  put(person("u2", "berta", {{"name", {{"familyName", "Schulz"}}}}));
  EXPECT_EQ(users("name.familyName sw \"Schm\""), "u1 ");
  EXPECT_EQ(users("meta.resourceType eq \"User\""), "u1 u2 ");
  EXPECT_EQ(users("userName co \"ert\""), "u2 ");
}

TEST_F(Find, AnswersHostileValuesRight) {
  const std::string long_value(10'000, 'x');
  const std::vector<std::string> values = {"a'b",
                                           "a\"b",
                                           "a\\b",
                                           "a*b",
                                           "(a)",
                                           "%",
                                           "_",
                                           "'; DROP TABLE resources; --",
                                           std::string("a\0b", 3),
                                           std::string("a\0c", 3),
                                           "a",
                                           "ÀÉ\u4e2d\U0001F600",
                                           long_value};
  for (std::size_t i = 0; i < values.size(); ++i) {
    put(person(
        "u" + std::to_string(i), values[i],
        {{"externalId", values[i]}, {"displayName", values[i]}, {"emails", {email(values[i], "work")}}}));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string expected = "u" + std::to_string(i) + " ";
    for (const char* attribute : {"userName", "externalId", "displayName", "emails.value"}) {
      EXPECT_EQ(users(eq(attribute, values[i])), expected) << attribute << " " << values[i].substr(0, 50);
    }
  }
  EXPECT_EQ(users(eq("userName", "àé\u4e2d\U0001F600")), "u11 ");
  EXPECT_EQ(users(eq("externalId", "àé\u4e2d\U0001F600")), "");
  EXPECT_EQ(users(eq("userName", std::string(10'000, 'X'))), "u12 ");
  EXPECT_EQ(users(eq("userName", long_value + "x")), "");
  EXPECT_EQ(users(eq("userName", std::string("a\0", 2))), "");
}

class FindMembers : public Find {
 protected:
  void SetUp() override {
    Find::SetUp();
    put(group("g1", "one"));
    put(group("g2", "two"));
    put(group("g3", "none"));
    add_members("g1", {"u1", "u2"});
    write([](Transaction& t) {
      return t.apply_members({"g2"}, {added("u2"), {true, {"U3", {{"value", "U3"}, {"display", "Drei"}}}}});
    });
  }
};

TEST_F(FindMembers, ByValue) {
  EXPECT_EQ(groups(eq("members.value", "u1")), "g1 ");
  EXPECT_EQ(groups(eq("members", "u2")), "g1 g2 ");
  EXPECT_EQ(groups("members[value eq \"u2\"]"), "g1 g2 ");
  EXPECT_EQ(groups(eq("members.value", "u9")), "");
}

TEST_F(FindMembers, InAGivenGroup) {
  EXPECT_EQ(groups("id eq \"g1\" and members eq \"u1\""), "g1 ");
  EXPECT_EQ(groups("id eq \"g1\" and members.value eq \"U9\""), "");
  EXPECT_EQ(groups("id eq \"g2\" and members[value eq \"u1\"]"), "");
}

TEST_F(FindMembers, AnswersWhateverElseAFilterAsks) {
  EXPECT_EQ(groups("members pr"), "g1 g2 ");
  EXPECT_EQ(groups("not (members pr)"), "g3 ");
  EXPECT_EQ(groups("not (members.value eq \"u1\")"), "g2 g3 ");
  EXPECT_EQ(groups("members.display eq \"drei\""), "g2 ");
  EXPECT_EQ(groups("members[value eq \"u3\" and display sw \"dr\"]"),
            groups("members[display sw \"dr\" and value eq \"u3\"]"));
  EXPECT_EQ(groups("members.value sw \"u1\" or displayName eq \"none\""), "g1 g3 ");
  EXPECT_EQ(groups("members.value eq \"u1\" and members.value eq \"u2\""), "g1 ");
}

// Whatever case rules an attribute has: an index must find exactly what looking at everything finds.
TEST_F(FindMembers, FindsByIndexWhatItFindsByLookingAtEverything) {
  const auto seed = std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::vector<std::string> values = {"a", "A", "\u00e4", "\u00c4", "k", "\u212a", "\uff21", "b"};
  const auto any = [&] { return values[random() % values.size()]; };
  for (int i = 0; i < 40; ++i) {
    const std::string n = std::to_string(i);
    put(person("p" + n, any(),
               {{"externalId", any()},
                {"displayName", any()},
                {"emails", {email(any(), "work"), email(any(), "home")}}}));
    put(group("q" + n, any()));
    add_members("q" + n, {any(), any()});
  }
  for (const std::string& value : values) {
    for (const char* attribute : {"userName", "externalId", "displayName", "emails.value", "emails", "id"}) {
      const std::string text = eq(attribute, value);
      EXPECT_EQ(users(text), users("(" + text + ") or (" + text + ")")) << text;  // `or` uses no index.
    }
    for (const char* attribute : {"members.value", "members", "displayName", "externalId"}) {
      const std::string text = eq(attribute, value);
      EXPECT_EQ(groups(text), groups("(" + text + ") or members.display eq \"nobody\"")) << text;
    }
  }
}

}  // namespace
}  // namespace bridge::store
