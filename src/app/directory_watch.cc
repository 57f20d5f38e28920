#include "app/directory_watch.h"

namespace bridge::app {
namespace {

constexpr std::chrono::seconds kEvery{3};
constexpr std::chrono::seconds kPatience{5};

}  // namespace

DirectoryWatch::DirectoryWatch(ldap::Pool& pool, const Clock& clock, std::function<void()> back)
    : pool_(pool), clock_(clock), back_(std::move(back)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

DirectoryWatch::~DirectoryWatch() = default;

void DirectoryWatch::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const bool now = answers();
    if (now && !healthy_.exchange(now)) back_();
    healthy_ = now;
    std::unique_lock lock(mutex_);
    stopped_.wait_for(lock, stop, kEvery, [] { return false; });
  }
}

bool DirectoryWatch::answers() {
  auto session = pool_.lease(clock_.steady_now() + kPatience);
  return session && (*session)->read(ldap::Dn(), {"1.1"});
}

}  // namespace bridge::app
