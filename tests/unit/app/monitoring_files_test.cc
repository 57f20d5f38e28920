// What packaging/grafana asks for, /metrics has.
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "app/metrics.h"
#include "support/places.h"
#include "support/temp_dir.h"

namespace bridge::app {
namespace {

std::set<std::string> known() {
  std::set<std::string> names;
#define X(symbol, kind, name, help) names.insert("scim_ldap_bridge_" name);
  BRIDGE_METRICS(X)
#undef X
  return names;
}

std::set<std::string> named_in(const std::string& file) {
  const std::string text = testing::read_file(testing::shipped(file));
  static const std::regex kName("scim_ldap_bridge_[a-z0-9_]+");
  static const std::regex kPart("_(bucket|sum|count)$");
  std::set<std::string> names;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), kName); at != std::sregex_iterator(); ++at)
    names.insert(std::regex_replace(at->str(), kPart, ""));
  return names;
}

class MonitoringFiles : public ::testing::TestWithParam<const char*> {};

TEST_P(MonitoringFiles, NameOnlyMetricsThatExist) {
  const auto names = named_in(GetParam());
  EXPECT_GE(names.size(), 5u);
  const auto existing = known();
  for (const auto& name : names) EXPECT_TRUE(existing.contains(name)) << name;
}

INSTANTIATE_TEST_SUITE_P(Shipped, MonitoringFiles,
                         ::testing::Values("packaging/grafana/dashboard.json", "packaging/grafana/alerts.yml",
                                           "packaging/grafana/alerts_test.yml"));

TEST(MonitoringFiles, TheDocumentationTellsOfEveryMetric) {
  EXPECT_EQ(named_in("docs/monitoring.md"), known());
}

}  // namespace
}  // namespace bridge::app
