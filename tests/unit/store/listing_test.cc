#include "store/listing.h"

#include <optional>

#include "scim/sort.h"
#include "store_test_support.h"

namespace bridge::store {
namespace {

using scim::ResourceType;

class Lists : public StoreTest {
 protected:
  struct Asked {
    std::string filter = {};
    std::string sort_by = {};
    bool descending = false;
    long skip = 0, take = 100;
    std::optional<scim::Position> after = {};
    std::vector<ResourceType> types = {ResourceType::user};
  };

  // The ids on the page, joined; `listed_` has the rest of the answer.
  std::string list(const Asked& asked) {
    Listing listing;
    std::vector<scim::FilterPtr> filters;
    for (const ResourceType type : asked.types) {
      Listing::Part part{type};
      if (!asked.filter.empty()) filters.push_back(must(scim::parse_filter(type, asked.filter)));
      if (!asked.filter.empty()) part.filter = filters.back().get();
      if (!asked.sort_by.empty()) part.sort_by = must(scim::parse_sort_path(type, asked.sort_by));
      listing.parts.push_back(part);
    }
    listing.descending = asked.descending;
    listing.skip = asked.skip;
    listing.take = asked.take;
    listing.after = asked.after;
    listing.view = {"https://x", true};
    std::string ids;
    listed_ = ask([&](const Reader& r) {
      return r.list(listing, [&](scim::Resource&& resource) -> Status {
        ids += resource.id.value + " ";
        return Done{};
      });
    });
    return ids;
  }

  // All pages of a list, by cursor.
  std::string walk(Asked asked) {
    std::string ids;
    do {
      ids += list(asked) + "| ";
      asked.after = listed_.last;
    } while (asked.after);
    return ids;
  }

  void put_four() {
    put(person("d", "Dora", {{"displayName", "beta"}, {"shoe", 10}}));
    put(person("b", "bob", {{"shoe", 9}}));
    put(person("c", "CARL", {{"displayName", "Alpha"}}));
    put(person("a", "anna", {{"displayName", "ALPHA"}, {"shoe", 9}}));
  }

  Listed listed_;
};

TEST_F(Lists, SortByStoredColumnsAndByWhatStandsInBodies) {
  put_four();
  EXPECT_EQ(list({.sort_by = "userName"}), "a b c d ");
  EXPECT_EQ(list({.sort_by = "userName", .descending = true}), "d c b a ");
  EXPECT_EQ(list({.sort_by = "id"}), "a b c d ");
  EXPECT_EQ(list({.sort_by = "shoe"}), "b a d c ");
  EXPECT_EQ(listed_.total, 4);
}

TEST_F(Lists, SortEqualValuesOldestFirstAndMissingOnesAtTheEnd) {
  put_four();
  EXPECT_EQ(list({.sort_by = "displayName"}), "c a d b ");
  EXPECT_EQ(list({.sort_by = "displayName", .descending = true}), "b d c a ");
  EXPECT_EQ(list({.sort_by = "nickName"}), "d b c a ");
}

TEST_F(Lists, SortWhatAFilterLeaves) {
  put_four();
  EXPECT_EQ(list({.filter = "shoe pr", .sort_by = "userName"}), "a b d ");
  EXPECT_EQ(list({.filter = "shoe pr", .sort_by = "userName", .skip = 1, .take = 1}), "b ");
  EXPECT_EQ(listed_.total, 3);
  EXPECT_EQ(list({.filter = "shoe pr", .sort_by = "userName", .skip = 3}), "");
  EXPECT_EQ(list({.sort_by = "userName", .take = 0}), "");
  EXPECT_EQ(list({.sort_by = "userName", .skip = std::numeric_limits<long>::max() - 1}), "");
  EXPECT_EQ(listed_.total, 4);
}

TEST_F(Lists, SortTheSameWithAndWithoutColumns) {
  put_four();
  for (const char* by : {"userName", "displayName", "externalId", "id", "meta.created", "meta.lastModified"})
    for (const bool descending : {false, true})
      EXPECT_EQ(list({.sort_by = by, .descending = descending}),
                list({.filter = "userName pr", .sort_by = by, .descending = descending}))
          << by;
}

TEST_F(Lists, GoOnBehindAPositionHoweverTheyAreOrdered) {
  put_four();
  EXPECT_EQ(walk({.take = 3}), "d b c | a | ");
  EXPECT_EQ(walk({.take = 2}), "d b | c a | ");
  EXPECT_EQ(walk({.filter = "userName pr", .take = 3}), "d b c | a | ");
  EXPECT_EQ(walk({.sort_by = "displayName", .take = 1}), "c | a | d | b | ");
  EXPECT_EQ(walk({.filter = "shoe pr", .sort_by = "shoe", .descending = true, .take = 2}), "d b | a | ");
}

TEST_F(Lists, NeitherRepeatNorHideWhenOthersComeAndGo) {
  put_four();
  EXPECT_EQ(list({.sort_by = "userName", .take = 2}), "a b ");
  const auto after = listed_.last;
  write([](Transaction& t) { return t.erase(ResourceId{"b"}, at(1)); });
  put(person("0", "aaron"));
  put(person("e", "bobby"));
  EXPECT_EQ(list({.sort_by = "userName", .take = 2, .after = after}), "e c ");
  EXPECT_EQ(listed_.total, 5);
  EXPECT_EQ(list({.take = 2}), "d c ");
  write([](Transaction& t) { return t.erase(ResourceId{"c"}, at(1)); });
  EXPECT_EQ(list({.take = 2, .after = listed_.last}), "a 0 ");
}

TEST_F(Lists, SpanBothTypes) {
  put(group("g1", "Crew"));
  put_four();
  put(group("g2", "Boys"));
  const std::vector<ResourceType> both = {ResourceType::user, ResourceType::group};
  EXPECT_EQ(list({.types = both}), "d b c a g1 g2 ");
  EXPECT_EQ(listed_.total, 6);
  EXPECT_EQ(list({.skip = 3, .take = 2, .types = both}), "a g1 ");
  EXPECT_EQ(list({.skip = 5, .take = 2, .types = both}), "g2 ");
  EXPECT_EQ(walk({.take = 4, .types = both}), "d b c a | g1 g2 | ");
  EXPECT_EQ(walk({.take = 5, .types = both}), "d b c a g1 | g2 | ");
  EXPECT_EQ(list({.sort_by = "displayName", .types = both}), "c a d g2 g1 b ");
  EXPECT_EQ(list({.filter = "meta.resourceType eq \"Group\"", .types = both}), "g1 g2 ");
  EXPECT_EQ(list({.filter = "userName sw \"b\" or displayName sw \"b\"", .types = both}), "d b g2 ");
}

class ListsByMembership : public Lists {
 protected:
  void SetUp() override {
    Lists::SetUp();
    for (const char* id : {"u1", "u2", "u3"}) put(person(id, id));
    put(group("inner", "Inner"));
    put(group("outer", "Outer"));
    add_members("inner", {"u1", "outer"});  // They hold each other.
    add_members("outer", {"u2", "inner"});
  }
  std::string users(const std::string& filter) { return list({.filter = filter}); }
};

TEST_F(ListsByMembership, FindPeopleByTheirGroups) {
  EXPECT_EQ(users("groups.value eq \"inner\""), "u1 u2 ");
  EXPECT_EQ(users("groups eq \"outer\""), "u1 u2 ");
  EXPECT_EQ(users("groups[value eq \"inner\" and type eq \"direct\"]"), "u1 ");
  EXPECT_EQ(users("groups[type eq \"indirect\"]"), "u1 u2 ");
  EXPECT_EQ(users("groups.display eq \"OUTER\""), "u1 u2 ");
  EXPECT_EQ(users("groups.$ref ew \"/Groups/inner\""), "u1 u2 ");
  EXPECT_EQ(users("not (groups pr)"), "u3 ");
  EXPECT_EQ(users("groups.value eq \"nothing\""), "");
}

TEST_F(ListsByMembership, FindByIndexWhatLookingAtEverythingFinds) {
  for (const std::string group : {"inner", "outer"})
    EXPECT_EQ(users("groups.value eq \"" + group + "\""),
              users("groups.value eq \"" + group + "\" or groups.display eq \"nobody\""));
}

TEST_F(ListsByMembership, SeeWhatMembersAre) {
  const auto groups = [&](const std::string& filter) {
    return list({.filter = filter, .types = {ResourceType::group}});
  };
  EXPECT_EQ(groups("members.type eq \"group\""), "inner outer ");
  EXPECT_EQ(groups("members[value eq \"u1\" and display eq \"u1\"]"), "inner ");
  EXPECT_EQ(groups("members.$ref eq \"https://x/Users/u2\""), "outer ");
  EXPECT_EQ(groups("meta.location eq \"https://x/Groups/outer\""), "outer ");
}

TEST_F(ListsByMembership, SortByThem) {
  EXPECT_EQ(list({.sort_by = "groups.display"}), "u1 u2 u3 ");
  EXPECT_EQ(list({.sort_by = "members.display", .descending = true, .types = {ResourceType::group}}),
            "inner outer ");
}

}  // namespace
}  // namespace bridge::store
