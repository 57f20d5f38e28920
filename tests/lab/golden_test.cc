// The presets for other makes of server: what clients push, and what the real thing holds then.
#include "support/golden.h"

#include <gtest/gtest.h>

#include "support/lab_server.h"

namespace bridge::testing {
namespace {

class LabGolden : public GoldenServer {
 public:
  ldap::Settings settings() const override { return lab_.bridge_settings(); }
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

class Golden : public ::testing::TestWithParam<GoldenCase> {
 protected:
  LabGolden server_;
};

TEST_P(Golden, BecomesWhatIsExpected) { EXPECT_EQ(play_golden(GetParam(), server_), ""); }

std::string name_of(const ::testing::TestParamInfo<GoldenCase>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Lab_389ds, Golden, ::testing::ValuesIn(golden_cases("389ds")), name_of);
INSTANTIATE_TEST_SUITE_P(Lab_samba, Golden, ::testing::ValuesIn(golden_cases("samba")), name_of);

}  // namespace
}  // namespace bridge::testing
