#include "sync/settler.h"

#include <algorithm>

#include "base/log.h"

namespace bridge::sync {
namespace {

constexpr std::chrono::seconds kRetry{2};
constexpr std::chrono::seconds kPurging{60};   // How often entries are looked for that are due.
constexpr std::chrono::seconds kPatience{10};  // For one intent or one row.

}  // namespace

Settler::~Settler() {
  thread_.request_stop();
  wake();
}

void Settler::settle_before_start(std::chrono::milliseconds patience) {
  const SteadyTime latest = context_.clock.steady_now() + patience;
  auto intents = context_.store.read([](const store::Reader& reader) { return reader.open_intents(); });
  for (const auto& intent : intents ? *intents : std::vector<store::Intent>())
    if (!settle(intent.resource().id, latest)) return;
}

void Settler::start() {
  thread_ = std::jthread([this](std::stop_token stop) { run(std::move(stop)); });
}

void Settler::wake() {
  {
    std::lock_guard lock(mutex_);
    awake_ = true;
  }
  woken_.notify_one();
}

Status Settler::settle_held(const scim::ResourceId& id, SteadyTime deadline) {
  TRY_AS(intents, context_.store.read([&](const store::Reader& reader) { return reader.open_intents(id); }));
  for (auto& intent : intents) TRY(settle_held(std::move(intent), deadline));
  return Done{};
}

Status Settler::settle_held(store::Intent intent, SteadyTime deadline) {
  const bool carried_secret = intent.carried_secret;
  auto change = think_through(context_, std::move(intent), nullptr);
  if (!change) return unavailable("an earlier change is not settled: " + change.error().message);
  change->intent.carried_secret = carried_secret;
  return applier_.settle(std::move(*change), deadline);
}

Result<bool> Settler::may_pass(const scim::ResourceId& id, const Scope& scope) const {
  TRY_AS(intents, context_.store.read([&](const store::Reader& reader) { return reader.open_intents(id); }));
  return std::all_of(intents.begin(), intents.end(), [&](const store::Intent& intent) {
    return intent.only_members() && !scope.meets(scope_of(intent.members));
  });
}

Status Settler::settle(const scim::ResourceId& id, SteadyTime deadline) {
  {
    TRY_AS(hold, context_.locks.hold(id, deadline));
    TRY(settle_held(id, deadline));
  }
  return references_.settle_because_of(id, deadline);
}

void Settler::run(std::stop_token stop) {
  bool all_done = true;
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      auto is_awake = [this] { return awake_; };
      woken_.wait_for(lock, stop, all_done ? kPurging : kRetry, is_awake);
      awake_ = false;
    }
    if (!stop.stop_requested()) all_done = settle_all();
  }
}

bool Settler::settle_all() {
  auto intents = context_.store.read([](const store::Reader& reader) { return reader.open_intents(); });
  if (!intents) {
    log_event(LogLevel::error, Event::state_failed, {{"reason", intents.error().message}});
    return false;
  }
  const std::string begun = std::to_string(intents->size());
  if (!intents->empty()) log_event(LogLevel::info, Event::settle_begun, {{"open", begun}});
  int left = 0;
  std::string reason;
  for (const auto& intent : *intents) {
    auto settled = settle(intent.resource().id, context_.clock.steady_now() + kPatience);
    if (settled) continue;
    ++left;
    reason = settled.error().message;
  }
  if (!intents->empty() && left == 0) log_event(LogLevel::info, Event::settle_done, {{"settled", begun}});
  auto rows_left = references_.settle_all(context_.clock.steady_now() + kPatience);
  if (rows_left)
    left += *rows_left;
  else
    reason = rows_left.error().message;
  if (auto more = approvals_.carry_out_some(kPatience); !more) {
    ++left;
    reason = more.error().message;
  } else if (*more) {
    wake();
  }
  if (auto purged = purger_.purge_due(context_.clock.steady_now() + kPatience); !purged) {
    ++left;
    reason = purged.error().message;
  }
  if (auto dropped = purger_.drop_old_audit(context_.clock.steady_now() + kPatience); !dropped) {
    ++left;
    reason = dropped.error().message;
  }
  if (left > 0)
    log_event(LogLevel::warning, Event::settle_postponed,
              {{"open", std::to_string(left)}, {"reason", reason}});
  return left == 0 && rows_left;
}

}  // namespace bridge::sync
