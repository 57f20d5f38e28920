#include "ldap/pool.h"

#include <ldap.h>

#include <condition_variable>
#include <mutex>
#include <vector>

#include "base/log.h"

namespace bridge::ldap {

struct Pool::State {
  State(OpenSession opener, std::size_t limit, const Clock& the_clock)
      : open(std::move(opener)), size(limit), clock(the_clock) {}

  const OpenSession open;
  const std::size_t size;
  const Clock& clock;

  std::mutex mutex;
  std::condition_variable freed;
  std::vector<std::unique_ptr<Session>> idle;  // The one used last is taken first.
  std::size_t leased = 0;                      // Also those being opened.
  bool healthy = true;

  Outcome<Done> take_place(std::unique_lock<std::mutex>& lock, SteadyTime deadline);
  std::unique_ptr<Session> pop_idle();
  void free_place();
  void judge_health(const Failure* failure);
};

// Waits until one more session may be on lease.
Outcome<Done> Pool::State::take_place(std::unique_lock<std::mutex>& lock, SteadyTime deadline) {
  const bool in_time = freed.wait_for(lock, deadline - clock.steady_now(), [this] { return leased < size; });
  if (!in_time)
    return make_failure(LDAP_TIMEOUT, "waiting for a connection to the directory", "all are in use");
  ++leased;
  return Done{};
}

std::unique_ptr<Session> Pool::State::pop_idle() {
  const std::lock_guard lock(mutex);
  if (idle.empty()) return nullptr;
  auto session = std::move(idle.back());
  idle.pop_back();
  return session;
}

void Pool::State::free_place() {
  {
    const std::lock_guard lock(mutex);
    --leased;
  }
  freed.notify_one();
}

// Says so once when the directory goes away and once when it is back.
void Pool::State::judge_health(const Failure* failure) {
  {
    const std::lock_guard lock(mutex);
    if (healthy == (failure == nullptr)) return;
    healthy = failure == nullptr;
  }
  if (failure == nullptr) {
    log_event(LogLevel::info, Event::ldap_available, {});
  } else {
    log_event(LogLevel::warning, Event::ldap_unavailable, {{"reason", failure->message}});
  }
}

Pool::Pool(OpenSession open, std::size_t size, const Clock& clock)
    : state_(std::make_unique<State>(std::move(open), size, clock)) {}

Pool::~Pool() = default;

Outcome<Lease> Pool::lease(SteadyTime deadline) {
  {
    std::unique_lock lock(state_->mutex);
    TRY(state_->take_place(lock, deadline));
  }
  while (auto session = state_->pop_idle()) {
    if (!session->alive()) continue;  // The server closed it meanwhile.
    session->set_deadline(deadline);
    return Lease(*this, std::move(session));
  }
  auto opened = state_->open(deadline);
  state_->judge_health(opened ? nullptr : &opened.error());
  if (!opened) {
    state_->free_place();
    return std::move(opened).error();
  }
  (*opened)->set_deadline(deadline);
  return Lease(*this, *std::move(opened));
}

Pool::Use Pool::use() const {
  const std::lock_guard lock(state_->mutex);
  return {state_->size, state_->leased, state_->idle.size()};
}

bool Pool::healthy() const {
  const std::lock_guard lock(state_->mutex);
  return state_->healthy;
}

void Pool::give_back(std::unique_ptr<Session> session) {
  if (session->alive()) {
    const std::lock_guard lock(state_->mutex);
    state_->idle.push_back(std::move(session));
  }
  session.reset();  // Closing takes time; it needs no lock.
  state_->free_place();
}

Lease::Lease(Pool& pool, std::unique_ptr<Session> session) : pool_(&pool), session_(std::move(session)) {}

Lease::Lease(Lease&& other) noexcept = default;

Lease::~Lease() {
  if (session_ != nullptr) pool_->give_back(std::move(session_));
}

}  // namespace bridge::ldap
