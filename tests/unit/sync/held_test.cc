// What guards keep from the directory: pushes are answered, and a person decides.
#include "sync/held.h"

#include <map>

#include "engine.h"

namespace bridge::sync {
namespace {

using nlohmann::json;
using scim::Resource;
using scim::ResourceType;
using State = store::Held::State;

constexpr char kPeople[] = ",ou=people,dc=example,dc=org";

class HeldChanges : public ::testing::Test {
 protected:
  HeldChanges() { engine.context.guard = {.destruction = {0, 2}, .disabling = {0, 2}}; }

  // Uses the limit up.
  void exhaust(Destruction kind, ResourceType type = ResourceType::user) {
    ASSERT_TRUE(engine.context.store.write([&](store::Transaction& transaction) -> Status {
      return transaction.count_passed(kind, type, 1000, system_clock().now() + std::chrono::hours(1));
    }));
  }
  void recover() {
    ASSERT_TRUE(engine.context.store.write([](store::Transaction& transaction) -> Status {
      return transaction.forget_passed(system_clock().now() + std::chrono::hours(9));
    }));
  }

  std::string dn(const std::string& name) const { return "uid=x-" + name + kPeople; }
  bool exists(const std::string& name) const { return engine.entry(dn(name)).has_value(); }
  std::vector<std::string> values(const std::string& name, const char* attribute) {
    return engine.values(dn(name), attribute);
  }
  std::vector<std::string> members() {
    return engine.values("cn=staff,ou=groups,dc=example,dc=org", "member");
  }
  std::optional<Resource> stored(const Resource& resource) {
    return engine.ask([&](const store::Reader& reader) { return reader.resource(resource.id); });
  }
  Holds held(const Resource& resource) {
    return engine.ask([&](const store::Reader& reader) { return reader.held(resource.id); });
  }
  std::vector<std::string> shown(const Resource& group) {
    std::vector<std::string> ids;
    for (const auto& member :
         engine.ask([&](const store::Reader& reader) { return reader.shown_members(group.id, "", -1, {}); }))
      ids.push_back(member["value"]);
    return ids;
  }

  Status remove(const Resource& resource) {
    return engine.provisioner.remove(resource.type, resource.id, engine.requester());
  }
  void set(const Resource& resource, const json& value) {
    const auto done = engine.patch(resource, {{{"op", "replace"}, {"value", value}}});
    ASSERT_TRUE(done) << done.error().message;
  }
  void change_member(const Resource& group, const char* op, const Resource& person) {
    const auto done =
        engine.patch(group, {{{"op", op}, {"path", "members"}, {"value", {{{"value", person.id.value}}}}}});
    ASSERT_TRUE(done) << done.error().message;
  }
  void decide(const Resource& resource, bool yes) {
    const auto rules = listing_rules(engine.context.mapping->members());
    for (const auto& one : held(resource))
      ASSERT_TRUE(engine.context.store.write([&](store::Transaction& transaction) {
        return yes ? approve(transaction, rules, one) : reject(transaction, one);
      }));
    ASSERT_TRUE(engine.settler.settle_all());
  }
  void approve_all_of(const Resource& resource) { decide(resource, true); }
  void reject_all_of(const Resource& resource) { decide(resource, false); }

  // Nothing is left half done, and the flag stands exactly while something waits.
  void expect_settled(const Resource& resource) {
    EXPECT_EQ(engine.counts().open_intents, 0);
    EXPECT_EQ(engine.counts().dirty, 0);
    EXPECT_TRUE(held(resource).empty());
    const auto flags = engine.flag_kinds(resource.id);
    EXPECT_EQ(std::count(flags.begin(), flags.end(), kHeld), 0);
  }

  testing::Engine engine;
};

TEST_F(HeldChanges, LetExactlyTheLimitPass) {
  std::vector<Resource> people;
  for (const char* name : {"a", "b", "c", "d"}) people.push_back(engine.user(name));
  for (const auto& person : people) EXPECT_TRUE(remove(person));
  for (const auto& person : people) EXPECT_FALSE(stored(person));
  EXPECT_FALSE(exists("a") || exists("b"));
  EXPECT_TRUE(exists("c") && exists("d"));
  EXPECT_EQ(engine.counts().held, 2);
  ASSERT_EQ(held(people[2]).size(), 1u);
  const auto waiting = held(people[2])[0];
  EXPECT_EQ(waiting.kind, Destruction::remove);
  EXPECT_EQ(waiting.client, "test");
  EXPECT_EQ(waiting.request_id, "request-1");
  EXPECT_EQ(waiting.why, "3 deletes within 1h would be more than 2 and more than 0 % of 4 people");
  EXPECT_EQ(engine.flag_kinds(people[2].id), std::vector<std::string>{kHeld});
}

TEST_F(HeldChanges, AreCarriedOutWhenApproved) {
  const auto jo = engine.user("jo");
  const auto staff = engine.group("staff");
  change_member(staff, "add", jo);
  exhaust(Destruction::remove);
  ASSERT_TRUE(remove(jo));
  EXPECT_TRUE(exists("jo"));
  EXPECT_EQ(members(), std::vector<std::string>{dn("jo")});
  EXPECT_TRUE(shown(staff).empty());
  approve_all_of(jo);
  EXPECT_FALSE(exists("jo"));
  EXPECT_EQ(members(), std::vector<std::string>{"cn=empty,dc=example,dc=org"});
  expect_settled(jo);
}

TEST_F(HeldChanges, StayAsTheyAreWhenRejected) {
  const auto jo = engine.user("jo");
  exhaust(Destruction::remove);
  ASSERT_TRUE(remove(jo));
  reject_all_of(jo);
  EXPECT_TRUE(exists("jo"));
  ASSERT_EQ(held(jo).size(), 1u);
  EXPECT_EQ(held(jo)[0].state, State::rejected);
  EXPECT_TRUE(engine.flag_kinds(jo.id).empty());
  EXPECT_EQ(engine.counts().held, 0);
}

TEST_F(HeldChanges, GiveTheEntryBackToWhoIsCreatedAgain) {
  const auto jo = engine.user("jo");
  const std::string uuid = engine.ask([&](const store::Reader& r) { return r.link(jo.id); })->entry_uuid;
  exhaust(Destruction::remove);
  ASSERT_TRUE(remove(jo));
  const auto again = engine.user("jo");
  EXPECT_NE(again.id, jo.id);
  EXPECT_EQ(engine.ask([&](const store::Reader& r) { return r.link(again.id); })->entry_uuid, uuid);
  EXPECT_FALSE(engine.ask([&](const store::Reader& r) { return r.link(jo.id); }));
  expect_settled(jo);
  approve_all_of(jo);
  EXPECT_TRUE(exists("jo"));
}

TEST_F(HeldChanges, KeepTheNameFromOthers) {
  const auto jo = engine.user("jo");
  exhaust(Destruction::remove);
  ASSERT_TRUE(remove(jo));
  // Another externalId that LDAP cannot tell from the first.
  const auto other = engine.create(ResourceType::user, {{"userName", "other"}, {"externalId", "X-JO"}});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Error::Code::conflict);
}

TEST_F(HeldChanges, OfDisablingWaitAndAreCarriedOut) {
  const auto jo = engine.user("jo");
  exhaust(Destruction::disable);
  set(jo, {{"active", false}, {"displayName", "Joanna"}});
  EXPECT_EQ(stored(jo)->body["active"], false);
  EXPECT_EQ(values("jo", "employeeType"), std::vector<std::string>{});
  EXPECT_EQ(values("jo", "cn"), std::vector<std::string>{"Joanna"});
  set(jo, {{"displayName", "Jo"}});
  EXPECT_EQ(values("jo", "employeeType"), std::vector<std::string>{});
  EXPECT_EQ(values("jo", "cn"), std::vector<std::string>{"Jo"});
  approve_all_of(jo);
  EXPECT_EQ(values("jo", "employeeType"), std::vector<std::string>{"disabled"});
  expect_settled(jo);
  EXPECT_EQ(stored(jo)->version, 3);
}

TEST_F(HeldChanges, OfDisablingEndWhenEnabled) {
  const auto jo = engine.user("jo");
  exhaust(Destruction::disable);
  set(jo, {{"active", false}});
  ASSERT_EQ(held(jo).size(), 1u);
  set(jo, {{"active", true}});
  expect_settled(jo);
  EXPECT_EQ(values("jo", "employeeType"), std::vector<std::string>{});
}

TEST_F(HeldChanges, OfRenamesWaitAndTheRestIsWritten) {
  const auto jo = engine.user("jo");
  exhaust(Destruction::rename);
  set(jo, {{"externalId", "x-new"}, {"displayName", "Joanna"}});
  EXPECT_EQ(stored(jo)->body["externalId"], "x-new");
  EXPECT_FALSE(exists("new"));
  EXPECT_EQ(values("jo", "cn"), std::vector<std::string>{"Joanna"});
  EXPECT_EQ(values("jo", "uid"), std::vector<std::string>{"x-jo"});
  // Both names are theirs meanwhile.
  EXPECT_FALSE(engine.create(ResourceType::user, {{"userName", "u1"}, {"externalId", "x-jo"}}));
  EXPECT_FALSE(engine.create(ResourceType::user, {{"userName", "u2"}, {"externalId", "x-new"}}));
  set(jo, {{"displayName", "Jo"}});
  EXPECT_EQ(values("jo", "cn"), std::vector<std::string>{"Jo"});
  approve_all_of(jo);
  EXPECT_FALSE(exists("jo"));
  EXPECT_EQ(values("new", "cn"), std::vector<std::string>{"Jo"});
  expect_settled(jo);
  EXPECT_TRUE(engine.create(ResourceType::user, {{"userName", "u3"}, {"externalId", "x-jo"}}));
}

TEST_F(HeldChanges, OfRenamesEndWhenTheNameIsPushedBack) {
  const auto jo = engine.user("jo");
  exhaust(Destruction::rename);
  set(jo, {{"externalId", "x-new"}});
  set(jo, {{"externalId", "x-jo"}});
  expect_settled(jo);
  EXPECT_TRUE(exists("jo"));
  engine.user("new");
}

TEST_F(HeldChanges, OfClearsWaitForEachAttribute) {
  const auto jo = engine.user("jo");
  set(jo, {{"phoneNumbers", {{{"value", "1"}, {"type", "work"}}, {{"value", "2"}, {"type", "home"}}}},
           {"emails", {{{"value", "jo@x.org"}, {"type", "work"}}}}});
  exhaust(Destruction::clear);
  ASSERT_TRUE(engine.patch(jo, {{{"op", "remove"}, {"path", "phoneNumbers"}},
                                {{"op", "remove"}, {"path", "emails"}},
                                {{"op", "replace"}, {"path", "displayName"}, {"value", "Joanna"}}}));
  EXPECT_FALSE(stored(jo)->body.contains("emails"));
  EXPECT_EQ(held(jo).size(), 2u);
  EXPECT_EQ(values("jo", "mail"), std::vector<std::string>{"jo@x.org"});
  EXPECT_EQ(values("jo", "telephoneNumber"), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(values("jo", "cn"), std::vector<std::string>{"Joanna"});
  // Another value takes the place of the one that stayed.
  set(jo, {{"emails", {{{"value", "new@x.org"}, {"type", "work"}}}}});
  EXPECT_EQ(values("jo", "mail"), std::vector<std::string>{"new@x.org"});
  EXPECT_EQ(held(jo).size(), 1u);
  EXPECT_EQ(values("jo", "telephoneNumber"), (std::vector<std::string>{"1", "2"}));
  approve_all_of(jo);
  EXPECT_EQ(values("jo", "telephoneNumber"), std::vector<std::string>{});
  expect_settled(jo);
}

TEST_F(HeldChanges, DoNotCountSingleValues) {
  const auto jo = engine.user("jo");
  set(jo, {{"phoneNumbers", {{{"value", "1"}, {"type", "work"}}, {{"value", "2"}, {"type", "home"}}}}});
  exhaust(Destruction::clear);
  set(jo, {{"phoneNumbers", {{{"value", "2"}, {"type", "home"}}}}});
  EXPECT_EQ(values("jo", "telephoneNumber"), std::vector<std::string>{"2"});
  expect_settled(jo);
}

TEST_F(HeldChanges, OfMembersKeepThemListed) {
  const auto a = engine.user("a"), b = engine.user("b");
  const auto staff = engine.group("staff");
  change_member(staff, "add", a);
  change_member(staff, "add", b);
  exhaust(Destruction::remove_member, ResourceType::group);
  change_member(staff, "remove", a);
  EXPECT_EQ(shown(staff), std::vector<std::string>{b.id.value});
  EXPECT_EQ(members(), (std::vector<std::string>{dn("a"), dn("b")}));
  change_member(staff, "remove", b);
  EXPECT_TRUE(shown(staff).empty());
  EXPECT_EQ(members(), (std::vector<std::string>{dn("a"), dn("b")}));
  EXPECT_EQ(held(staff).size(), 2u);
  approve_all_of(staff);
  EXPECT_EQ(members(), std::vector<std::string>{"cn=empty,dc=example,dc=org"});
  expect_settled(staff);
}

TEST_F(HeldChanges, OfMembersEndWhenTheyAreAddedAgain) {
  const auto a = engine.user("a");
  const auto staff = engine.group("staff");
  change_member(staff, "add", a);
  exhaust(Destruction::remove_member, ResourceType::group);
  change_member(staff, "remove", a);
  change_member(staff, "add", a);
  EXPECT_EQ(shown(staff), std::vector<std::string>{a.id.value});
  EXPECT_EQ(members(), std::vector<std::string>{dn("a")});
  expect_settled(staff);
}

TEST_F(HeldChanges, OfMembersEndWithAPersonWhoIsDeleted) {
  const auto a = engine.user("a");
  const auto staff = engine.group("staff");
  change_member(staff, "add", a);
  exhaust(Destruction::remove_member, ResourceType::group);
  change_member(staff, "remove", a);
  ASSERT_TRUE(remove(a));
  EXPECT_EQ(members(), std::vector<std::string>{"cn=empty,dc=example,dc=org"});
  expect_settled(staff);
}

TEST_F(HeldChanges, OfMembersPassOrWaitTogether) {
  const auto staff = engine.group("staff");
  std::vector<Resource> people;
  for (const char* name : {"a", "b", "c"}) {
    people.push_back(engine.user(name));
    change_member(staff, "add", people.back());
  }
  ASSERT_TRUE(engine.patch(staff, {{{"op", "remove"}, {"path", "members"}}}));
  EXPECT_TRUE(shown(staff).empty());
  EXPECT_EQ(members(), (std::vector<std::string>{dn("a"), dn("b"), dn("c")}));
  EXPECT_EQ(held(staff).size(), 3u);
}

TEST_F(HeldChanges, FollowWhoIsRenamedMeanwhile) {
  const auto a = engine.user("a");
  const auto staff = engine.group("staff");
  change_member(staff, "add", a);
  exhaust(Destruction::remove_member, ResourceType::group);
  change_member(staff, "remove", a);
  set(a, {{"externalId", "x-new"}});
  EXPECT_EQ(members(), std::vector<std::string>{dn("new")});
  approve_all_of(staff);
  EXPECT_EQ(members(), std::vector<std::string>{"cn=empty,dc=example,dc=org"});
}

TEST_F(HeldChanges, OfAGroupKeepItsEntry) {
  const auto a = engine.user("a");
  const auto staff = engine.group("staff");
  change_member(staff, "add", a);
  exhaust(Destruction::remove, ResourceType::group);
  ASSERT_TRUE(remove(staff));
  EXPECT_FALSE(stored(staff));
  EXPECT_EQ(members(), std::vector<std::string>{dn("a")});
  approve_all_of(staff);
  EXPECT_TRUE(members().empty());
  expect_settled(staff);
}

TEST_F(HeldChanges, OfAGroupGiveTheEntryBackByItsAnchor) {
  testing::Engine anchored([] {
    std::string text = testing::Engine::kMapping;
    const std::string rdn = "rdn = \"cn\"";
    return text.replace(text.find(rdn), rdn.size(), rdn + "\nanchor = \"cn\"");
  }());
  anchored.context.guard = {.destruction = {0, 0}};
  const auto staff = anchored.group("staff");
  ASSERT_TRUE(anchored.provisioner.remove(ResourceType::group, staff.id, anchored.requester()));
  ASSERT_TRUE(anchored.entry("cn=staff,ou=groups,dc=example,dc=org"));
  const auto again = anchored.create(ResourceType::group, {{"displayName", "Staff"}});
  ASSERT_FALSE(again) << "another spelling is another anchor";
  const auto same = anchored.create(ResourceType::group, {{"displayName", "staff"}});
  ASSERT_TRUE(same) << same.error().message;
  EXPECT_EQ(anchored.counts().held, 0);
}

TEST_F(HeldChanges, DoNotConcernWhatIsRefused) {
  engine.user("a");
  const auto b = engine.user("b");
  for (int i = 0; i < 5; ++i)
    EXPECT_FALSE(engine.patch(b, {{{"op", "replace"}, {"value", {{"userName", "a"}}}}}));
  set(b, {{"externalId", "x-c"}});
  EXPECT_TRUE(exists("c"));
}

TEST_F(HeldChanges, GiveBackWhatTheDirectoryRefused) {
  const auto jo = engine.user("jo");
  engine.directory.put(
      {*ldap::Dn::parse(dn("foreign")), {{"objectClass", {"person"}}, {"uid", {"x-foreign"}}}});
  for (int i = 0; i < 5; ++i)
    EXPECT_FALSE(engine.patch(jo, {{{"op", "replace"}, {"value", {{"externalId", "x-foreign"}}}}}));
  set(jo, {{"externalId", "x-new"}});
  EXPECT_TRUE(exists("new"));
}

TEST_F(HeldChanges, WaitAgainWhenTheyCannotBeDone) {
  const auto jo = engine.user("jo");
  exhaust(Destruction::rename);
  set(jo, {{"externalId", "x-foreign"}});
  engine.directory.put(
      {*ldap::Dn::parse(dn("foreign")), {{"objectClass", {"person"}}, {"uid", {"x-foreign"}}}});
  approve_all_of(jo);
  EXPECT_TRUE(exists("jo"));
  ASSERT_EQ(held(jo).size(), 1u);
  EXPECT_EQ(held(jo)[0].state, State::pending);
  EXPECT_NE(held(jo)[0].why.find("cannot be done"), std::string::npos) << held(jo)[0].why;
}

TEST_F(HeldChanges, ThatWereRejectedAreDecidedAnewWhenPushedAgain) {
  const auto jo = engine.user("jo");
  set(jo, {{"emails", {{{"value", "jo@x.org"}, {"type", "work"}}}}});
  exhaust(Destruction::disable);
  exhaust(Destruction::clear);
  set(jo, {{"active", false}});
  ASSERT_TRUE(engine.patch(jo, {{{"op", "remove"}, {"path", "emails"}}}));
  reject_all_of(jo);
  set(jo, {{"displayName", "Joanna"}});
  ASSERT_EQ(held(jo).size(), 2u);
  EXPECT_EQ(held(jo)[0].state, State::rejected);
  set(jo, {{"active", false}});
  ASSERT_TRUE(engine.patch(jo, {{{"op", "remove"}, {"path", "emails"}}}));
  ASSERT_EQ(held(jo).size(), 2u);
  EXPECT_EQ(held(jo)[0].state, State::pending);
  EXPECT_EQ(held(jo)[1].state, State::pending);
  reject_all_of(jo);
  recover();
  set(jo, {{"active", false}});
  EXPECT_EQ(values("jo", "employeeType"), std::vector<std::string>{"disabled"});
  EXPECT_EQ(values("jo", "mail"), std::vector<std::string>{"jo@x.org"});
  ASSERT_TRUE(engine.patch(jo, {{{"op", "remove"}, {"path", "emails"}}}));
  EXPECT_EQ(values("jo", "mail"), std::vector<std::string>{});
  expect_settled(jo);
}

TEST_F(HeldChanges, OfMembersThatWereRejectedAreDecidedAnewWhenPushedAgain) {
  const auto a = engine.user("a");
  const auto staff = engine.group("staff");
  change_member(staff, "add", a);
  exhaust(Destruction::remove_member, ResourceType::group);
  change_member(staff, "remove", a);
  reject_all_of(staff);
  change_member(staff, "remove", a);
  ASSERT_EQ(held(staff).size(), 1u);
  EXPECT_EQ(held(staff)[0].state, State::pending);
  reject_all_of(staff);
  recover();
  change_member(staff, "remove", a);
  EXPECT_EQ(members(), std::vector<std::string>{"cn=empty,dc=example,dc=org"});
  expect_settled(staff);
}

TEST_F(HeldChanges, LetLaterDeletesPassThatTakeAllWithThem) {
  const auto jo = engine.user("jo");
  exhaust(Destruction::rename);
  set(jo, {{"externalId", "x-new"}});
  ASSERT_TRUE(remove(jo));
  EXPECT_FALSE(exists("jo"));
  expect_settled(jo);
}

TEST_F(HeldChanges, AreNoneWhenGuardsAreOff) {
  engine.context.guard.enabled = false;
  std::vector<Resource> people;
  for (const char* name : {"a", "b", "c", "d"}) people.push_back(engine.user(name));
  for (const auto& person : people) EXPECT_TRUE(remove(person));
  for (const char* name : {"a", "b", "c", "d"}) EXPECT_FALSE(exists(name));
  EXPECT_EQ(engine.counts().held, 0);
}

}  // namespace
}  // namespace bridge::sync
