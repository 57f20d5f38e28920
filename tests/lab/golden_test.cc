// The presets for other makes of server: what clients push, and what the real thing holds then.
#include "support/golden.h"

#include <gtest/gtest.h>

#include <sstream>

#include "support/lab_server.h"
#include "support/places.h"

namespace bridge::testing {
namespace {

constexpr char kBridgePassword[] = "bridge-of-a-test-1";

// The LDIF that a preset's first comment gives administrators.
std::string ldif_in(const std::string& preset) {
  constexpr std::string_view kIndent = "#     ";
  std::string ldif, record;
  std::istringstream lines(read_file(shipped("mappings/" + preset + ".toml")));
  for (std::string line; std::getline(lines, line) && line.starts_with('#');) {
    const bool inside = line.starts_with(kIndent);
    if (inside) record += line.substr(kIndent.size()) + "\n";
    if (!inside && record.starts_with("dn: ")) ldif += record + "\n";
    if (!inside) record.clear();
  }
  return ldif.replace(ldif.find("CHOOSE ONE"), std::string_view("CHOOSE ONE").size(), kBridgePassword);
}

class LabGolden : public GoldenServer {
 public:
  ldap::Settings settings() const override {
    if (lab_.is_389())
      return lab_.settings_of("cn=scim-ldap-bridge,ou=services,dc=example,dc=org", kBridgePassword);
    return lab_.settings();
  }
  ldap::Settings settings_of(const std::string& name, const std::string& password) const override {
    return lab_.settings_of(name, password);
  }
  void set_password(const ldap::Dn& dn, const std::string& password) override {
    const bool quoted = lab_.is_active_directory();
    const ldap::Modifications changes{{ldap::Modification::Kind::replace,
                                       quoted ? "unicodePwd" : "userPassword",
                                       {quoted ? utf16_quoted(password) : password}}};
    if (auto done = lab_.open()->modify(dn, changes, {}); !done)
      throw std::runtime_error(done.error().message);
  }

 private:
  LabServer lab_;
};

// Once for all tests: the server is theirs together.
void make_account(const LabServer& lab) {
  const TempDir dir;
  write_file(dir / "account.ldif", ldif_in("389ds"));
  lab.apply(dir / "account.ldif");
}

class Golden : public ::testing::TestWithParam<GoldenCase> {
 protected:
  static void SetUpTestSuite() {
    const LabServer lab;
    if (lab.is_389()) make_account(lab);
  }
  LabGolden server_;
};

TEST_P(Golden, BecomesWhatIsExpected) { EXPECT_EQ(play_golden(GetParam(), server_), ""); }

std::string name_of(const ::testing::TestParamInfo<GoldenCase>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Lab_389ds, Golden, ::testing::ValuesIn(golden_cases("389ds")), name_of);
INSTANTIATE_TEST_SUITE_P(Lab_samba, Golden, ::testing::ValuesIn(golden_cases("samba")), name_of);

}  // namespace
}  // namespace bridge::testing
