#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "support/fake_directory.h"
#include "support/slapd_process.h"

namespace bridge::testing {
namespace {

using ldap::Dn;
using ldap::Entry;
using ldap::Failure;
using ldap::Filter;
using ldap::Modification;
using ldap::Scope;
using ldap::Values;
using Kind = Failure::Kind;
using Change = Modification::Kind;

// A directory of its own for each test, whatever it is made of.
struct Place {
  virtual ~Place() = default;
  virtual std::unique_ptr<ldap::Session> open() = 0;
};
struct FakePlace : Place {
  std::unique_ptr<ldap::Session> open() override { return directory.open(); }
  FakeDirectory directory;
};
struct SlapdPlace : Place {
  std::unique_ptr<ldap::Session> open() override { return slapd.open(); }
  SlapdProcess slapd;
};

enum class Made { in_memory, by_slapd };

class SessionContract : public ::testing::TestWithParam<Made> {
 protected:
  void SetUp() override {
    if (GetParam() == Made::in_memory) place_ = std::make_unique<FakePlace>();
    if (GetParam() == Made::by_slapd) place_ = std::make_unique<SlapdPlace>();
    session_ = place_->open();
  }

  static Dn dn(const std::string& text) { return *Dn::parse(text); }

  static Entry person(const std::string& uid) {
    return {*Dn::child({{"uid", uid}}, dn("ou=people,dc=example,dc=org")),
            {{"objectClass", {"inetOrgPerson"}}, {"uid", {uid}}, {"cn", {"Jo"}}, {"sn", {"Ex"}}}};
  }

  static Entry group(const std::string& name, Values members) {
    return {*Dn::child({{"cn", name}}, dn("ou=groups,dc=example,dc=org")),
            {{"objectClass", {"groupOfNames"}}, {"cn", {name}}, {"member", std::move(members)}}};
  }

  Entry added(Entry entry) {
    auto outcome = session_->add(entry);
    EXPECT_TRUE(outcome) << outcome.error().message;
    return entry;
  }

  Values values(const Dn& entry, const std::string& attribute) {
    auto found = session_->read(entry, {attribute});
    EXPECT_TRUE(found) << found.error().message;
    if (!found || !*found) return {};
    Values sorted = (*found)->attributes[attribute];
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }

  Kind kind_of(const ldap::Outcome<Done>& outcome) {
    EXPECT_FALSE(outcome);
    EXPECT_FALSE(!outcome && outcome.error().message.empty());
    return outcome ? Kind::unavailable : outcome.error().kind;
  }

  ldap::Outcome<Done> modify(const Entry& entry, const ldap::Modifications& changes,
                             bool permissive = false) {
    return session_->modify(entry.dn, changes, {.permissive = permissive});
  }

  std::vector<std::string> found(const ldap::SearchRequest& request) {
    std::vector<std::string> names;
    auto outcome = session_->search(request, [&](Entry&& entry) {
      names.push_back(entry.dn.normal());
      return true;
    });
    EXPECT_TRUE(outcome) << outcome.error().message;
    std::sort(names.begin(), names.end());
    return names;
  }

  std::unique_ptr<Place> place_;
  std::unique_ptr<ldap::Session> session_;
};

TEST_P(SessionContract, ReadsBackWhatItAdded) {
  const Entry jo = added(person("jo"));
  auto found = session_->read(jo.dn, {});
  ASSERT_TRUE(found);
  ASSERT_TRUE(*found);
  EXPECT_EQ((*found)->dn, jo.dn);
  EXPECT_EQ((*found)->attributes, jo.attributes);
}

TEST_P(SessionContract, FindsNothingWhereNothingIs) {
  auto found = session_->read(person("nobody").dn, {});
  ASSERT_TRUE(found);
  EXPECT_FALSE(*found);
}

TEST_P(SessionContract, GivesTheUuidOfANewEntryThatAReadShows) {
  auto uuid = session_->add(person("jo"));
  ASSERT_TRUE(uuid) << uuid.error().message;
  EXPECT_FALSE(uuid->empty());
  EXPECT_EQ(values(person("jo").dn, session_->uuid_attribute()), Values{*uuid});
}

TEST_P(SessionContract, ShowsTheUuidOnlyWhenAsked) {
  const Entry jo = added(person("jo"));
  auto found = session_->read(jo.dn, {"*"});
  ASSERT_TRUE(found && *found);
  EXPECT_FALSE((*found)->attributes.contains(session_->uuid_attribute()));
  found = session_->read(jo.dn, {"*", "+"});
  ASSERT_TRUE(found && *found);
  EXPECT_TRUE((*found)->attributes.contains(session_->uuid_attribute()));
}

TEST_P(SessionContract, RefusesToAddWhatIsThere) {
  added(person("jo"));
  auto again = session_->add(person("jo"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, Kind::already_exists);
  EXPECT_FALSE(again.error().outcome_unknown);
  EXPECT_EQ(again.error().to_error().code, Error::Code::conflict);
}

TEST_P(SessionContract, RefusesToAddBelowNothing) {
  Entry lost = person("jo");
  lost.dn = dn("uid=jo,ou=nowhere,dc=example,dc=org");
  auto outcome = session_->add(lost);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Kind::no_such_object);
}

TEST_P(SessionContract, PutsTheNamingValueIntoANewEntryThatLacksIt) {
  Entry entry = person("jo");
  entry.attributes["uid"] = {"another"};
  added(entry);
  EXPECT_EQ(values(entry.dn, "uid"), (Values{"another", "jo"}));
}

TEST_P(SessionContract, KeepsEveryByteOfAValue) {
  Entry jo = person("jo");
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  jo.attributes["userPassword"] = {bytes};
  added(jo);
  EXPECT_EQ(values(jo.dn, "userPassword"), Values{bytes});
}

TEST_P(SessionContract, KeepsHostileNamesAsTheyAre) {
  const std::string names[] = {"a,b", "a+b", "a\"b", "a\\b", "a<b>c", "a;b",      "a=b",
                               "#a",  " a",  "a#",   "ü💥",   "a/b",   "*)(uid=*", "a\nb"};
  for (const std::string& name : names) {
    const Entry entry = added(person(name));
    EXPECT_EQ(values(entry.dn, "uid"), Values{name}) << name;
    EXPECT_EQ(found({
                  .base = dn("ou=people,dc=example,dc=org"),
                  .scope = Scope::subtree,
                  .filter = Filter::equals("uid", name),
              }),
              std::vector<std::string>{entry.dn.normal()})
        << name;
    EXPECT_TRUE(session_->remove(entry.dn)) << name;
  }
}

TEST_P(SessionContract, LeavesOutAttributesWithoutValues) {
  Entry jo = person("jo");
  jo.attributes["mail"] = {};
  added(jo);
  EXPECT_EQ(values(jo.dn, "mail"), Values{});
}

TEST_P(SessionContract, AddsRemovesAndReplacesValues) {
  const Entry jo = added(person("jo"));
  ASSERT_TRUE(modify(jo, {{Change::add, "mail", {"a@x.org", "b@x.org"}}, {Change::replace, "sn", {"New"}}}));
  EXPECT_EQ(values(jo.dn, "mail"), (Values{"a@x.org", "b@x.org"}));
  EXPECT_EQ(values(jo.dn, "sn"), Values{"New"});
  ASSERT_TRUE(modify(jo, {{Change::remove, "mail", {"a@x.org"}}}));
  EXPECT_EQ(values(jo.dn, "mail"), Values{"b@x.org"});
  ASSERT_TRUE(modify(jo, {{Change::remove, "mail", {}}}));
  EXPECT_EQ(values(jo.dn, "mail"), Values{});
}

TEST_P(SessionContract, ReplacesByNothingWhetherOrNotAnythingIsThere) {
  const Entry jo = added(person("jo"));
  EXPECT_TRUE(modify(jo, {{Change::replace, "mail", {}}}));
  EXPECT_TRUE(modify(jo, {{Change::add, "mail", {"a@x.org"}}}));
  EXPECT_TRUE(modify(jo, {{Change::replace, "mail", {}}}));
  EXPECT_EQ(values(jo.dn, "mail"), Values{});
}

TEST_P(SessionContract, ModifiesAllOrNothing) {
  const Entry jo = added(person("jo"));
  const auto outcome = modify(jo, {{Change::replace, "sn", {"New"}}, {Change::remove, "mail", {"a@x.org"}}});
  EXPECT_EQ(kind_of(outcome), Kind::no_such_value);
  EXPECT_EQ(values(jo.dn, "sn"), Values{"Ex"});
}

TEST_P(SessionContract, TellsAValueThatIsThereFromOneThatIsNot) {
  const Entry jo = added(person("jo"));
  EXPECT_EQ(kind_of(modify(jo, {{Change::add, "sn", {"Ex"}}})), Kind::value_exists);
  EXPECT_EQ(kind_of(modify(jo, {{Change::remove, "mail", {}}})), Kind::no_such_value);
  EXPECT_EQ(kind_of(modify(person("nobody"), {{Change::replace, "sn", {"x"}}})), Kind::no_such_object);
}

TEST_P(SessionContract, KeepsTheNamingValue) {
  const Entry jo = added(person("jo"));
  EXPECT_EQ(kind_of(modify(jo, {{Change::replace, "uid", {"other"}}})), Kind::refused);
}

TEST_P(SessionContract, PermissivelyForgivesWhatIsDoneAlready) {
  const std::string a = "cn=a,dc=example,dc=org", b = "cn=b,dc=example,dc=org", c = "cn=c,dc=example,dc=org";
  const Entry eng = added(group("eng", {a, b}));
  EXPECT_TRUE(modify(eng, {{Change::add, "member", {b, c}}}, true));
  EXPECT_EQ(values(eng.dn, "member"), (Values{a, b, c}));
  EXPECT_TRUE(modify(eng, {{Change::remove, "member", {b}}}, true));
  EXPECT_TRUE(modify(eng, {{Change::remove, "member", {b}}}, true));
  EXPECT_TRUE(modify(eng, {{Change::remove, "member", {b, c}}, {Change::add, "member", {a}}}, true));
  EXPECT_EQ(values(eng.dn, "member"), Values{a});
  EXPECT_TRUE(modify(eng, {{Change::remove, "description", {}}}, true));
}

TEST_P(SessionContract, PermissivelyStillMissesAnEntryThatIsNotThere) {
  EXPECT_EQ(kind_of(modify(person("nobody"), {{Change::remove, "mail", {"x"}}}, true)), Kind::no_such_object);
}

TEST_P(SessionContract, ComparesDnValuesAsNames) {
  const Entry eng = added(group("eng", {"cn=a,dc=example,dc=org"}));
  EXPECT_EQ(kind_of(modify(eng, {{Change::add, "member", {"CN=A, dc=Example,dc=org"}}})), Kind::value_exists);
}

TEST_P(SessionContract, ModifiesOnlyWhileTheAssertionHolds) {
  const Entry jo = added(person("jo"));
  const ldap::Modifications changes = {{Change::replace, "sn", {"New"}}};
  const auto outcome =
      session_->modify(jo.dn, changes, {.permissive = false, .assertion = Filter::equals("sn", "Other")});
  EXPECT_EQ(kind_of(outcome), Kind::assertion_failed);
  EXPECT_EQ(values(jo.dn, "sn"), Values{"Ex"});
  EXPECT_TRUE(
      session_->modify(jo.dn, changes, {.permissive = false, .assertion = Filter::equals("sn", "Ex")}));
  EXPECT_EQ(values(jo.dn, "sn"), Values{"New"});
}

TEST_P(SessionContract, RenamesAndDropsTheOldName) {
  const Entry jo = added(person("jo"));
  const Values uuid = values(jo.dn, session_->uuid_attribute());
  ASSERT_TRUE(session_->rename(jo.dn, {{"uid", "joe, jr"}}, {}));
  EXPECT_EQ(values(person("joe, jr").dn, "uid"), Values{"joe, jr"});
  EXPECT_EQ(values(person("joe, jr").dn, session_->uuid_attribute()), uuid);
  auto old = session_->read(jo.dn, {});
  ASSERT_TRUE(old);
  EXPECT_FALSE(*old);
}

TEST_P(SessionContract, MovesToAnotherParent) {
  const Entry jo = added(person("jo"));
  ASSERT_TRUE(session_->rename(jo.dn, {{"uid", "jo"}}, dn("ou=groups,dc=example,dc=org")));
  EXPECT_EQ(values(dn("uid=jo,ou=groups,dc=example,dc=org"), "sn"), Values{"Ex"});
}

TEST_P(SessionContract, RefusesToRenameOntoAnotherOrFromOrToNothing) {
  const Entry jo = added(person("jo"));
  added(person("al"));
  EXPECT_EQ(kind_of(session_->rename(jo.dn, {{"uid", "al"}}, {})), Kind::already_exists);
  EXPECT_EQ(kind_of(session_->rename(person("nobody").dn, {{"uid", "x"}}, {})), Kind::no_such_object);
  EXPECT_EQ(kind_of(session_->rename(jo.dn, {{"uid", "jo"}}, dn("ou=none,dc=example,dc=org"))),
            Kind::no_such_object);
}

TEST_P(SessionContract, RemovesOneEntryAndNeverATree) {
  const Entry jo = added(person("jo"));
  EXPECT_EQ(kind_of(session_->remove(dn("ou=people,dc=example,dc=org"))), Kind::not_a_leaf);
  EXPECT_TRUE(session_->remove(jo.dn));
  EXPECT_EQ(kind_of(session_->remove(jo.dn)), Kind::no_such_object);
}

TEST_P(SessionContract, SearchesByScopeAndFilter) {
  const Entry jo = added(person("jo")), al = added(person("al"));
  const Dn people = dn("ou=people,dc=example,dc=org"), top = dn("dc=example,dc=org");
  const Filter persons = Filter::present("sn");
  using Names = std::vector<std::string>;
  EXPECT_EQ(found({
                .base = people,
                .scope = Scope::one_level,
                .filter = persons,
            }),
            (Names{al.dn.normal(), jo.dn.normal()}));
  EXPECT_EQ(found({
                .base = top,
                .scope = Scope::one_level,
                .filter = persons,
            }),
            Names{});
  EXPECT_EQ(found({
                      .base = top,
                      .scope = Scope::subtree,
                      .filter = persons,
                  })
                .size(),
            2U);
  EXPECT_EQ(found({
                .base = jo.dn,
                .scope = Scope::subtree,
                .filter = persons,
            }),
            Names{jo.dn.normal()});
  const Filter either = Filter::any_of({Filter::equals("uid", "jo"), Filter::equals("uid", "nobody")});
  EXPECT_EQ(found({
                .base = top,
                .scope = Scope::subtree,
                .filter = Filter::all_of({persons, either}),
            }),
            Names{jo.dn.normal()});
}

TEST_P(SessionContract, FailsToSearchBelowNothing) {
  const auto outcome = session_->search(
      {
          .base = dn("ou=none,dc=example,dc=org"),
          .scope = Scope::subtree,
      },
      [](Entry&&) { return true; });
  EXPECT_EQ(kind_of(outcome), Kind::no_such_object);
}

TEST_P(SessionContract, ReturnsOnlyTheAttributesAskedFor) {
  const Entry jo = added(person("jo"));
  auto found = session_->read(jo.dn, {"sn", "CN"});
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->attributes, (ldap::Attributes{{"sn", {"Ex"}}, {"cn", {"Jo"}}}));
  found = session_->read(jo.dn, {"1.1"});
  ASSERT_TRUE(found && *found);
  EXPECT_TRUE((*found)->attributes.empty());
}

TEST_P(SessionContract, SearchesPageByPage) {
  for (int i = 0; i < 25; ++i) added(person("p" + std::to_string(i)));
  for (const int size : {0, 1, 10, 25, 500}) {
    EXPECT_EQ(found({.base = dn("ou=people,dc=example,dc=org"),
                     .scope = Scope::one_level,

                     .page_size = size})
                  .size(),
              25U)
        << size;
  }
}

TEST_P(SessionContract, StopsASearchEarlyAndGoesOn) {
  for (int i = 0; i < 25; ++i) added(person("p" + std::to_string(i)));
  for (const int size : {0, 10}) {
    int seen = 0;
    const ldap::SearchRequest all{.base = dn("ou=people,dc=example,dc=org"),
                                  .scope = Scope::one_level,

                                  .page_size = size};
    EXPECT_TRUE(session_->search(all, [&](Entry&&) { return ++seen < 12; }));
    EXPECT_EQ(seen, 12);
    EXPECT_EQ(values(person("p3").dn, "uid"), Values{"p3"});
  }
}

TEST_P(SessionContract, TriesNothingWhenTheTimeIsOver) {
  session_->set_deadline(system_clock().steady_now());
  auto outcome = session_->add(person("jo"));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Kind::unavailable);
  EXPECT_FALSE(outcome.error().outcome_unknown);
  auto other = place_->open()->read(person("jo").dn, {});
  ASSERT_TRUE(other);
  EXPECT_FALSE(*other);
}

INSTANTIATE_TEST_SUITE_P(Directories, SessionContract, ::testing::Values(Made::in_memory, Made::by_slapd),
                         [](const auto& made) {
                           return made.param == Made::in_memory ? std::string("InMemory")
                                                                : std::string("Slapd");
                         });

}  // namespace
}  // namespace bridge::testing
