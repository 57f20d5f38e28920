#include <random>

#include "scim/resource.h"
#include "store_test_support.h"

namespace bridge::store {
namespace {

using scim::Json;
using scim::ResourceType;

// People, groups and filters made of few words, so that filters hit.
class Anything {
 public:
  explicit Anything(unsigned seed) : random_(seed) {}

  Json user() {
    Json body = {{"userName", word()}};
    if (pick(2)) body["displayName"] = word();
    if (pick(2)) body["externalId"] = word();
    if (pick(2)) body["active"] = pick(2) == 0;
    if (pick(2)) body["name"] = {{"familyName", word()}};
    if (pick(2)) body["shoe"] = pick(3);
    if (pick(2)) body["emails"] = {{{"value", word()}, {"type", word()}}, {{"value", word()}}};
    if (pick(3) == 0) body[std::string(scim::kEnterpriseUserUrn)] = {{"department", word()}};
    return body;
  }

  std::string filter(ResourceType type, int depth) {
    if (depth > 0 && pick(2)) {
      const std::string left = filter(type, depth - 1), right = filter(type, depth - 1);
      return pick(3) == 0 ? "not (" + left + ")"
             : pick(2)    ? "(" + left + ") and (" + right + ")"
                          : "(" + left + ") or (" + right + ")";
    }
    return type == ResourceType::user ? about_user() : about_group();
  }

  std::string word() {
    static const char* const kWords[] = {"a", "A",      "\u00e4", "\u00c4", "ab", "b",
                                         "k", "\u212a", "p1",     "g1",     "P1"};
    return kWords[pick(11)];
  }
  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

 private:
  std::string compare(const std::string& path) {
    static const char* const kOps[] = {"eq", "eq", "eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"};
    if (pick(8) == 0) return path + " pr";
    return path + " " + kOps[pick(11)] + " \"" + word() + "\"";
  }
  std::string about_user() {
    static const char* const kPaths[] = {
        "userName",
        "displayName",
        "externalId",
        "id",
        "name.familyName",
        "emails",
        "emails.type",
        "groups",
        "groups.display",
        "groups.type",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"};
    switch (pick(8)) {
      case 0:
        return pick(2) ? "active eq true" : "shoe ge 1";
      case 1:
        return "emails[" + compare("type") + " and " + compare("value") + "]";
      case 2:
        return "groups[" + compare("display") + (pick(2) ? " and " : " or ") + compare("value") + "]";
      case 3:
        return pick(2) ? "meta.created le \"1970-01-01T01:00:00+01:00\"" : "meta.location ew \"p1\"";
      default:
        return compare(kPaths[pick(11)]);
    }
  }
  std::string about_group() {
    static const char* const kPaths[] = {"displayName",     "id",          "members", "members.value",
                                         "members.display", "members.type"};
    if (pick(4) == 0)
      return "members[" + compare("value") + (pick(2) ? " and " : " or ") + compare("display") + "]";
    return compare(kPaths[pick(6)]);
  }

  std::mt19937 random_;
};

class FilterProperty : public StoreTest {
 protected:
  void put_all(Anything& any) {
    write([&](Transaction& t) -> Status {
      for (int i = 0; i < 12; ++i) {
        const std::string n = std::to_string(i);
        TRY(t.put({ResourceId{"p" + n}, ResourceType::user, any.user(), 1, at(i * 1000), at(i * 1000)}));
        TRY(t.put(group("g" + n, any.word())));
        std::vector<MemberChange> members;
        for (int j = any.pick(4); j > 0; --j) members.push_back(added("p" + std::to_string(any.pick(14))));
        for (int j = any.pick(2); j > 0; --j) members.push_back(added("g" + std::to_string(any.pick(12))));
        TRY(t.apply_members(ResourceId{"g" + n}, members));
      }
      return Done{};
    });
  }

  // Everything there is to see of every resource of the type.
  std::vector<Json> all(ResourceType type, const View& view) {
    return ask([&](const Reader& r) -> Result<std::vector<Json>> {
      std::vector<Json> shown;
      Listing listing{{{type}}, false, 0, 1000, {}, view};
      TRY_AS(listed, r.list(listing, [&](scim::Resource&& resource) -> Status {
        Json one = scim::render(resource, view.base_url);
        if (type == ResourceType::user) {
          TRY_AS(groups, r.shown_groups(resource.id, view));
          if (!groups.empty()) one["groups"] = std::move(groups);
        } else {
          TRY_AS(members, r.shown_members(resource.id, "", -1, view));
          if (!members.empty()) one["members"] = std::move(members);
        }
        shown.push_back(std::move(one));
        return Done{};
      }));
      return shown;
    });
  }

  std::string found(ResourceType type, const scim::Filter& filter, const View& view) {
    std::string ids;
    const Listing listing{{{type, &filter}}, false, 0, 1000, {}, view};
    ask([&](const Reader& r) {
      return r.list(listing, [&](scim::Resource&& resource) -> Status {
        ids += resource.id.value + " ";
        return Done{};
      });
    });
    return ids;
  }
};

TEST_F(FilterProperty, TheDatabaseFindsWhatMatchesInMemory) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Anything any(seed);
  put_all(any);
  for (const bool nested : {false, true}) {
    const View view{"https://x", nested};
    for (const ResourceType type : {ResourceType::user, ResourceType::group}) {
      const auto everything = all(type, view);
      for (int i = 0; i < 300; ++i) {
        const std::string text = any.filter(type, 3);
        const auto filter = must(scim::parse_filter(type, text));
        std::string matching;
        for (const Json& each : everything)
          if (scim::matches(type, *filter, each)) matching += each["id"].get<std::string>() + " ";
        ASSERT_EQ(found(type, *filter, view), matching) << text;
        ASSERT_TRUE(scim::equal(*filter, *must(scim::parse_filter(type, scim::to_text(*filter))))) << text;
      }
    }
  }
}

}  // namespace
}  // namespace bridge::store
