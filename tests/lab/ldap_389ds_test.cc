// What 389 Directory Server does in its own way.
#include <gtest/gtest.h>

#include "ldap/libldap_session.h"
#include "support/lab_server.h"
#include "support/places.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;
using ldap::Dn;
using ldap::Entry;
using ldap::Failure;
using Kind = Failure::Kind;
using Change = ldap::Modification::Kind;

class Lab_389ds : public ::testing::Test {
 protected:
  Lab_389ds() { remove_tree(*session_, person().dn); }
  ~Lab_389ds() override { remove_tree(*session_, person().dn); }

  Entry person() const {
    const Dn people = *Dn::child({{"ou", "people"}}, server_.base());
    return {*Dn::child({{"uid", "jo"}}, people),
            {{"objectClass", {"inetOrgPerson"}}, {"uid", {"jo"}}, {"cn", {"Jo"}}, {"sn", {"Ex"}}}};
  }

  Failure refusal(const ldap::AttributeName& attribute, const ldap::Values& values) {
    Entry entry = person();
    entry.attributes[attribute] = values;
    auto outcome = session_->add(entry);
    EXPECT_FALSE(outcome) << attribute.text();
    return outcome ? Failure{} : outcome.error();
  }

  // Whether the person gets in with this password.
  ldap::Outcome<Done> login(const std::string& password) {
    const auto settings = server_.settings_of(person().dn.text(), password);
    auto opened = ldap::open_session(settings, system_clock(), system_clock().steady_now() + 10s);
    if (!opened) return std::move(opened).error();
    return Done{};
  }

  LabServer server_;
  std::unique_ptr<ldap::Session> session_ = server_.open();
};

TEST_F(Lab_389ds, NamesTheAttributeItRefuses) {
  for (const auto& [attribute, value] : {std::pair{"nonsense", "x"},
                                         {"uidNumber", "1"},
                                         {"mail", "jö@example.org"},
                                         {"telephoneNumber", "ü"},
                                         {"manager", "nobody"}}) {
    const Failure failure = refusal(attribute, {value});
    EXPECT_EQ(failure.kind, Kind::refused) << failure.message;
    EXPECT_EQ(failure.attribute, ldap::AttributeName(attribute)) << failure.message;
  }
  const Failure two = refusal("employeeNumber", {"1", "2"});
  EXPECT_EQ(two.kind, Kind::refused) << two.message;
  EXPECT_EQ(two.attribute, ldap::AttributeName("employeeNumber")) << two.message;
  const Failure none = refusal("sn", {});
  EXPECT_EQ(none.kind, Kind::refused) << none.message;
  EXPECT_EQ(none.attribute, ldap::AttributeName("sn")) << none.message;
}

TEST_F(Lab_389ds, RefusesAUidThatIsNotAscii) {
  const Failure failure = refusal("uid", {"jo", "jö"});
  EXPECT_EQ(failure.kind, Kind::refused) << failure.message;
  EXPECT_NE(failure.message.find("7-bit"), std::string::npos) << failure.message;
}

TEST_F(Lab_389ds, KnowsAnEntryByItsNsUniqueId) {
  EXPECT_EQ(session_->uuid_attribute(), "nsUniqueId");
  const auto uuid = session_->add(person());
  ASSERT_TRUE(uuid) << uuid.error().message;
  EXPECT_EQ(uuid->size(), 35U) << *uuid;  // Three dashes, not four.
}

TEST_F(Lab_389ds, KeepsAPasswordAsADigestAndTheLockedOut) {
  Entry jo = person();
  jo.attributes["userPassword"] = {"a password of a test"};
  ASSERT_TRUE(session_->add(jo));
  EXPECT_TRUE(login("a password of a test"));
  auto kept = session_->read(jo.dn, {"userPassword"});
  ASSERT_TRUE(kept && *kept);
  EXPECT_TRUE((*kept)->attributes["userPassword"].front().starts_with("{"));

  const auto set_lock = [&](const ldap::Values& values) {
    const ldap::Modifications changes{{Change::replace, "nsAccountLock", values}};
    return session_->modify(jo.dn, changes, {});
  };
  ASSERT_TRUE(set_lock({"true"}));
  EXPECT_EQ(login("a password of a test").error().code, 53);
  ASSERT_TRUE(set_lock({}));
  EXPECT_TRUE(login("a password of a test"));
}

TEST_F(Lab_389ds, TakesTheShippedSchema) {
  server_.apply(shipped("packaging/schema/60scim-ldap-bridge.ldif"));
  Entry jo = person();
  jo.attributes["objectClass"].emplace_back("scimLdapBridgeObject");
  jo.attributes["scimId"] = {"2819c223-7f76-453a-919d-413861904646"};
  const auto added = session_->add(jo);
  EXPECT_TRUE(added) << added.error().message;
}

TEST_F(Lab_389ds, TakesAGroupWithoutMembers) {
  const Dn name = *Dn::child({{"cn", "eng"}}, *Dn::child({{"ou", "groups"}}, server_.base()));
  const auto added = session_->add({name, {{"objectClass", {"groupOfNames"}}, {"cn", {"eng"}}}});
  EXPECT_TRUE(added) << added.error().message;
  EXPECT_TRUE(session_->remove(name));
}

}  // namespace
}  // namespace bridge::testing
