#include "sync/live_drift.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "scim/json.h"
#include "sync/bases.h"

namespace bridge::sync {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 30s;     // For one resource, or a connection.
constexpr auto kFirstTry = 1s;      // After a watch that ended; then longer and longer, …
constexpr auto kLongestWait = 60s;  // … also where the server has nothing to offer.
constexpr auto kBetweenCookies = 30s;
constexpr auto kSlice = 5s;
constexpr char kCookies[] = "live.cookies";

// A cookie that stands for what the server has now, so that it need not send everything first.
std::string cookie_of(const ldap::Csns& csns) {
  std::string text = "rid=000,csn=";
  const char* between = "";
  for (const auto& [server, csn] : csns) {
    text.append(between).append(csn);
    between = ";";
  }
  return text;
}

ldap::SyncCookies parse_cookies(const std::string& text) {
  ldap::SyncCookies cookies;
  const auto json = scim::parse_json(text);
  if (!json || !json->is_object()) return cookies;
  for (const auto& [base, cookie] : json->items())
    if (cookie.is_string()) cookies[base] = cookie.get<std::string>();
  return cookies;
}

}  // namespace

LiveDrift::~LiveDrift() {
  listener_.request_stop();
  worker_.request_stop();
  changed_.notify_all();
}

void LiveDrift::start() {
  listener_ = std::jthread([this](const std::stop_token& stop) { listen(stop); });
  worker_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void LiveDrift::wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

LiveDrift::State LiveDrift::state() const {
  std::lock_guard lock(mutex_);
  return state_;
}

void LiveDrift::count(const std::string& what) {
  std::lock_guard lock(mutex_);
  ++state_.changes[what];
}

void LiveDrift::stand(bool watching, const std::string& how) {
  std::lock_guard lock(mutex_);
  state_.watching = watching;
  state_.standing = how;
}

void LiveDrift::listen(const std::stop_token& stop) {
  auto pause = std::chrono::milliseconds(kFirstTry);
  while (!stop.stop_requested()) {
    const auto ended = watch(stop);
    if (stop.stop_requested()) return;
    const bool watched = state().watching;
    if (watched) {
      log_event(LogLevel::warning, Event::live_ended, {{"reason", ended.error().message}});
      pause = kFirstTry;
    }
    stand(false, ended.error().message);
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, pause, [this] { return woken_; });
    if (std::exchange(woken_, false)) pause = kFirstTry;
    pause = std::min<std::chrono::milliseconds>(pause * 2, kLongestWait);
  }
}

// Watches as long as it can; always ends with the reason.
Status LiveDrift::watch(const std::stop_token& stop) {
  const SteadyTime deadline = context_.clock.steady_now() + kPatience;
  const auto bases = outermost(context_.mapping->all_bases());
  ldap::SyncCookies begin;
  {
    auto session = context_.directory.lease(deadline);
    if (!session) return std::move(session).error().to_error();
    TRY_AS(cookies, this->cookies(**session, bases));
    begin = std::move(cookies);
  }
  auto watch = ldap::open_sync_watch(directory_, bases, begin, context_.clock, deadline);
  if (!watch) return std::move(watch).error().to_error();
  identity_ = context_.identity;
  if (auto told = ldap::Dn::parse((*watch)->identity()); told && !told->empty()) identity_ = *std::move(told);
  TRY(keep_cookies(begin));  // The next watch goes on from here, whatever ends this one.
  kept_ = std::move(begin);
  kept_at_ = context_.clock.steady_now();
  return hear(**watch, stop);
}

// Those of the last watch, or else as of now: what happened before is found by passes.
Result<ldap::SyncCookies> LiveDrift::cookies(ldap::Session& session, const std::vector<ldap::Dn>& bases) {
  TRY_AS(known, context_.store.read([](const store::Reader& reader) { return reader.remembered(kCookies); }));
  const auto before = known ? parse_cookies(*known) : ldap::SyncCookies();
  ldap::SyncCookies cookies;
  for (const auto& base : bases) {
    auto seen = ldap::seen_by(session, base);
    if (!seen) return std::move(seen).error().to_error();
    if (!*seen)
      return unavailable(
          "not offered: the directory does not tell of changes (no content synchronization, or no contextCSN "
          "shown to us)");
    const auto kept = before.find(base.normal());
    cookies[base.normal()] = kept == before.end() ? cookie_of(**seen) : kept->second;
  }
  return cookies;
}

Status LiveDrift::hear(ldap::SyncWatch& watch, const std::stop_token& stop) {
  const std::stop_callback at_the_end(stop, [&] { watch.interrupt(); });
  bool told = false;
  while (!stop.stop_requested()) {
    auto change = watch.next(told ? std::chrono::milliseconds(kSlice) : 200ms);
    if (!change) {
      const bool lost = ldap::cookies_are_void(change.error());
      TRY(keep_cookies(lost ? ldap::SyncCookies() : watch.cookies()));
      if (lost) reconciler_.wake();
      return std::move(change).error().to_error();
    }
    if (!std::exchange(told, true)) {
      stand(true, "watching");
      log_event(LogLevel::info, Event::live_watching, {{"bases", std::to_string(watch.cookies().size())}});
    }
    if (*change) TRY(on_change(**change));
    if (watch.missed_some()) reconciler_.wake();
    const bool due = context_.clock.steady_now() >= kept_at_ + kBetweenCookies;
    if (due && watch.cookies() != kept_) TRY(keep_cookies(watch.cookies()));
  }
  if (watch.cookies() != kept_) TRY(keep_cookies(watch.cookies()));
  return unavailable("stopped");
}

// Only as far as the work is done: what is not done is heard again after a restart.
Status LiveDrift::keep_cookies(const ldap::SyncCookies& cookies) {
  {
    std::lock_guard lock(mutex_);
    if (!cookies.empty() && (!queue_.empty() || working_)) return Done{};
  }
  TRY(context_.store.write([&](store::Transaction& transaction) {
    return transaction.remember(kCookies, scim::to_text(scim::Json(cookies)));
  }));
  kept_ = cookies;
  kept_at_ = context_.clock.steady_now();
  return Done{};
}

bool LiveDrift::is_ours(const ldap::SyncWatch::Change& change) const {
  if (change.gone || !identity_ || identity_->empty()) return false;
  const auto modifier = ldap::Dn::parse(change.modifier);
  return modifier && *modifier == *identity_;
}

Status LiveDrift::on_change(const ldap::SyncWatch::Change& change) {
  if (is_ours(change)) {
    count("own");
    return Done{};
  }
  TRY_AS(id, whose(change));
  if (id)
    put(*id, change.gone);
  else
    count("foreign");
  return Done{};
}

// Nobody, where it is none of our business, or where it is we who remove it.
Result<std::optional<scim::ResourceId>> LiveDrift::whose(const ldap::SyncWatch::Change& change) {
  using Found = std::optional<scim::ResourceId>;
  bool is_back = false;
  auto found = context_.store.read([&](const store::Reader& reader) -> Result<Found> {
    TRY_AS(owner, reader.owner_of(change.entry_uuid, change.dn));
    Found id = owner ? Found(owner->id) : std::nullopt;
    if (!id && !change.gone) {
      TRY_AS(linked, reader.linked_to(change.dn));  // Another entry under the same name.
      id = linked;
    }
    if (!id && !change.gone) {
      TRY_AS(tombstone, reader.tombstone_of(change.entry_uuid));
      if (!tombstone) return Found();
      TRY_AS(retired, reader.is_retired(tombstone->id));
      is_back = !retired;
      return Found();
    }
    if (!id) return Found();
    TRY_AS(intents, reader.open_intents(*id));
    const bool by_us = change.gone && std::any_of(intents.begin(), intents.end(), [](const auto& intent) {
                         return intent.kind == store::Intent::Kind::remove;
                       });
    return by_us ? Found() : id;
  });
  if (is_back) reconciler_.wake();
  return found;
}

void LiveDrift::put(const scim::ResourceId& id, bool gone) {
  bool taken = false;
  {
    std::lock_guard lock(mutex_);
    taken = queue_.put(id, gone, context_.clock.steady_now());
  }
  changed_.notify_all();
  if (taken) return;
  reconciler_.wake();
  count("left_to_pass");
  log_event(LogLevel::warning, Event::live_crowded, {{"more_than", std::to_string(LiveQueue::kMost)}});
}

std::optional<scim::ResourceId> LiveDrift::wait_for_work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  working_ = false;
  while (!stop.stop_requested()) {
    const SteadyTime now = context_.clock.steady_now();
    if (auto id = queue_.take(now)) {
      working_ = true;
      return id;
    }
    const auto due = queue_.next_due();
    const auto news = [&] { return queue_.next_due() != due; };
    if (due)
      changed_.wait_for(lock, stop, *due - now, news);
    else
      changed_.wait(lock, stop, news);
  }
  return std::nullopt;
}

void LiveDrift::work(const std::stop_token& stop) {
  while (auto id = wait_for_work(stop)) look_at(*id);
}

void LiveDrift::look_at(const scim::ResourceId& id) {
  const SteadyTime begun = context_.clock.steady_now();
  const auto may_repair = reconciler_.may_repair();
  {
    std::lock_guard lock(mutex_);
    if (queue_.is_contested(id, begun)) {
      ++state_.changes["left_to_pass"];
      return;
    }
  }
  const auto seen = may_repair ? look_.look(id, !*may_repair, begun + kPatience)
                               : Result<LiveLook::Seen>(may_repair.error());
  const SteadyTime now = context_.clock.steady_now();
  {
    std::lock_guard lock(mutex_);
    queue_.looked(id, now - begun, now);
    if (seen && seen->outcome == LiveLook::Outcome::repaired) queue_.repaired(id, now);
    if (!seen) queue_.postpone(id, now + kFirstTry * 5);
  }
  if (!seen) return;
  count(std::string(name_of(seen->outcome)));
  if (seen->outcome != LiveLook::Outcome::in_sync) say(*seen);
  // Its place is gone, too, perhaps: a pass makes bases again.
  if (seen->outcome == LiveLook::Outcome::refused) reconciler_.wake();
}

void LiveDrift::say(const LiveLook::Seen& seen) {
  log_event(LogLevel::warning, Event::live_found,
            {{"id", seen.finding.id.value},
             {"dn", seen.finding.dn.text()},
             {"situation", std::string(name_of(seen.finding.situation))},
             {"why", seen.finding.why},
             {"outcome", std::string(name_of(seen.outcome))}});
}

}  // namespace bridge::sync
