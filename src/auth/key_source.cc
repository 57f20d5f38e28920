#include "auth/key_source.h"

#include "base/log.h"

namespace bridge::auth {

KeySource::KeySource(std::string location, Fetch fetch, const Clock& clock, Times times)
    : location_(std::move(location)), fetch_(std::move(fetch)), clock_(clock), times_(times) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

KeySource::~KeySource() {
  thread_.request_stop();
  thread_.join();
}

std::shared_ptr<const KeySet> KeySource::with_key(const std::string& key_id, bool& later) {
  std::lock_guard lock(mutex_);
  const SteadyTime now = clock_.steady_now();
  const bool fresh = keys_ && now < learnt_ + times_.life;
  if (fresh && keys_->has(key_id)) return keys_;
  if (!wanted_ && may_ask(now)) {
    wanted_ = true;
    changed_.notify_all();
  }
  later = later || wanted_ || !fresh;
  return nullptr;
}

void KeySource::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    asked_ = clock_.steady_now();
    lock.unlock();
    refresh();
    lock.lock();
    changed_.wait_for(lock, stop, failing_ ? times_.least : times_.between, [this] { return wanted_; });
  }
}

void KeySource::refresh() {
  auto text = fetch_(location_);
  auto keys = text ? KeySet::parse(*text) : Result<KeySet>(text.error());
  std::lock_guard lock(mutex_);
  wanted_ = false;
  const bool failed_before = std::exchange(failing_, !keys);
  if (keys) {
    keys_ = std::make_shared<const KeySet>(*std::move(keys));
    learnt_ = clock_.steady_now();
  } else if (!failed_before) {
    log_event(LogLevel::error, Event::auth_keys_failed,
              {{"location", location_}, {"reason", keys.error().message}});
  }
}

}  // namespace bridge::auth
