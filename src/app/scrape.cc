// What is looked up at each scrape, one line a metric.
#include <algorithm>
#include <map>

#include "app/observer.h"

namespace bridge::app {
namespace {

double problem_free(const Observation& seen, std::string_view name) {
  for (const Check& check : seen.checks)
    if (check.name == name) return check.problem.empty() ? 1 : 0;
  return 1;
}

template <class Rows, class ToValue>
Metrics::Series series(const char* label, const Rows& rows, ToValue&& to_value) {
  Metrics::Series made;
  for (const auto& [name, value] : rows) made.push_back({{{label, name}}, to_value(value)});
  return made;
}

// Of each client the last end: what ends before has been replaced.
Metrics::Series token_expiry(const Observation& seen) {
  std::map<std::string, WallTime> ends;
  for (const auto& token : seen.tokens) {
    WallTime& end = ends.try_emplace(token.client, WallTime::min()).first->second;
    end = std::max(end, token.expires.value_or(WallTime::max()));
  }
  Metrics::Series made;
  for (const auto& [client, end] : ends)
    if (end != WallTime::max()) made.push_back({{{"token", client}}, to_unix_seconds(end)});
  return made;
}

// Of the last pass that ended.
void publish_pass(const Observation& seen, Metrics& metrics) {
  for (const PassSummary& pass : seen.passes) {
    if (!pass.ended) continue;
    metrics.set(Metric::pass_ok, pass.stopped.empty() ? 1 : 0);
    metrics.set(Metric::pass_ended, to_unix_seconds(*pass.ended));
    metrics.set(Metric::pass_seconds, std::chrono::duration<double>(pass.took).count());
    metrics.set(Metric::pass_left, static_cast<double>(pass.left));
    metrics.replace(Metric::pass_found,
                    series("situation", pass.found, [](long n) { return static_cast<double>(n); }));
    return;
  }
}

}  // namespace

void publish(const Observation& seen, Metrics& metrics) {
  const auto number = [](auto count) { return static_cast<double>(count); };
  metrics.set(Metric::ready, is_ready(seen.checks) ? 1 : 0);
  metrics.set(Metric::ldap_up, problem_free(seen, "directory"));
  metrics.set(Metric::state_up, problem_free(seen, "state"));
  metrics.set(Metric::pool_size, number(seen.pool.size));
  metrics.set(Metric::pool_sessions, {{"state", "in_use"}}, number(seen.pool.leased));
  metrics.set(Metric::pool_sessions, {{"state", "idle"}}, number(seen.pool.idle));
  metrics.set(Metric::open_intents, number(seen.counts.open_intents));
  metrics.set(Metric::dirty, number(seen.counts.dirty));
  metrics.set(Metric::held, number(seen.counts.held));
  metrics.set(Metric::resources, {{"type", "user"}}, number(seen.counts.users));
  metrics.set(Metric::resources, {{"type", "group"}}, number(seen.counts.groups));
  metrics.set(Metric::members, number(seen.members));
  metrics.set(Metric::state_changes, number(seen.writes.changes));
  metrics.set(Metric::state_commits, number(seen.writes.commits));
  metrics.replace(Metric::flags, series("kind", seen.flags, number));
  metrics.replace(Metric::client_seen, series("client", seen.clients, to_unix_seconds));
  metrics.replace(Metric::token_expiry, token_expiry(seen));
  publish_pass(seen, metrics);
}

}  // namespace bridge::app
