// Signing in by Kerberos, with a realm of its own.
#include <gtest/gtest.h>

#include <cstdlib>

#include "ldap/kerberos.h"
#include "ldap/libldap_session.h"
#include "support/kdc_process.h"
#include "support/slapd_process.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;

class Kerberos : public ::testing::Test {
 protected:
  // slapd takes its own key from the environment.
  Kerberos() {
    ::setenv("KRB5_KTNAME", realm_.keytab("ldap/127.0.0.1").c_str(), 1);
    slapd_ = std::make_unique<SlapdProcess>(
        SlapdOptions{.tcp = true,
                     .tls = true,
                     .global_config = "sasl-host 127.0.0.1\nsasl-realm TEST\n"
                                      "authz-regexp uid=bridge,cn=.*,cn=auth cn=admin,dc=example,dc=org\n"});
  }
  ~Kerberos() override {
    for (const char* name : {"KRB5_KTNAME", "KRB5_CLIENT_KTNAME", "KRB5CCNAME"}) ::unsetenv(name);
  }

  ldap::Settings with_keytab(ldap::Settings settings, const std::string& keytab) const {
    settings.bind_dn.clear();
    settings.password_file.clear();
    settings.ca_file = slapd_->ca_file();
    settings.keytab = keytab;
    ldap::use_keytab(keytab);
    return settings;
  }

  static ldap::Outcome<std::unique_ptr<ldap::Session>> open(const ldap::Settings& settings) {
    return ldap::open_session(settings, system_clock(), system_clock().steady_now() + 10s);
  }

  // What only the root DN may do.
  static std::string outcome(const ldap::Settings& settings) {
    auto session = open(settings);
    if (!session) return session.error().message;
    const auto dn = *ldap::Dn::parse("ou=made,dc=example,dc=org");
    const auto made = (*session)->add({dn, {{"objectClass", {"organizationalUnit"}}, {"ou", {"made"}}}});
    if (!made) return made.error().message;
    const auto removed = (*session)->remove(dn);
    return removed ? "" : removed.error().message;
  }

  KdcProcess realm_;
  std::unique_ptr<SlapdProcess> slapd_;
};

TEST_F(Kerberos, LetsUsInByAKeytabWithAndWithoutTls) {
  const std::string keytab = realm_.keytab("bridge");
  EXPECT_EQ(outcome(with_keytab(slapd_->tcp_settings(), keytab)), "");
  EXPECT_EQ(outcome(with_keytab(slapd_->ldaps_settings(), keytab)), "");
}

TEST_F(Kerberos, TellsWhyItDoesNot) {
  const auto missing = open(with_keytab(slapd_->tcp_settings(), "/nowhere/keytab"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ldap::Failure::Kind::denied) << missing.error().message;
  const auto stranger = outcome(with_keytab(slapd_->tcp_settings(), realm_.keytab("stranger")));
  EXPECT_NE(stranger.find("Insufficient access"), std::string::npos) << stranger;
}

}  // namespace
}  // namespace bridge::testing
