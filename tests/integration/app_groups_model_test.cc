#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "support/daemon_process.h"
#include "support/group_mapping.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

// Random changes of people and groups through the whole daemon; after each, the directory must list exactly
// whom a simple model lists. SCIM_LDAP_BRIDGE_MODEL_STEPS and SCIM_LDAP_BRIDGE_MODEL_SEED say how many and
// which.

namespace bridge {
namespace {

using nlohmann::json;
using testing::GroupMapping;

using Ids = std::set<std::string>;
using Listing = std::map<std::string, std::map<std::string, Ids>>;  // Entry, attribute, values.

const std::vector<std::string> kNames = {
    "plain",  "a,b",    "#hash",  " lead", "quo\"te", "back\\slash", "p+lus",  "le<ss", "semi;c", "e=q",
    "ümlaut", "sla/sh", "trail ", "(par)", "st*ar",   "%41",         "x\\2Cy", "&amp",  "'tick'"};

int from_environment(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::atoi(text) : otherwise;
}

struct Person {
  std::string uid;
  bool active = true;
};
struct Group {
  std::string name;
  Ids members;
};

class Model {
 public:
  explicit Model(const GroupMapping& mapping) : mapping_(mapping) {}

  std::map<std::string, Person> people;
  std::map<std::string, Group> groups;

  // Whom the group lists, by id.
  Ids flat(const std::string& group) const {
    Ids seen, listed;
    collect(group, seen, listed);
    return listed;
  }

  Listing listing() const {
    Listing result;
    for (const auto& [id, group] : groups) {
      const auto listed = flat(id);
      if (listed.empty() && mapping_.empty == GroupMapping::Empty::defer) continue;
      auto& entry = result[entry_of(group.name)];
      for (const auto& [attribute, as] : mapping_.write) {
        for (const auto& person : listed) entry[attribute].insert(value(people.at(person), as));
        if (listed.empty() && as == "dn" && mapping_.empty == GroupMapping::Empty::placeholder)
          entry[attribute].insert("cn=empty,dc=example,dc=org");
      }
    }
    return result;
  }

  static std::string entry_of(const std::string& name) {
    return ldap::Dn::child({{"cn", name}}, *ldap::Dn::parse("ou=groups,dc=example,dc=org"))->normal();
  }

 private:
  void collect(const std::string& group, Ids& seen, Ids& listed) const {
    if (!seen.insert(group).second) return;
    for (const auto& member : groups.at(group).members) {
      if (people.contains(member) && (people.at(member).active || !mapping_.drop)) listed.insert(member);
      if (groups.contains(member) && mapping_.nested == "flatten") collect(member, seen, listed);
    }
  }

  std::string value(const Person& person, const std::string& as) const {
    const std::string place =
        mapping_.moves && !person.active ? GroupMapping::kDisabled : "ou=people,dc=example,dc=org";
    return as == "dn" ? "uid=" + person.uid + "," + place : person.uid;
  }

  const GroupMapping& mapping_;
};

class GroupsModel : public ::testing::TestWithParam<GroupMapping> {
 protected:
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  template <class Map>
  std::string any(const Map& map) {
    return std::next(map.begin(), below(static_cast<int>(map.size())))->first;
  }
  std::string any_member() {
    if (below(20) == 0) return "unknown-" + std::to_string(below(3));
    const bool group = !model_.groups.empty() && (model_.people.empty() || below(3) == 0);
    return group ? any(model_.groups) : any(model_.people);
  }
  std::string fresh_name() {
    const auto& name = kNames[static_cast<std::size_t>(below(static_cast<int>(kNames.size())))];
    return name.front() == ' ' || name.front() == '#' ? name + std::to_string(++counter_)
                                                      : std::to_string(++counter_) + name;
  }

  void log(const std::string& what) { history_ += what + "\n"; }

  void make_person() {
    const std::string uid = "u" + std::to_string(++counter_);
    log("create " + uid);
    const auto made = client_.post("/Users", {{"userName", uid}, {"externalId", uid}});
    ASSERT_EQ(made.status, 201) << made.body;
    model_.people[made.body["id"]] = {uid, true};
  }

  void make_group() {
    const std::string name = fresh_name();
    log("create group " + name);
    const auto made =
        client_.post("/Groups", {{"displayName", name}, {"externalId", "x" + std::to_string(counter_)}});
    ASSERT_EQ(made.status, 201) << made.body;
    model_.groups[made.body["id"]] = {name, {}};
  }

  bool refused(const Ids& members) const {
    return GetParam().nested == "reject" && std::any_of(members.begin(), members.end(), [&](const auto& id) {
             return model_.groups.contains(id);
           });
  }

  void add_or_remove() {
    const std::string id = any(model_.groups);
    auto& group = model_.groups[id];
    Ids members;
    for (int i = 0; i <= below(3); ++i) members.insert(any_member());
    const bool add = below(3) != 0;
    if (!add && !group.members.empty() && below(2) == 0)
      members = {*std::next(group.members.begin(), below(static_cast<int>(group.members.size())))};
    json values = json::array();
    std::string shown;
    for (const auto& member : members) {
      values.push_back({{"value", member}});
      shown += " " + member;
    }
    log(std::string(add ? "add to " : "remove from ") + group.name + shown);
    const auto done = client_.patch(
        "/Groups/" + id, {{{"op", add ? "Add" : "Remove"}, {"path", "members"}, {"value", values}}});
    Ids added;
    for (const auto& member : members)
      if (add && !group.members.contains(member)) added.insert(member);
    ASSERT_EQ(done.status, refused(added) ? 400 : 204) << done.body;
    if (done.status != 204) return;
    for (const auto& member : members)
      add ? (void)group.members.insert(member) : (void)group.members.erase(member);
  }

  void replace_group() {
    const std::string id = any(model_.groups);
    auto& group = model_.groups[id];
    Ids members;
    for (int i = below(4); i > 0; --i) members.insert(any_member());
    json values = json::array();
    for (const auto& member : members) values.push_back({{"value", member}});
    log("put " + group.name + " " + values.dump());
    const auto now = client_.get("/Groups/" + id + "?excludedAttributes=members").body;
    const auto done =
        client_.send("PUT", "/Groups/" + id,
                     {{"displayName", group.name}, {"externalId", now["externalId"]}, {"members", values}});
    Ids added;
    for (const auto& member : members)
      if (!group.members.contains(member)) added.insert(member);
    ASSERT_EQ(done.status, refused(added) ? 400 : 200) << done.body;
    if (done.status == 200) group.members = members;
  }

  void rename_group() {
    const std::string id = any(model_.groups), name = fresh_name();
    log("rename " + model_.groups[id].name + " to " + name);
    const auto done =
        client_.patch("/Groups/" + id, {{{"op", "Replace"}, {"path", "displayName"}, {"value", name}}});
    ASSERT_EQ(done.status, 204) << done.body;
    model_.groups[id].name = name;
  }

  void rename_person() {
    const std::string id = any(model_.people), uid = "r" + std::to_string(++counter_);
    log("rename " + model_.people[id].uid + " to " + uid);
    const auto done =
        client_.patch("/Users/" + id, {{{"op", "Replace"}, {"path", "externalId"}, {"value", uid}}});
    ASSERT_EQ(done.status, 200) << done.body;
    model_.people[id].uid = uid;
  }

  void toggle_person() {
    const std::string id = any(model_.people);
    auto& person = model_.people[id];
    log("toggle " + person.uid);
    const auto done =
        client_.patch("/Users/" + id, {{{"op", "Replace"}, {"path", "active"}, {"value", !person.active}}});
    ASSERT_EQ(done.status, 200) << done.body;
    person.active = !person.active;
  }

  void remove(const std::string& endpoint, const std::string& id) {
    log("delete " + endpoint + " " + id);
    ASSERT_EQ(client_.remove("/" + endpoint + "/" + id).status, 204);
    model_.people.erase(id);
    model_.groups.erase(id);
    for (auto& [other, group] : model_.groups) group.members.erase(id);
  }

  void step() {
    if (model_.people.size() < 4) return make_person();
    if (model_.groups.size() < 3) return make_group();
    const int choice = below(100);
    if (choice < 8 && model_.people.size() < 12) return make_person();
    if (choice < 14 && model_.groups.size() < 7) return make_group();
    if (choice < 64) return add_or_remove();
    if (choice < 70) return replace_group();
    if (choice < 76) return rename_group();
    if (choice < 83) return rename_person();
    if (choice < 92) return toggle_person();
    if (choice < 97) return remove("Users", any(model_.people));
    return remove("Groups", any(model_.groups));
  }

  Listing actual() {
    Listing result;
    ldap::SearchRequest request;
    request.base = *ldap::Dn::parse("ou=groups,dc=example,dc=org");
    request.scope = ldap::Scope::one_level;
    const auto searched = session_->search(request, [&](ldap::Entry&& entry) {
      auto& shown = result[entry.dn.normal()];
      for (const auto& [attribute, as] : GetParam().write)
        for (const auto& value : entry.attributes[attribute]) shown[attribute].insert(value);
      return true;
    });
    EXPECT_TRUE(searched);
    return result;
  }

  Ids pushed(const std::string& group) {
    const auto body = client_.get("/Groups/" + group).body;
    Ids members;
    if (body.contains("members"))
      for (const auto& member : body["members"]) members.insert(member["value"]);
    return members;
  }

  static void add_place_of_the_disabled(const testing::SlapdProcess& slapd) {
    const auto added = slapd.open()->add({*ldap::Dn::parse(GroupMapping::kDisabled),
                                          {{"objectClass", {"organizationalUnit"}}, {"ou", {"disabled"}}}});
    if (!added) throw std::runtime_error(added.error().message);
  }
  void SetUp() override { add_place_of_the_disabled(slapd_); }

  testing::SlapdProcess slapd_{GetParam().slapd()};
  testing::TempDir dir_;
  testing::DaemonProcess daemon_{slapd_, {.mapping = GetParam().write_to(dir_ / "mapping.toml")}};
  testing::ScimClient client_{daemon_.port(), daemon_.token()};
  std::unique_ptr<ldap::Session> session_ = slapd_.open();
  Model model_{GetParam()};
  std::mt19937 random_;
  std::string history_;
  int counter_ = 0;
};

TEST_P(GroupsModel, AgreesWithTheDirectoryAfterEveryStep) {
  const int seed =
      from_environment("SCIM_LDAP_BRIDGE_MODEL_SEED", static_cast<int>(std::random_device{}() & 0xffffff));
  const int steps = from_environment("SCIM_LDAP_BRIDGE_MODEL_STEPS", 300);
  random_.seed(static_cast<unsigned>(seed));
  for (int i = 0; i < steps; ++i) {
    step();
    ASSERT_FALSE(HasFatalFailure()) << "seed " << seed << "\n" << history_;
    session_->set_deadline(system_clock().steady_now() + std::chrono::seconds(20));
    ASSERT_EQ(actual(), model_.listing()) << "seed " << seed << " after\n" << history_ << daemon_.log();
  }
  for (const auto& [id, group] : model_.groups) EXPECT_EQ(pushed(id), group.members) << "seed " << seed;
}

INSTANTIATE_TEST_SUITE_P(Strategies, GroupsModel, ::testing::ValuesIn(testing::group_mappings()),
                         [](const auto& which) { return which.param.name; });

}  // namespace
}  // namespace bridge
