#include "app/metrics.h"

#include <gtest/gtest.h>

#include <thread>

namespace bridge::app {
namespace {

bool has(const Metrics& metrics, const std::string& line) {
  return metrics.text().find(line + "\n") != std::string::npos;
}

TEST(Metrics, CountersAddUpByLabels) {
  Metrics metrics;
  metrics.add(Metric::ldap_operations, {{"operation", "add"}, {"result", "ok"}});
  metrics.add(Metric::ldap_operations, {{"operation", "add"}, {"result", "ok"}}, 2);
  metrics.add(Metric::ldap_operations, {{"operation", "add"}, {"result", "refused"}});
  EXPECT_TRUE(has(metrics, R"(scim_ldap_bridge_ldap_operations_total{operation="add",result="ok"} 3)"));
  EXPECT_TRUE(has(metrics, R"(scim_ldap_bridge_ldap_operations_total{operation="add",result="refused"} 1)"));
  EXPECT_TRUE(has(metrics, "# TYPE scim_ldap_bridge_ldap_operations_total counter"));
}

TEST(Metrics, ATotalThatIsKeptElsewhereNeverFallsAlsoWhenItBeginsAnew) {
  Metrics metrics;
  metrics.set(Metric::state_commits, 5);
  metrics.set(Metric::state_commits, 7);
  EXPECT_TRUE(has(metrics, "scim_ldap_bridge_state_commits_total 7"));
  metrics.set(Metric::state_commits, 2);
  EXPECT_TRUE(has(metrics, "scim_ldap_bridge_state_commits_total 9"));
}

TEST(Metrics, AHistogramHasBucketsSumAndCount) {
  Metrics metrics;
  metrics.observe(Metric::ldap_seconds, {{"operation", "add"}}, 0.3);
  EXPECT_TRUE(has(metrics,
                  R"(scim_ldap_bridge_ldap_operation_duration_seconds_bucket{operation="add",le="0.25"} 0)"));
  EXPECT_TRUE(
      has(metrics, R"(scim_ldap_bridge_ldap_operation_duration_seconds_bucket{operation="add",le="0.5"} 1)"));
  EXPECT_TRUE(has(metrics, R"(scim_ldap_bridge_ldap_operation_duration_seconds_count{operation="add"} 1)"));
}

TEST(Metrics, WhatIsReplacedIsGone) {
  Metrics metrics;
  metrics.replace(Metric::flags, {{{{"kind", "nested_group"}}, 2}, {{{"kind", "unknown_member"}}, 1}});
  EXPECT_TRUE(has(metrics, R"(scim_ldap_bridge_flags{kind="nested_group"} 2)"));
  metrics.replace(Metric::flags, {{{{"kind", "unknown_member"}}, 3}});
  EXPECT_EQ(metrics.text().find("nested_group"), std::string::npos);
  EXPECT_TRUE(has(metrics, R"(scim_ldap_bridge_flags{kind="unknown_member"} 3)"));
}

TEST(Metrics, AValueCannotForgeALine) {
  Metrics metrics;
  metrics.set(Metric::client_seen, {{"client", "a\"} 1\nforged 2"}}, 1);
  EXPECT_EQ(metrics.text().find("\nforged"), std::string::npos);
}

TEST(Metrics, ThreadsMayCountAtTheSameTime) {
  Metrics metrics;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      for (int n = 0; n < 500; ++n) {
        metrics.add(Metric::http_requests, {{"route", "/Users"}});
        metrics.replace(Metric::flags, {{{{"kind", std::to_string((i + n) % 3)}}, 1}});
        if (n % 100 == 0) (void)metrics.text();
      }
    });
  threads.clear();
  EXPECT_TRUE(has(metrics, R"(scim_ldap_bridge_http_requests_total{route="/Users"} 2000)"));
}

}  // namespace
}  // namespace bridge::app
