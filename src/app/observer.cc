#include "app/observer.h"

#include <algorithm>

#include "sync/safe_mode.h"

namespace bridge::app {
namespace {

constexpr int kPasses = 5;
constexpr int kShareOfTime = 20;  // Counting members takes at most one part in so many of one reader's time.

Status read_state(const store::Reader& reader, WallTime now, Observation& into) {
  TRY_AS(counts, reader.counts());
  into.counts = counts;
  TRY_AS(flags, reader.flags_by_kind());
  into.flags = std::move(flags);
  TRY_AS(credentials, reader.credentials());
  std::erase_if(credentials, [&](const store::Credential& one) {
    return !one.is_live(now) || one.kind == store::Credential::Kind::access_token;
  });
  into.tokens = std::move(credentials);
  TRY_AS(passes, reader.passes(kPasses));
  for (const auto& pass : passes) into.passes.push_back(summarise(pass));
  return Done{};
}

// Of the last one that ended.
std::string problem_of(const std::vector<PassSummary>& passes) {
  const auto last = std::find_if(passes.begin(), passes.end(),
                                 [](const PassSummary& pass) { return pass.ended.has_value(); });
  return last == passes.end() || last->stopped.empty() ? "" : "the last pass stopped: " + last->stopped;
}

// Why what we remember is not trusted; empty while it is.
std::string safe_mode_of(store::Store& store) {
  const auto why = store.read([](const store::Reader& reader) { return sync::safe_mode(reader); });
  return why && *why ? "safe mode: " + **why : "";
}

}  // namespace

Observer::Observer(store::Store& store, ldap::Pool& pool, const DirectoryWatch& watch, const Traffic& traffic,
                   const Clock& clock)
    : store_(store), pool_(pool), watch_(watch), traffic_(traffic), clock_(clock) {
  safe_mode_.with([&](std::string& problem) { problem = safe_mode_of(store); });
}

bool is_ready(const std::vector<Check>& checks) {
  return std::all_of(checks.begin(), checks.end(),
                     [](const Check& check) { return check.problem.empty() || !check.decisive; });
}

std::vector<Check> Observer::checks() const {
  const auto failure = store_.writes().failure;
  return {{"directory", watch_.problem()},
          {"state", failure ? "the state database cannot be written: " + failure->message : ""},
          {"last_pass", last_pass_problem_.with([](const std::string& problem) { return problem; }), false},
          {"safe_mode", safe_mode_.with([](const std::string& problem) { return problem; }), false}};
}

Result<Observation> Observer::look() {
  Observation seen;
  seen.at = clock_.now();
  seen.pool = pool_.use();
  seen.writes = store_.writes();
  seen.clients = traffic_.clients();
  TRY(store_.read([&](const store::Reader& reader) { return read_state(reader, seen.at, seen); }));
  last_pass_problem_.with([&](std::string& problem) { problem = problem_of(seen.passes); });
  safe_mode_.with([&](std::string& problem) { problem = safe_mode_of(store_); });
  seen.checks = checks();
  TRY_AS(members, count_members(seen.writes));
  seen.members = members;
  return seen;
}

// Where there are millions, counting takes time: it is done when something was written, and the longer it
// takes the less often.
Result<long> Observer::count_members(const store::Store::Writes& writes) {
  const SteadyTime begun = clock_.steady_now();
  const auto known = counted_.with([](const MemberCount& counted) { return counted; });
  if (known.changes == writes.changes || (known.changes >= 0 && begun < known.due)) return known.members;
  TRY_AS(members, store_.read([](const store::Reader& reader) { return reader.member_count(); }));
  const SteadyTime ended = clock_.steady_now();
  counted_.with([&, now = MemberCount{members, writes.changes, ended + kShareOfTime * (ended - begun)}](
                    MemberCount& counted) { counted = now; });
  return members;
}

}  // namespace bridge::app
