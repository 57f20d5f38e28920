#include "contract/session_contract.h"

namespace bridge::testing {
namespace {

TEST_P(SessionContract, ReadsBackWhatItAdded) {
  const Entry jo = added(person("jo"));
  auto found = session_->read(jo.dn, {});
  ASSERT_TRUE(found);
  ASSERT_TRUE(*found);
  EXPECT_EQ((*found)->dn, jo.dn);
  for (const auto& [attribute, given] : jo.attributes) {
    const Values& kept = (*found)->attributes[attribute];
    if (attribute != "objectClass") {
      EXPECT_EQ(kept, given);
    }
    // A server may say which classes a class stands on.
    EXPECT_NE(std::find(kept.begin(), kept.end(), given.front()), kept.end()) << attribute.text();
  }
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

TEST_P(SessionContract, FindsByTheUuid) {
  added(person("al"));
  auto uuid = session_->add(person("jo"));
  ASSERT_TRUE(uuid) << uuid.error().message;
  EXPECT_EQ(found({.base = base(),
                   .scope = Scope::subtree,
                   .filter = Filter::equals(session_->uuid_attribute(), *uuid)}),
            std::vector<std::string>{person("jo").dn.normal()});
  const bool printable = std::all_of(uuid->begin(), uuid->end(), [](char c) { return c > ' ' && c < '~'; });
  EXPECT_TRUE(printable) << *uuid;
}

TEST_P(SessionContract, ShowsTheUuidOnlyWhenAsked) {
  const Entry jo = added(person("jo"));
  auto found = session_->read(jo.dn, {"*"});
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->attributes.contains(session_->uuid_attribute()), !terms().uuid_is_operational);
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
  lost.dn = *Dn::child(named("jo"), folder("nowhere"));
  auto outcome = session_->add(lost);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Kind::no_such_object);
}

TEST_P(SessionContract, PutsTheNamingValueIntoANewEntryThatLacksIt) {
  Entry entry = person("jo");
  const Values others = terms().one_name ? Values{} : Values{"another"};
  entry.attributes[terms().person_name] = others;
  added(entry);
  Values expected = others;
  expected.emplace_back("jo");
  EXPECT_EQ(values(entry.dn, terms().person_name), expected);
}

TEST_P(SessionContract, KeepsEveryByteOfAValue) {
  Entry jo = person("jo");
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  jo.attributes[terms().bytes] = {bytes};
  added(jo);
  EXPECT_EQ(values(jo.dn, terms().bytes), Values{bytes});
}

TEST_P(SessionContract, KeepsHostileNamesAsTheyAre) {
  const std::string names[] = {"a,b", "a+b", "a\"b", "a\\b", "a<b>c", "a;b",      "a=b",
                               "#a",  " a",  "a#",   "ü💥",   "a/b",   "*)(uid=*", "a\nb"};
  for (const std::string& name : names) {
    const Entry entry = added(person(name));
    EXPECT_EQ(values(entry.dn, terms().person_name), Values{name}) << name;
    EXPECT_EQ(found({
                  .base = folder("people"),
                  .scope = Scope::subtree,
                  .filter = Filter::equals(terms().person_name, name),
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
  const std::string& many = terms().many;
  ASSERT_TRUE(modify(jo, {{Change::add, many, {"a@x.org", "b@x.org"}}, {Change::replace, "sn", {"New"}}}));
  EXPECT_EQ(values(jo.dn, many), (Values{"a@x.org", "b@x.org"}));
  EXPECT_EQ(values(jo.dn, "sn"), Values{"New"});
  ASSERT_TRUE(modify(jo, {{Change::remove, many, {"a@x.org"}}}));
  EXPECT_EQ(values(jo.dn, many), Values{"b@x.org"});
  ASSERT_TRUE(modify(jo, {{Change::remove, many, {}}}));
  EXPECT_EQ(values(jo.dn, many), Values{});
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
  EXPECT_TRUE(modify(jo, {{Change::add, terms().many, {"a@x.org"}}}));
  EXPECT_EQ(kind_of(modify(jo, {{Change::add, terms().many, {"a@x.org"}}})), Kind::value_exists);
  EXPECT_EQ(kind_of(modify(jo, {{Change::remove, "title", {}}})), Kind::no_such_value);
  EXPECT_EQ(kind_of(modify(person("nobody"), {{Change::replace, "sn", {"x"}}})), Kind::no_such_object);
}

TEST_P(SessionContract, KeepsTheNamingValue) {
  const Entry jo = added(person("jo"));
  EXPECT_EQ(kind_of(modify(jo, {{Change::replace, terms().person_name, {"other"}}})), Kind::refused);
}

TEST_P(SessionContract, PermissivelyForgivesWhatIsDoneAlready) {
  const Dn a = added(person("a")).dn, b = added(person("b")).dn, c = added(person("c")).dn;
  const Entry eng = added(group("eng", {a.text(), b.text()}));
  using Names = std::vector<Dn>;
  EXPECT_TRUE(modify(eng, {{Change::add, "member", {b.text(), c.text()}}}, true));
  EXPECT_EQ(members(eng.dn), (Names{a, b, c}));
  EXPECT_TRUE(modify(eng, {{Change::remove, "member", {b.text()}}}, true));
  const auto again = modify(eng, {{Change::remove, "member", {b.text()}}}, true);
  EXPECT_TRUE(again) << again.error().message;
  EXPECT_TRUE(modify(
      eng, {{Change::remove, "member", {b.text(), c.text()}}, {Change::add, "member", {a.text()}}}, true));
  EXPECT_EQ(members(eng.dn), Names{a});
  EXPECT_TRUE(modify(eng, {{Change::remove, "description", {}}}, true));
}

TEST_P(SessionContract, PermissivelyStillMissesAnEntryThatIsNotThere) {
  EXPECT_EQ(kind_of(modify(person("nobody"), {{Change::remove, "mail", {"x"}}}, true)), Kind::no_such_object);
}

TEST_P(SessionContract, ComparesDnValuesAsNames) {
  const Dn a = added(person("a")).dn;
  const Entry eng = added(group("eng", {a.text()}));
  const std::string again = to_text(a.rdn()) + ",  OU=People, " + base().text();
  EXPECT_EQ(kind_of(modify(eng, {{Change::add, "member", {again}}})), Kind::value_exists);
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
  ASSERT_TRUE(session_->rename(jo.dn, named("joe, jr"), {}));
  EXPECT_EQ(values(person("joe, jr").dn, terms().person_name), Values{"joe, jr"});
  EXPECT_EQ(values(person("joe, jr").dn, session_->uuid_attribute()), uuid);
  auto old = session_->read(jo.dn, {});
  ASSERT_TRUE(old);
  EXPECT_FALSE(*old);
}

TEST_P(SessionContract, MovesToAnotherParent) {
  const Entry jo = added(person("jo"));
  ASSERT_TRUE(session_->rename(jo.dn, named("jo"), folder("groups")));
  EXPECT_EQ(values(*Dn::child(named("jo"), folder("groups")), "sn"), Values{"Ex"});
}

TEST_P(SessionContract, RefusesToRenameOntoAnotherOrFromOrToNothing) {
  const Entry jo = added(person("jo"));
  added(person("al"));
  EXPECT_EQ(kind_of(session_->rename(jo.dn, named("al"), {})), Kind::already_exists);
  EXPECT_EQ(kind_of(session_->rename(person("nobody").dn, named("x"), {})), Kind::no_such_object);
  EXPECT_EQ(kind_of(session_->rename(jo.dn, named("jo"), folder("nowhere"))), Kind::no_such_object);
}

TEST_P(SessionContract, RemovesOneEntryAndNeverATree) {
  const Entry jo = added(person("jo"));
  EXPECT_EQ(kind_of(session_->remove(folder("people"))), Kind::not_a_leaf);
  EXPECT_TRUE(session_->remove(jo.dn));
  EXPECT_EQ(kind_of(session_->remove(jo.dn)), Kind::no_such_object);
}

TEST_P(SessionContract, SearchesByScopeAndFilter) {
  const Entry jo = added(person("jo")), al = added(person("al"));
  const Dn people = folder("people"), top = base();
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
  const Filter either = Filter::any_of(
      {Filter::equals(terms().person_name, "jo"), Filter::equals(terms().person_name, "nobody")});
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
          .base = folder("nowhere"),
          .scope = Scope::subtree,
      },
      [](Entry&&) { return true; });
  EXPECT_EQ(kind_of(outcome), Kind::no_such_object);
}

TEST_P(SessionContract, ReturnsOnlyTheAttributesAskedFor) {
  const Entry jo = added(person("jo"));
  auto found = session_->read(jo.dn, {"SN", terms().person_name});
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->attributes, (ldap::Attributes{{"sn", {"Ex"}}, {terms().person_name, {"jo"}}}));
  found = session_->read(jo.dn, {"1.1"});
  ASSERT_TRUE(found && *found);
  EXPECT_TRUE((*found)->attributes.empty());
}

TEST_P(SessionContract, SearchesPageByPage) {
  for (int i = 0; i < 25; ++i) added(person("p" + std::to_string(i)));
  for (const int size : {0, 1, 10, 25, 500}) {
    EXPECT_EQ(found({.base = folder("people"),
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
    const ldap::SearchRequest all{.base = folder("people"),
                                  .scope = Scope::one_level,

                                  .page_size = size};
    EXPECT_TRUE(session_->search(all, [&](Entry&&) { return ++seen < 12; }));
    EXPECT_EQ(seen, 12);
    EXPECT_EQ(values(person("p3").dn, terms().person_name), Values{"p3"});
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

INSTANTIATE_TEST_SUITE_P(Directories, SessionContract, ::testing::ValuesIn(all_made()),
                         [](const auto& made) { return name_of(made.param); });

}  // namespace
}  // namespace bridge::testing
