#include "store/shown.h"

#include "store_test_support.h"

namespace bridge::store {
namespace {

using scim::Json;

class Shown : public StoreTest {
 protected:
  Json members(const std::string& group, const std::string& after = "", int limit = 100) {
    return ask(
        [&](const Reader& r) { return r.shown_members(ResourceId{group}, after, limit, {"https://x"}); });
  }
  Json groups(const std::string& person, bool nested = false) {
    return ask([&](const Reader& r) { return r.shown_groups(ResourceId{person}, {"https://x", nested}); });
  }
};

TEST_F(Shown, MembersTellWhereTheyAreAndFollowRenames) {
  put(group("g", "Staff"));
  put(person("u1", "anna", {{"displayName", "Anna"}}));
  put(person("u2", "bob"));
  add_members("g", {"u1", "u2"});
  EXPECT_EQ(members("g")[0],
            Json({{"value", "u1"}, {"type", "User"}, {"$ref", "https://x/Users/u1"}, {"display", "Anna"}}));
  EXPECT_EQ(members("g")[1]["display"], "bob");
  put(person("u1", "anna", {{"displayName", std::string("An\0ne \u00e4 \"x\"", 12)}}));
  EXPECT_EQ(members("g")[0]["display"], std::string("An\0ne \u00e4 \"x\"", 12));
}

TEST_F(Shown, MembersThatNobodyKnowsKeepWhatWasPushed) {
  put(group("g", "Staff"));
  put(person("u1", "anna"));
  const Json unknown = {{"value", "u9"}, {"display", "Nine"}, {"note", "odd"}};
  write([&](Transaction& t) {
    return t.apply_members({"g"}, {{true, {"u9", unknown}},
                                   {true, {"u1", {{"value", "u1"}, {"display", "old"}, {"note", "kept"}}}}});
  });
  EXPECT_EQ(members("g")[1], unknown);
  EXPECT_EQ(members("g")[0]["display"], "anna");
  EXPECT_EQ(members("g")[0]["note"], "kept");
}

TEST_F(Shown, MembersComePageByPage) {
  put(group("g", "Staff"));
  add_members("g", {"a", "b", "c"});
  EXPECT_EQ(members("g", "", 2).size(), 2u);
  EXPECT_EQ(members("g", "b", 2)[0]["value"], "c");
}

TEST_F(Shown, GroupsAreThoseAPersonIsInDirectly) {
  put(person("u", "anna"));
  put(group("g", "Staff"));
  put(group("h", "Heads"));
  add_members("h", {"g"});
  add_members("g", {"u"});
  EXPECT_EQ(
      groups("u"),
      Json::array(
          {{{"value", "g"}, {"$ref", "https://x/Groups/g"}, {"display", "Staff"}, {"type", "direct"}}}));
  put(group("g", "Crew"));
  EXPECT_EQ(groups("u")[0]["display"], "Crew");
  EXPECT_EQ(groups("nobody"), Json::array());
}

TEST_F(Shown, GroupsThroughGroupsAreIndirectAlsoInARing) {
  put(person("u", "anna"));
  for (const char* id : {"a", "b", "c"}) put(group(id, id));
  add_members("a", {"u", "c"});
  add_members("b", {"a", "u"});
  add_members("c", {"b"});
  const Json found = groups("u", true);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0]["type"], "direct");
  EXPECT_EQ(found[1]["type"], "direct");
  EXPECT_EQ(found[2]["value"], "c");
  EXPECT_EQ(found[2]["type"], "indirect");
}

}  // namespace
}  // namespace bridge::store
