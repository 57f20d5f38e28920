#include "store_test_support.h"

namespace bridge::store {
namespace {

class Resources : public StoreTest {};

TEST_F(Resources, ComeBackAsTheyWerePut) {
  scim::Resource anna = person("u1", "anna",
                               {{"active", true},
                                {"x", {{"deep", {1, 2.5, nullptr, std::string("\u00e9\0z", 4)}}}},
                                {"big", 9007199254740993}});
  anna.version = 7;
  put(anna);
  const auto read = ask([](const Reader& r) { return r.resource({"u1"}); });
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, anna.id);
  EXPECT_EQ(read->type, anna.type);
  EXPECT_EQ(read->body, anna.body);
  EXPECT_EQ(read->version, 7);
  EXPECT_EQ(read->created, anna.created);
  EXPECT_EQ(read->last_modified, anna.last_modified);
}

TEST_F(Resources, AreNothingWhenTheyAreNotThere) {
  EXPECT_FALSE(ask([](const Reader& r) { return r.resource({"nobody"}); }));
  EXPECT_FALSE(ask([](const Reader& r) { return r.tombstone({"nobody"}); }));
}

TEST_F(Resources, SurviveReopening) {
  put(person("u1", "anna"));
  open();
  EXPECT_TRUE(ask([](const Reader& r) { return r.resource({"u1"}); }));
}

TEST_F(Resources, AreReplacedInPlace) {
  put(person("u1", "anna"));
  put(group("g1", "staff"));
  add_members("g1", {"u1"});
  put(group("g1", "Staff of 2"));
  EXPECT_EQ(ask([](const Reader& r) { return r.resource({"g1"}); })->body["displayName"], "Staff of 2");
  EXPECT_TRUE(ask([](const Reader& r) { return r.has_member({"g1"}, "u1"); }));
}

TEST_F(Resources, TakeAllThatHangsOnThemWhenTheyAreErased) {
  put(person("u1", "anna", {{"emails", {{{"value", "a@x"}}}}}));
  put(group("g1", "staff"));
  add_members("g1", {"u1"});
  link("u1", "uid=anna,dc=x", "uuid-1");
  write([](Transaction& t) -> Status {
    TRY(t.reserve({"u1"}, {Name::Kind::user_name, scim::ResourceType::user, "anna"}));
    TRY(t.set_references({"u1"}, {"boss"}));
    return t.raise_flag({"value_refused", {"u1"}, "mail", "", "", at(1)});
  });
  write([](Transaction& t) { return t.erase({"u1"}, at(5000)); });

  EXPECT_FALSE(ask([](const Reader& r) { return r.resource({"u1"}); }));
  EXPECT_FALSE(ask([](const Reader& r) { return r.link({"u1"}); }));
  EXPECT_TRUE(ask([](const Reader& r) { return r.referring_to("boss"); }).empty());
  EXPECT_TRUE(ask([](const Reader& r) { return r.flags(ResourceId{"u1"}); }).empty());
  EXPECT_FALSE(ask([](const Reader& r) {
    return r.holder({Name::Kind::user_name, scim::ResourceType::user, "anna"});
  }));
  EXPECT_TRUE(ask([](const Reader& r) { return r.has_member({"g1"}, "u1"); }));
}

TEST_F(Resources, LeaveATombstoneWithTheirLink) {
  put(person("u1", "anna"));
  link("u1", "UID=anna, dc=x", "uuid-1");
  write([](Transaction& t) { return t.erase({"u1"}, at(5000)); });
  const auto tombstone = ask([](const Reader& r) { return r.tombstone({"u1"}); });
  ASSERT_TRUE(tombstone);
  EXPECT_EQ(tombstone->type, scim::ResourceType::user);
  EXPECT_EQ(tombstone->link, (Link{dn("uid=anna,dc=x"), "uuid-1", 1}));
  EXPECT_EQ(tombstone->deleted, at(5000));
}

TEST_F(Resources, LeaveATombstoneWithoutALink) {
  put(group("g1", "staff"));
  write([](Transaction& t) { return t.erase({"g1"}, at(5000)); });
  const auto tombstone = ask([](const Reader& r) { return r.tombstone({"g1"}); });
  ASSERT_TRUE(tombstone);
  EXPECT_EQ(tombstone->type, scim::ResourceType::group);
  EXPECT_TRUE(tombstone->link.dn.empty());
}

TEST_F(Resources, NeverGetAnIdThatWasUsedBefore) {
  put(person("u1", "anna"));
  write([](Transaction& t) { return t.erase({"u1"}, at(5000)); });
  const Status again = store_->write([](Transaction& t) { return t.put(person("u1", "berta")); });
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Error::Code::conflict);
}

TEST_F(Resources, AreErasedQuietlyWhenTheyAreNotThere) {
  write([](Transaction& t) { return t.erase({"u1"}, at(5000)); });
  EXPECT_FALSE(ask([](const Reader& r) { return r.tombstone({"u1"}); }));
}

TEST_F(Resources, LoseTheirMemberRowsWithTheGroup) {
  put(group("g1", "staff"));
  add_members("g1", {"u1", "u2"});
  write([](Transaction& t) { return t.erase({"g1"}, at(5000)); });
  EXPECT_TRUE(ask([](const Reader& r) { return r.groups_with_member("u1"); }).empty());
}

TEST_F(Resources, AreFoundByWhatTheyReferTo) {
  put(person("u1", "anna"));
  put(person("u2", "berta"));
  write([](Transaction& t) -> Status {
    TRY(t.set_references({"u1"}, {"boss", "boss", "other"}));
    return t.set_references({"u2"}, {"boss"});
  });
  EXPECT_EQ(ask([](const Reader& r) { return r.referring_to("boss"); }),
            (std::vector<ResourceId>{{"u1"}, {"u2"}}));
  write([](Transaction& t) { return t.set_references({"u1"}, {"other"}); });
  EXPECT_EQ(ask([](const Reader& r) { return r.referring_to("boss"); }), (std::vector<ResourceId>{{"u2"}}));
}

TEST_F(Resources, CannotReferWhenTheyAreNotThere) {
  const Status set = store_->write([](Transaction& t) { return t.set_references({"nobody"}, {"boss"}); });
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().code, Error::Code::not_found);
}

class Links : public StoreTest {};

TEST_F(Links, AreFoundFromBothSides) {
  link("u1", "uid=anna,dc=x", "uuid-1");
  EXPECT_EQ(ask([](const Reader& r) { return r.link({"u1"}); }), (Link{dn("uid=anna,dc=x"), "uuid-1", 1}));
  EXPECT_EQ(ask([](const Reader& r) { return r.linked_to(dn("UID=Anna , DC=x")); }), ResourceId{"u1"});
  EXPECT_FALSE(ask([](const Reader& r) { return r.linked_to(dn("uid=berta,dc=x")); }));
  EXPECT_FALSE(ask([](const Reader& r) { return r.link({"u2"}); }));
}

TEST_F(Links, GrowAGenerationOnlyWhenTheDnIsAnother) {
  link("u1", "uid=anna,dc=x", "uuid-1");
  link("u1", "UID=Anna,dc=x", "uuid-2");
  EXPECT_EQ(ask([](const Reader& r) { return r.link({"u1"}); })->generation, 1);
  EXPECT_EQ(ask([](const Reader& r) { return r.link({"u1"}); })->entry_uuid, "uuid-2");
  EXPECT_EQ(ask([](const Reader& r) { return r.link({"u1"}); })->dn.text(), dn("UID=Anna,dc=x").text());
  link("u1", "uid=anne,dc=x", "uuid-2");
  EXPECT_EQ(ask([](const Reader& r) { return r.link({"u1"}); })->generation, 2);
}

TEST_F(Links, RefuseADnThatAnotherResourceHas) {
  link("u1", "uid=anna,dc=x");
  const Status second =
      store_->write([](Transaction& t) { return t.set_link({"u2"}, dn("UID=ANNA,dc=x"), ""); });
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Error::Code::conflict);
  EXPECT_NE(message_of(second).find("u1"), std::string::npos) << message_of(second);
}

TEST_F(Links, KeepEveryByteOfAHostileDn) {
  const std::string text = "cn=a\\,b\\00\\\"'%_\\C3\\A9*(),dc=x";
  link("u1", text);
  EXPECT_EQ(ask([](const Reader& r) { return r.link({"u1"}); })->dn, dn(text));
  EXPECT_EQ(ask([&](const Reader& r) { return r.linked_to(dn(text)); }), ResourceId{"u1"});
}

}  // namespace
}  // namespace bridge::store
