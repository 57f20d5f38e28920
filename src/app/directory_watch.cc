#include "app/directory_watch.h"

namespace bridge::app {
namespace {

constexpr std::chrono::seconds kEvery{3};
constexpr std::chrono::seconds kPatience{5};

}  // namespace

DirectoryWatch::DirectoryWatch(ldap::Pool& pool, const ChangeTrouble& changes, const Clock& clock,
                               std::function<void()> back)
    : pool_(pool), changes_(changes), clock_(clock), back_(std::move(back)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

DirectoryWatch::~DirectoryWatch() = default;

std::string DirectoryWatch::problem() const {
  const std::string silent = silence();
  return silent.empty() ? changes_.problem(clock_.steady_now()) : silent;
}

std::string DirectoryWatch::silence() const {
  return problem_.with([](const std::string& problem) { return problem; });
}

void DirectoryWatch::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto answer = ask();
    if (answer && !silence().empty()) back_();
    problem_.with([&](std::string& problem) {
      problem = answer ? "" : "the directory does not answer: " + answer.error().message;
    });
    std::unique_lock lock(mutex_);
    stopped_.wait_for(lock, stop, kEvery, [] { return false; });
  }
}

ldap::Outcome<Done> DirectoryWatch::ask() {
  TRY_AS(session, pool_.lease(clock_.steady_now() + kPatience));
  TRY(session->read(ldap::Dn(), {"1.1"}));
  return Done{};
}

}  // namespace bridge::app
