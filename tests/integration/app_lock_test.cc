// Locks on people, those of the bridge and those of others, on a real server with a password policy.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "ldap/libldap_session.h"
#include "support/daemon_process.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;

constexpr char kPassword[] = "correct horse";
constexpr char kByHand[] = "20260101000000Z";
constexpr char kForGood[] = "000001010000Z";
using Change = ldap::Modification::Kind;

class Lock : public ::testing::Test {
 protected:
  Lock() {
    const ldap::Entry policy{*ldap::Dn::parse("cn=default,dc=example,dc=org"),
                             {{"objectClass", {"organizationalRole", "pwdPolicy"}},
                              {"cn", {"default"}},
                              {"pwdAttribute", {"userPassword"}},
                              {"pwdLockout", {"TRUE"}},
                              {"pwdMaxFailure", {"3"}}}};
    EXPECT_TRUE(slapd_.open()->add(policy));
    const auto made = client().post("/Users", {{"userName", "jo"}, {"externalId", "x-jo"}});
    id_ = made.body.value("id", "");
    modify({{Change::replace, "userPassword", {kPassword}}});
  }

  void modify(const ldap::Modifications& changes) {
    const auto done = slapd_.open()->modify(dn_, changes, {});
    ASSERT_TRUE(done) << done.error().message;
  }
  // On a connection of its own: the daemon may have been restarted.
  testing::ScimClient client() { return {daemon_.port(), daemon_.token()}; }
  void push(const std::string& path, const json& value) {
    EXPECT_EQ(client().patch("/Users/" + id_, {{{"op", "Replace"}, {"path", path}, {"value", value}}}).status,
              200);
  }
  ldap::Values lock() {
    const auto entry = slapd_.open()->read(dn_, {"pwdAccountLockedTime"});
    return entry && *entry ? ldap::values_of((*entry)->attributes, "pwdAccountLockedTime") : ldap::Values();
  }
  bool can_log_in(const std::string& password = kPassword) {
    auto settings = slapd_.settings();
    settings.bind_dn = dn_.text();
    settings.password_file = dir_ / "password";
    testing::write_file(settings.password_file, password);
    return bool(
        ldap::open_session(settings, system_clock(), system_clock().steady_now() + std::chrono::seconds(10)));
  }

  testing::TempDir dir_;
  testing::SlapdProcess slapd_{{.overlays = {"ppolicy"}}};
  testing::DaemonProcess daemon_{slapd_};
  ldap::Dn dn_ = *ldap::Dn::parse("uid=x-jo,ou=people,dc=example,dc=org");
  std::string id_;
};

TEST_F(Lock, KeepsTheDisabledOutAndLetsTheEnabledIn) {
  ASSERT_TRUE(can_log_in());
  push("active", false);
  EXPECT_EQ(lock(), ldap::Values{kForGood});
  EXPECT_FALSE(can_log_in());
  push("active", true);
  EXPECT_EQ(lock(), ldap::Values());
  EXPECT_TRUE(can_log_in());
}

TEST_F(Lock, OfTheServerSurvivesPushes) {
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(can_log_in("wrong"));
  const auto locked = lock();
  ASSERT_EQ(locked.size(), 1u);
  push("displayName", "Jo");
  push("active", true);
  EXPECT_EQ(lock(), locked);
  EXPECT_FALSE(can_log_in());
}

TEST_F(Lock, OfTheServerSurvivesPasses) {
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(can_log_in("wrong"));
  const auto locked = lock();
  ASSERT_EQ(locked.size(), 1u);
  modify({{Change::replace, "cn", {"Somebody"}}});  // Something for the pass to do in this very entry.
  EXPECT_EQ(daemon_.run({"reconcile"}).exit_code, 0);
  EXPECT_EQ(lock(), locked);
  EXPECT_EQ(daemon_.run({"plan"}).exit_code, 0);
}

TEST_F(Lock, SetByHandOnAnActivePersonSurvivesPushesAndPasses) {
  modify({{Change::replace, "pwdAccountLockedTime", {kForGood}}});
  push("displayName", "Jo");
  push("active", true);
  modify({{Change::replace, "cn", {"Somebody"}}});
  EXPECT_EQ(daemon_.run({"reconcile"}).exit_code, 0);
  EXPECT_EQ(lock(), ldap::Values{kForGood});
  EXPECT_EQ(daemon_.run({"plan"}).exit_code, 0);
}

TEST_F(Lock, SetByHandIsPutBackByEnabling) {
  modify({{Change::replace, "pwdAccountLockedTime", {kByHand}}});
  push("active", false);
  EXPECT_EQ(lock(), ldap::Values{kForGood});
  daemon_.kill();
  daemon_.start();
  push("active", true);
  EXPECT_EQ(lock(), ldap::Values{kByHand});
}

TEST_F(Lock, SetByHandMeanwhileStays) {
  push("active", false);
  modify({{Change::replace, "pwdAccountLockedTime", {kByHand}}});
  push("active", true);
  EXPECT_EQ(lock(), ldap::Values{kByHand});
}

// Killed when the directory has it and nothing is remembered yet: what was there before must not be
// forgotten.
TEST_F(Lock, SetByHandIsNotLostInACrash) {
  modify({{Change::replace, "pwdAccountLockedTime", {kByHand}}});
  daemon_.stop();
  daemon_.start_with_fault("journal.before_finish");
  EXPECT_NE(
      client().patch("/Users/" + id_, {{{"op", "Replace"}, {"path", "active"}, {"value", false}}}).status,
      200);
  daemon_.wait_for_death();
  daemon_.start();
  push("active", false);
  EXPECT_EQ(lock(), ldap::Values{kForGood});
  push("active", true);
  EXPECT_EQ(lock(), ldap::Values{kByHand});
}

}  // namespace
}  // namespace bridge
