// The presets for OpenLDAP: what clients push, and what slapd holds then.
#include <gtest/gtest.h>

#include "support/golden.h"
#include "support/posix_schema.h"
#include "support/slapd_process.h"

namespace bridge::testing {
namespace {

class SlapdGolden : public GoldenServer {
 public:
  // With the schema that the preset asks for, and a password policy, without which there is no lock.
  explicit SlapdGolden(const std::string& preset) : slapd_(options_for(preset)) {
    const auto added = slapd_.open()->add({*ldap::Dn::parse("cn=default,dc=example,dc=org"),
                                           {{"objectClass", {"organizationalRole", "pwdPolicy"}},
                                            {"cn", {"default"}},
                                            {"pwdAttribute", {"userPassword"}},
                                            {"pwdLockout", {"TRUE"}}}});
    if (!added) throw std::runtime_error(added.error().message);
  }

  ldap::Settings settings() const override { return slapd_.settings(); }
  ldap::Settings settings_of(const std::string& name, const std::string& password) const override {
    ldap::Settings settings = slapd_.settings();
    settings.bind_dn = name;
    settings.password_file = dir_ / "password";
    write_file(settings.password_file, password);
    return settings;
  }
  void set_password(const ldap::Dn& dn, const std::string& password) override {
    const ldap::Modifications changes{{ldap::Modification::Kind::replace, "userPassword", {password}}};
    if (auto done = slapd_.open()->modify(dn, changes, {}); !done)
      throw std::runtime_error(done.error().message);
  }

 private:
  static SlapdOptions options_for(const std::string& preset) {
    SlapdOptions options{.overlays = {"ppolicy"}};
    if (preset == "openldap-rfc2307bis") use_rfc2307bis(options);
    return options;
  }

  TempDir dir_;
  SlapdProcess slapd_;
};

class Golden : public ::testing::TestWithParam<GoldenCase> {};

TEST_P(Golden, BecomesWhatIsExpected) {
  SlapdGolden server(GetParam().preset);
  EXPECT_EQ(play_golden(GetParam(), server), "");
}

INSTANTIATE_TEST_SUITE_P(Presets, Golden, ::testing::ValuesIn(golden_cases("openldap")),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace bridge::testing
