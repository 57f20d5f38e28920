#include "store/candidates.h"
#include "store/connection.h"
#include "store_test_support.h"
#include "support/places.h"

// Files as each schema version wrote them, as SQL in tests/data/state, must open and say what was put into
// them.

namespace bridge::store {
namespace {

constexpr char kAnna[] = "6f1c1f2e-0000-4000-8000-000000000001";
constexpr char kEngineers[] = "6f1c1f2e-0000-4000-8000-000000000002";
constexpr char kGone[] = "6f1c1f2e-0000-4000-8000-000000000003";

class StoredVersions : public StoreTest, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    {
      auto connection = must(Connection::open(folder_ / "state.db", Connection::Access::write));
      const auto sql = bridge::testing::read_file(bridge::testing::test_data("state/") + GetParam());
      must(connection->script(sql.c_str()));
    }
    open();
  }

  std::optional<ResourceId> holder(Name::Kind kind, scim::ResourceType type, const std::string& value) {
    return ask([&](const Reader& r) { return r.holder({kind, type, value}); });
  }
};

TEST_P(StoredVersions, KeepResources) {
  const auto anna = ask([](const Reader& r) { return r.resource({kAnna}); });
  ASSERT_TRUE(anna);
  EXPECT_EQ(anna->type, scim::ResourceType::user);
  EXPECT_EQ(anna->version, 3);
  EXPECT_EQ(anna->created, at(1700000000000));
  EXPECT_EQ(anna->last_modified, at(1700000001234));
  EXPECT_EQ(anna->body["displayName"], "Änna \"A\" O'Neil");
  EXPECT_EQ(anna->body["emails"][0]["value"], "Anna@example.org");
  EXPECT_EQ(ask([](const Reader& r) { return r.resource({kEngineers}); })->type, scim::ResourceType::group);
}

TEST_P(StoredVersions, FindByIndices) {
  for (const char* text :
       {"userName eq \"ANNA@example.org\"", "externalId eq \"E-1\"",
        "displayName eq \"änna \\\"a\\\" o'neil\"", "emails.value eq \"anna@EXAMPLE.org\""}) {
    const auto filter = must(scim::parse_filter(scim::ResourceType::user, text));
    const auto count = ask([&](const Reader& r) {
      return store::find(r, scim::ResourceType::user, filter.get(), {},
                         [](scim::Resource&& found) { EXPECT_EQ(found.id, ResourceId{kAnna}); });
    });
    EXPECT_EQ(count, 1) << text;
  }
}

TEST_P(StoredVersions, KeepMembersAndReferences) {
  EXPECT_EQ(
      ask([](const Reader& r) { return r.members({kEngineers}, "", 10); }),
      (std::vector<scim::Member>{member(kAnna), {"UNKNOWN", {{"value", "UNKNOWN"}, {"display", "Who?"}}}}));
  EXPECT_EQ(ask([](const Reader& r) { return r.groups_with_member(kAnna); }),
            (std::vector<ResourceId>{{kEngineers}}));
  EXPECT_EQ(ask([](const Reader& r) { return r.referring_to("6f1c1f2e-0000-4000-8000-00000000000b"); }),
            (std::vector<ResourceId>{{kAnna}}));
}

TEST_P(StoredVersions, KeepLinksAndTombstones) {
  const Link link{dn("uid=E-1,ou=staff,dc=example,dc=org"), "3d2f0a52-1111-103f-8000-000000000001", 2};
  EXPECT_EQ(ask([](const Reader& r) { return r.link({kAnna}); }), link);
  EXPECT_EQ(ask([&](const Reader& r) { return r.linked_to(link.dn); }), ResourceId{kAnna});
  const auto gone = ask([](const Reader& r) { return r.tombstone({kGone}); });
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->link.dn, dn("uid=gone,ou=people,dc=example,dc=org"));
  EXPECT_EQ(gone->link.entry_uuid, "3d2f0a52-1111-103f-8000-000000000003");
  EXPECT_EQ(gone->deleted, at(1700000005000));
}

TEST_P(StoredVersions, KeepNames) {
  using scim::ResourceType;
  EXPECT_EQ(holder(Name::Kind::user_name, ResourceType::user, "ANNA@example.org"), ResourceId{kAnna});
  EXPECT_EQ(holder(Name::Kind::external_id, ResourceType::user, "E-1"), ResourceId{kAnna});
  EXPECT_EQ(holder(Name::Kind::display_name, ResourceType::group, "engineers"), ResourceId{kEngineers});
  EXPECT_EQ(holder(Name::Kind::dn, ResourceType::user, "UID=e-1,ou=staff,dc=example,dc=org"),
            ResourceId{kAnna});
}

TEST_P(StoredVersions, KeepTheJournal) {
  const auto intents = ask([](const Reader& r) { return r.open_intents(); });
  ASSERT_EQ(intents.size(), 1u);
  const Intent& intent = intents[0];
  EXPECT_EQ(intent.kind, Intent::Kind::update);
  EXPECT_EQ(intent.direction, Intent::Direction::back);
  ASSERT_TRUE(intent.before && intent.after);
  EXPECT_EQ(intent.before->body["displayName"], "Engineers");
  EXPECT_EQ(intent.after->body["displayName"], "Engineering");
  EXPECT_EQ(intent.after->version, 2);
  EXPECT_EQ(intent.members, (std::vector<MemberChange>{removed("UNKNOWN"), added("u9")}));
  EXPECT_EQ(intent.dn_before, "cn=Engineers,ou=groups,dc=example,dc=org");
  EXPECT_EQ(intent.dn_after, "cn=Engineering,ou=groups,dc=example,dc=org");
  EXPECT_TRUE(intent.carried_secret);
  EXPECT_EQ(intent.client, "entra");
  EXPECT_EQ(intent.request_id, "r-42");
  EXPECT_EQ(intent.begun, at(1700000006000));
}

TEST_P(StoredVersions, KeepDirtyRowsFlagsAndTheAuditTrail) {
  const auto dirty = ask([](const Reader& r) { return r.dirty(10); });
  ASSERT_EQ(dirty.size(), 1u);
  EXPECT_EQ(dirty[0].entry, ResourceId{kEngineers});
  EXPECT_EQ(dirty[0].subject, ResourceId{kAnna});
  EXPECT_EQ(dirty[0].stale_dn, "uid=E-1,ou=people,dc=example,dc=org");
  const auto flags = ask([](const Reader& r) { return r.flags(ResourceId{kEngineers}); });
  ASSERT_EQ(flags.size(), 1u);
  EXPECT_EQ(flags[0].kind, "unknown_member");
  EXPECT_EQ(flags[0].since, at(1700000007000));
  const auto audit = ask([](const Reader& r) { return r.audit({kAnna}); });
  ASSERT_EQ(audit.size(), 1u);
  EXPECT_EQ(audit[0].ldif, "dn: uid=E-1,ou=people,dc=example,dc=org\nchangetype: add\nuid: E-1\n");
}

TEST_P(StoredVersions, KeepTokens) {
  const auto kept = ask([](const Reader& r) { return r.credentials(); });
  ASSERT_GE(kept.size(), 2u);
  EXPECT_EQ(kept[0].client, "entra");
  EXPECT_EQ(kept[0].kind, Credential::Kind::token);
  EXPECT_EQ(kept[0].rights, scim::Rights::all);
  EXPECT_EQ(kept[0].digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(kept[0].expires, at(1800000000000));
  EXPECT_FALSE(kept[0].revoked);
  EXPECT_EQ(kept[1].client, "old");
  EXPECT_EQ(kept[1].revoked, at(1695000000000));
}

TEST_P(StoredVersions, CanBeWrittenOn) {
  put(person("new", "new"));
  write([](Transaction& t) { return t.erase({kAnna}, at(1)); });
  EXPECT_EQ(ask([](const Reader& r) { return r.counts(); }).users, 1);
}

INSTANTIATE_TEST_SUITE_P(Files, StoredVersions,
                         ::testing::Values("v1.db.sql", "v2.db.sql", "v3.db.sql", "v4.db.sql", "v5.db.sql",
                                           "v6.db.sql", "v7.db.sql", "v8.db.sql"));

using StoredVersionsSince2 = StoredVersions;

TEST_P(StoredVersionsSince2, KeepChosenValues) {
  EXPECT_EQ(ask([](const Reader& r) { return r.chosen({kAnna}); }),
            (std::vector<ChosenValue>{{"number:uid", "10000", "uidnumber", {kAnna}, "User:E-1"}}));
  EXPECT_EQ(ask([](const Reader& r) { return r.chosen_before("login:uid", "uid", "User:E-3"); })->value,
            "Gone");
  EXPECT_EQ(ask([](const Reader& r) { return r.high_water("uid"); }), (HighWater{10001, 10050}));
}

TEST_P(StoredVersionsSince2, KeepWhatDisablingWroteOver) {
  const ldap::Attributes saved = {{"loginShell", {"/bin/zsh"}}};
  EXPECT_EQ(ask([](const Reader& r) { return r.saved({kAnna}); }), saved);
  EXPECT_EQ(ask([](const Reader& r) { return r.open_intents(); })[0].saved, saved);
}

TEST_P(StoredVersionsSince2, KeepRetiredEntries) {
  EXPECT_EQ(ask([](const Reader& r) { return r.retired("User:E-3"); }),
            (Retired{{kGone}, at(1700000008000), "User:E-3", {{"loginShell", {"/bin/zsh"}}}}));
}

INSTANTIATE_TEST_SUITE_P(Files, StoredVersionsSince2,
                         ::testing::Values("v2.db.sql", "v3.db.sql", "v4.db.sql", "v5.db.sql", "v6.db.sql",
                                           "v7.db.sql", "v8.db.sql"));

using StoredVersionsSince4 = StoredVersions;

TEST_P(StoredVersionsSince4, KeepWhatWaitsAndWhatPassed) {
  const auto held = ask([](const Reader& r) { return r.held({kAnna}); });
  ASSERT_EQ(held.size(), 1u);
  EXPECT_EQ(held[0].number, 7);
  EXPECT_EQ(held[0].kind, Held::Kind::clear);
  EXPECT_EQ(held[0].state, Held::State::rejected);
  EXPECT_EQ(held[0].kept, (ldap::Attributes{{"telephoneNumber", {"+49 1"}}}));
  EXPECT_EQ(ask([](const Reader& r) {
              return r.passed(Held::Kind::clear, scim::ResourceType::user, at(1700000060000));
            }),
            50);
  EXPECT_EQ(
      ask([](const Reader& r) { return r.population(Held::Kind::remove_member, scim::ResourceType::group); }),
      2);
  const GuardNote note{{{Held::Kind::clear, "too many"}}, {}, {{Held::Kind::rename, 1}}};
  EXPECT_EQ(ask([](const Reader& r) { return r.open_intents(); })[0].guard, note);
}

INSTANTIATE_TEST_SUITE_P(Files, StoredVersionsSince4,
                         ::testing::Values("v4.db.sql", "v5.db.sql", "v6.db.sql", "v7.db.sql", "v8.db.sql"));

using StoredVersionsSince5 = StoredVersions;

TEST_P(StoredVersionsSince5, KeepWhatPassesDidAndWhatIsRolledOut) {
  const auto passes = ask([](const Reader& r) { return r.passes(10); });
  ASSERT_EQ(passes.size(), 1u);
  EXPECT_EQ(passes[0].ended, at(1700000012000));
  EXPECT_EQ(passes[0].outcome, "{\"mode\":\"repair\"}");
  EXPECT_EQ(ask([](const Reader& r) { return r.remembered("mapping"); }), "abc");
}

INSTANTIATE_TEST_SUITE_P(Files, StoredVersionsSince5,
                         ::testing::Values("v5.db.sql", "v6.db.sql", "v7.db.sql", "v8.db.sql"));

using StoredVersionsSince6 = StoredVersions;

TEST_P(StoredVersionsSince6, KeepCredentials) {
  const auto kept = ask([](const Reader& r) { return r.credentials(); });
  ASSERT_EQ(kept.size(), 4u);
  EXPECT_EQ(kept[2].kind, Credential::Kind::client_secret);
  EXPECT_EQ(kept[2].rights, scim::Rights::users);
  EXPECT_EQ(kept[3].kind, Credential::Kind::access_token);
  EXPECT_EQ(kept[3].rights, scim::Rights::read_only);
  EXPECT_EQ(kept[3].expires, at(1700003610000));
}

INSTANTIATE_TEST_SUITE_P(Files, StoredVersionsSince6,
                         ::testing::Values("v6.db.sql", "v7.db.sql", "v8.db.sql"));

using StoredVersionsSince7 = StoredVersions;

TEST_P(StoredVersionsSince7, KeepWhatOfADeletedOnesEntryIsOurs) {
  const auto gone = ask([](const Reader& r) { return r.tombstone({kGone}); });
  EXPECT_EQ(gone->link.taken_over, (std::set<ldap::AttributeName>{"mail"}));
}

INSTANTIATE_TEST_SUITE_P(Files, StoredVersionsSince7, ::testing::Values("v7.db.sql", "v8.db.sql"));

using StoredVersionsSince8 = StoredVersions;

TEST_P(StoredVersionsSince8, KeepCandidates) {
  const auto carl = ask([](const Reader& r) {
    return CandidateReader(r).candidates_by(CandidateReader::By::user_name, scim::ResourceType::user, "CARL",
                                            2);
  });
  ASSERT_EQ(carl.size(), 1u);
  EXPECT_EQ(carl[0].dn, dn("uid=carl,ou=people,dc=example,dc=org"));
  EXPECT_EQ(carl[0].body["externalId"], "E-9");
}

INSTANTIATE_TEST_SUITE_P(Files, StoredVersionsSince8, ::testing::Values("v8.db.sql"));

}  // namespace
}  // namespace bridge::store
