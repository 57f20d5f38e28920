#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace bridge::app {

// Every metric there is: symbol, kind, name behind "scim_ldap_bridge_", and what it counts. A new one is a
// line here and one call where its value is known; for what is looked up at each scrape, that call stands in
// scrape.cc. Names follow https://prometheus.io/docs/practices/naming/.
#define BRIDGE_METRICS(X)                                                                                \
  X(build_info, gauge, "build_info", "Always 1; the label tells the version.")                           \
  X(start_time, gauge, "start_time_seconds", "When the process began, in Unix time.")                    \
  X(ready, gauge, "ready", "1 while /readyz says ready.")                                                \
  X(http_requests, counter, "http_requests_total", "Requests answered at the SCIM listener.")            \
  X(http_seconds, histogram, "http_request_duration_seconds", "From a request's arrival to its answer.") \
  X(last_request, gauge, "last_request_timestamp_seconds",                                               \
    "When a signed-in client last asked for anything, in Unix time; before the first, the start.")       \
  X(client_seen, gauge, "client_last_seen_timestamp_seconds",                                            \
    "The same for each client seen since the start.")                                                    \
  X(token_expiry, gauge, "token_expiry_timestamp_seconds", "When a live token ends, in Unix time.")      \
  X(certificate_expiry, gauge, "certificate_expiry_timestamp_seconds",                                   \
    "When the certificate of the SCIM listener ends, in Unix time.")                                     \
  X(ldap_up, gauge, "ldap_up", "1 while the directory answers.")                                         \
  X(ldap_operations, counter, "ldap_operations_total",                                                   \
    "Operations sent to the directory, by what came of them.")                                           \
  X(ldap_seconds, histogram, "ldap_operation_duration_seconds",                                          \
    "How long operations of the directory took.")                                                        \
  X(pool_sessions, gauge, "ldap_pool_sessions",                                                          \
    "Sessions with the directory, by whether one is using them.")                                        \
  X(pool_size, gauge, "ldap_pool_size", "How many sessions may be in use at a time.")                    \
  X(open_intents, gauge, "journal_open_intents", "Changes that were begun and are not finished.")        \
  X(dirty, gauge, "dirty_references", "Values in other entries that wait to be put right.")              \
  X(held, gauge, "held_changes", "Destructive changes that wait for a person.")                          \
  X(pass_ok, gauge, "last_pass_ok", "0 when the last pass over the directory stopped before its end.")   \
  X(pass_ended, gauge, "last_pass_timestamp_seconds", "When the last pass ended, in Unix time.")         \
  X(pass_seconds, gauge, "last_pass_duration_seconds", "How long it took.")                              \
  X(pass_found, gauge, "last_pass_findings", "What it found that is not as it should be, by situation.") \
  X(pass_left, gauge, "last_pass_left", "Differences that it found and that are still there.")           \
  X(passes, counter, "passes_total", "Passes over the directory, by what came of them.")                 \
  X(pass_findings, counter, "pass_findings_total", "What all of them found, by situation.")              \
  X(pass_repaired, counter, "pass_repaired_total", "What all of them put right.")                        \
  X(live_watching, gauge, "live_watching", "1 while the directory tells us its changes as they happen.") \
  X(live_changes, counter, "live_changes_total", "Changes that it told, by what came of them.")          \
  X(flags, gauge, "flags", "What somebody should know, by kind.")                                        \
  X(resources, gauge, "resources", "People and groups that are known.")                                  \
  X(members, gauge, "group_members", "Members of all groups, as pushed.")                                \
  X(state_changes, counter, "state_changes_total", "Changes kept in the state database.")                \
  X(state_commits, counter, "state_commits_total",                                                       \
    "Transactions of the state database; each costs one fsync.")                                         \
  X(state_up, gauge, "state_up", "0 when the last write to the state database failed.")

enum class Metric {
#define X(symbol, kind, name, help) symbol,
  BRIDGE_METRICS(X)
#undef X
};

// A moment as metrics tell it.
inline double to_unix_seconds(WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

using Labels = std::map<std::string, std::string>;

// The numbers behind /metrics. Any thread. A call that does not fit the metric's kind is a bug and asserts.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  void add(Metric counter, const Labels& labels = {}, double more = 1);
  void observe(Metric histogram, const Labels& labels, double seconds);

  // A gauge; or a counter that is kept elsewhere: when it is less than before, it has begun anew.
  void set(Metric metric, const Labels& labels, double value);
  void set(Metric metric, double value) { set(metric, {}, value); }
  void begin_at(Metric gauge, double value);  // Unless it has a value.

  // All there is of a gauge: what is not named is gone.
  using Series = std::vector<std::pair<Labels, double>>;
  void replace(Metric gauge, const Series& series);

  // Everything, in the text format of Prometheus (version 0.0.4). A metric without a value is left out.
  std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bridge::app
