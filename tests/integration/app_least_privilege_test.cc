// The bridge under an account that may do nothing but what docs/security.md gives it.
#include <gtest/gtest.h>

#include "ldap/libldap_session.h"
#include "support/conversation.h"
#include "support/daemon_process.h"
#include "support/places.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using testing::Conversation;
using testing::SlapdProcess;

constexpr char kBridge[] = "cn=scim-ldap-bridge,dc=example,dc=org";

// The lines between ```slapd.conf and ``` of the document: what people copy is what is tested.
std::string documented_rights() {
  const std::string text = testing::read_file(testing::shipped("docs/security.md"));
  const std::string begin = "```slapd.conf\n";
  const std::size_t from = text.find(begin);
  if (from == std::string::npos) throw std::runtime_error("docs/security.md has no slapd.conf");
  return text.substr(from + begin.size(), text.find("```", from + begin.size()) - from - begin.size());
}

// The account, and as whom the daemon signs in.
ldap::Settings account_in(const SlapdProcess& slapd, const testing::TempDir& dir) {
  const auto session = slapd.open();
  const ldap::Entry account{*ldap::Dn::parse(kBridge),
                            {{"objectClass", {"organizationalRole", "simpleSecurityObject"}},
                             {"cn", {"scim-ldap-bridge"}},
                             {"userPassword", {"bridge password"}}}};
  if (auto added = session->add(account); !added) throw std::runtime_error(added.error().message);
  ldap::Settings settings = slapd.settings();
  settings.bind_dn = kBridge;
  settings.password_file = dir / "bridge-password";
  testing::write_file(settings.password_file, "bridge password");
  return settings;
}

class LeastPrivilege : public ::testing::TestWithParam<Conversation> {
 protected:
  testing::TempDir dir_;
  const SlapdProcess slapd_{
      {.overlays = {"ppolicy"}, .global_config = "sizelimit 5", .database_config = documented_rights()}};
  const testing::DaemonProcess daemon_{account_in(slapd_, dir_)};
};

TEST_P(LeastPrivilege, IsEnoughForEveryConversation) {
  const auto session = slapd_.open();
  testing::Replay replay(daemon_.port(), daemon_.token(), *session);
  EXPECT_EQ(replay.run(GetParam()), "") << daemon_.log();
}

INSTANTIATE_TEST_SUITE_P(Recorded, LeastPrivilege, ::testing::ValuesIn(testing::conversations()),
                         [](const auto& each) { return each.param.name; });

TEST(LeastPrivilegeAccount, MayNotTouchAnythingElse) {
  const testing::TempDir dir;
  const SlapdProcess slapd({.overlays = {"ppolicy"}, .database_config = documented_rights()});
  const ldap::Settings settings = account_in(slapd, dir);
  auto bridge =
      ldap::open_session(settings, system_clock(), system_clock().steady_now() + std::chrono::seconds(10));
  ASSERT_TRUE(bridge) << bridge.error().message;
  const auto dn = [](const std::string& text) { return *ldap::Dn::parse(text); };
  const auto denied = [](const auto& outcome) {
    return !outcome && outcome.error().kind == ldap::Failure::Kind::denied;
  };
  EXPECT_TRUE(denied((*bridge)->add(
      {dn("ou=more,dc=example,dc=org"), {{"objectClass", {"organizationalUnit"}}, {"ou", {"more"}}}})));
  EXPECT_TRUE(denied((*bridge)->remove(dn("ou=groups,dc=example,dc=org"))));
  EXPECT_TRUE(denied((*bridge)->modify(
      dn("dc=example,dc=org"), ldap::Modifications{{ldap::Modification::Kind::replace, "o", {"Mine"}}}, {})));
  EXPECT_TRUE(denied((*bridge)->modify(
      dn(kBridge), ldap::Modifications{{ldap::Modification::Kind::replace, "userPassword", {"mine"}}}, {})));
  // It sets people's passwords, but cannot read them.
  const ldap::Entry jo{dn("uid=jo,ou=people,dc=example,dc=org"),
                       {{"objectClass", {"inetOrgPerson"}},
                        {"uid", {"jo"}},
                        {"cn", {"Jo"}},
                        {"sn", {"Jo"}},
                        {"userPassword", {"hush"}}}};
  ASSERT_TRUE((*bridge)->add(jo));
  const auto read = (*bridge)->read(jo.dn, {"*"});
  ASSERT_TRUE(read && *read);
  EXPECT_FALSE((*read)->attributes.contains("userPassword"));
}

}  // namespace
}  // namespace bridge
