#include "app/measured_session.h"

#include <gtest/gtest.h>

#include "support/fake_directory.h"

namespace bridge::app {
namespace {

TEST(MeasuredSession, CountsEachOperationByItsResult) {
  testing::FakeDirectory directory;
  Metrics metrics;
  ChangeTrouble changes;
  const auto open =
      measured([&](SteadyTime) -> ldap::Outcome<std::unique_ptr<ldap::Session>> { return directory.open(); },
               metrics, changes, system_clock());
  auto session = open(system_clock().steady_now());
  ASSERT_TRUE(session);
  const auto dn = *ldap::Dn::parse("uid=jo,ou=people,dc=example,dc=org");
  EXPECT_FALSE((*session)->remove(dn));
  (void)(*session)->read(dn, {"1.1"});
  const std::string text = metrics.text();
  for (const char* line : {R"(ldap_operations_total{operation="connect",result="ok"} 1)",
                           R"(ldap_operations_total{operation="remove",result="no_such_object"} 1)",
                           R"(ldap_operation_duration_seconds_count{operation="search"} 1)"})
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
}

TEST(MeasuredSession, CountsConnectionsThatFail) {
  Metrics metrics;
  ChangeTrouble changes;
  const auto open = measured(
      [](SteadyTime) -> ldap::Outcome<std::unique_ptr<ldap::Session>> {
        return ldap::Failure{ldap::Failure::Kind::unavailable, -1, "no", {}, false};
      },
      metrics, changes, system_clock());
  EXPECT_FALSE(open(system_clock().steady_now()));
  EXPECT_NE(metrics.text().find(R"(operation="connect",result="unavailable"} 1)"), std::string::npos);
}

}  // namespace
}  // namespace bridge::app
