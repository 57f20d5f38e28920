// What an Active Directory does in its own way, as far as Samba does it, too.
#include <gtest/gtest.h>

#include "ldap/libldap_session.h"
#include "support/lab_server.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;
using ldap::Dn;
using ldap::Entry;
using ldap::Failure;
using Kind = Failure::Kind;
using Change = ldap::Modification::Kind;

class Lab_samba : public ::testing::Test {
 protected:
  static constexpr char kPassword[] = "A-password-of-a-test-1";

  Lab_samba() { clear(); }
  ~Lab_samba() override { clear(); }
  void clear() {
    for (const char* name : {"jo", "al"}) remove_tree(*session_, person(name).dn);
    remove_tree(*session_, group({}).dn);
  }

  Entry person(const std::string& name) const {
    return {*Dn::child({{"cn", name}}, *Dn::child({{"ou", "people"}}, server_.base())),
            {{"objectClass", {"user"}},
             {"sAMAccountName", {name}},
             {"userPrincipalName", {name + "@ad.example.org"}}}};
  }
  Entry group(ldap::Values members) const {
    return {*Dn::child({{"cn", "eng"}}, *Dn::child({{"ou", "groups"}}, server_.base())),
            {{"objectClass", {"group"}}, {"sAMAccountName", {"eng"}}, {"member", std::move(members)}}};
  }

  Failure refusal(Entry entry, const ldap::AttributeName& attribute, const ldap::Values& values) {
    entry.attributes[attribute] = values;
    auto outcome = session_->add(entry);
    EXPECT_FALSE(outcome) << attribute.text();
    return outcome ? Failure{} : outcome.error();
  }

  static ldap::Outcome<Done> open(const ldap::Settings& settings) {
    auto opened = ldap::open_session(settings, system_clock(), system_clock().steady_now() + 10s);
    if (!opened) return std::move(opened).error();
    return Done{};
  }

  ldap::Outcome<Done> set(const Dn& dn, const ldap::AttributeName& attribute, const std::string& value) {
    const ldap::Modifications changes{{Change::replace, attribute, {value}}};
    return session_->modify(dn, changes, {});
  }

  LabServer server_;
  std::unique_ptr<ldap::Session> session_ = server_.open();
};

TEST_F(Lab_samba, WantsPasswordsEncryptedAndIsReachedBothWays) {
  ldap::Settings settings = server_.settings();
  settings.start_tls = false;
  const auto clear = open(settings);
  ASSERT_FALSE(clear);
  EXPECT_EQ(clear.error().kind, Kind::denied) << clear.error().message;
  EXPECT_EQ(clear.error().code, 8);
  settings.uri.replace(0, 4, "ldaps");
  EXPECT_TRUE(open(settings));
}

TEST_F(Lab_samba, LetsInByDnAndByPrincipalNameOnceThereIsAPassword) {
  const Entry jo = person("jo");
  ASSERT_TRUE(session_->add(jo));
  EXPECT_EQ(open(server_.settings_of("jo@ad.example.org", kPassword)).error().code, 49);
  ASSERT_TRUE(set(jo.dn, "unicodePwd", utf16_quoted(kPassword)));
  ASSERT_TRUE(set(jo.dn, "userAccountControl", "512"));
  for (const std::string& name : {jo.dn.text(), std::string("jo@ad.example.org"), std::string("AD\\jo")}) {
    const auto in = open(server_.settings_of(name, kPassword));
    EXPECT_TRUE(in) << in.error().message;
  }
  ASSERT_TRUE(set(jo.dn, "userAccountControl", "514"));
  EXPECT_EQ(open(server_.settings_of("jo@ad.example.org", kPassword)).error().code, 49);
}

TEST_F(Lab_samba, TakesThePasswordWithANewEntry) {
  Entry jo = person("jo");
  jo.attributes["unicodePwd"] = {utf16_quoted(kPassword)};
  jo.attributes["userAccountControl"] = {"512"};
  const auto added = session_->add(jo);
  ASSERT_TRUE(added) << added.error().message;
  EXPECT_TRUE(open(server_.settings_of("jo@ad.example.org", kPassword)));
}

TEST_F(Lab_samba, NamesTheAttributeItRefuses) {
  for (const auto& [attribute, value] : {std::pair{"nonsense", "x"},
                                         {"groupType", "2"},
                                         {"employeeID", "longer than sixteen characters"},
                                         {"c", "Germany"},
                                         {"countryCode", "x"}}) {
    const Failure failure = refusal(person("jo"), attribute, {value});
    EXPECT_EQ(failure.kind, Kind::refused) << failure.message;
    EXPECT_EQ(failure.attribute, ldap::AttributeName(attribute)) << failure.message;
  }
  const Failure two = refusal(person("jo"), "employeeID", {"1", "2"});
  EXPECT_EQ(two.kind, Kind::refused) << two.message;
  EXPECT_EQ(two.attribute, ldap::AttributeName("employeeID")) << two.message;
}

TEST_F(Lab_samba, SaysWhichNameIsTaken) {
  ASSERT_TRUE(session_->add(person("jo")));
  for (const char* attribute : {"sAMAccountName", "userPrincipalName"}) {
    const Failure taken = refusal(person("al"), attribute, person("jo").attributes.at(attribute));
    EXPECT_EQ(taken.kind, Kind::not_unique) << taken.message;
    EXPECT_EQ(taken.attribute, ldap::AttributeName(attribute)) << taken.message;
  }
  EXPECT_EQ(session_->add(person("jo")).error().kind, Kind::already_exists);
}

TEST_F(Lab_samba, TellsMembersThatAreThereOrNotThere) {
  const Entry jo = person("jo"), al = person("al"), eng = group({jo.dn.text()});
  for (const Entry& entry : {jo, al, eng}) ASSERT_TRUE(session_->add(entry));
  const auto change = [&](Change kind, const Entry& who) {
    const ldap::Modifications changes{{kind, "member", {who.dn.text()}}};
    return session_->modify(eng.dn, changes, {});
  };
  EXPECT_EQ(change(Change::add, jo).error().kind, Kind::value_exists);
  EXPECT_EQ(change(Change::remove, al).error().kind, Kind::no_such_value);
  EXPECT_TRUE(change(Change::remove, jo));
  EXPECT_EQ(change(Change::remove, jo).error().kind, Kind::no_such_value);
}

TEST_F(Lab_samba, KeepsReferencesRightByItself) {
  const Entry jo = person("jo"), eng = group({jo.dn.text()});
  for (const Entry& entry : {jo, eng}) ASSERT_TRUE(session_->add(entry));
  ASSERT_TRUE(session_->rename(jo.dn, {{"cn", "al"}}, {}));
  auto read = session_->read(eng.dn, {"member"});
  ASSERT_TRUE(read && *read);
  EXPECT_EQ(Dn::parse((*read)->attributes["member"].front())->normal(), person("al").dn.normal());
  read = session_->read(person("al").dn, {"memberOf"});
  ASSERT_TRUE(read && *read);
  EXPECT_EQ((*read)->attributes["memberOf"].size(), 1U);
}

}  // namespace
}  // namespace bridge::testing
