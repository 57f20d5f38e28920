#include "app/expiry_watch.h"

#include <algorithm>

#include "base/log.h"

namespace bridge::app {
namespace {

using store::Credential;

constexpr std::chrono::hours kPause{12};

bool is_replaced(const Credential& ending, const std::vector<Credential>& all, WallTime then) {
  return std::any_of(all.begin(), all.end(), [&](const Credential& other) {
    return other.kind == ending.kind && other.client == ending.client && other.is_live(then);
  });
}

std::string name_of(const Credential& one) {
  const bool token = one.kind == Credential::Kind::token;
  return std::string(token ? "the token" : "the secret") + " of '" + one.client + "'";
}

}  // namespace

std::vector<Ending> ending_soon(std::optional<WallTime> certificate,
                                const std::vector<Credential>& credentials, WallTime now) {
  const WallTime then = now + kNotice;
  std::vector<Ending> endings;
  if (certificate && *certificate <= then) endings.push_back({"the certificate", *certificate});
  for (const Credential& one : credentials)
    if (one.kind != Credential::Kind::access_token && one.is_live(now) && !one.is_live(then) &&
        !is_replaced(one, credentials, then))
      endings.push_back({name_of(one), *one.expires});
  return endings;
}

ExpiryWatch::ExpiryWatch(std::function<std::vector<Ending>()> look) : look_(std::move(look)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void ExpiryWatch::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    for (const Ending& ending : look_())
      log_event(LogLevel::warning, Event::auth_expires_soon,
                {{"what", ending.what}, {"ends", to_rfc3339(ending.at)}});
    stopping_.wait_for(lock, stop, kPause, [] { return false; });
  }
}

}  // namespace bridge::app
