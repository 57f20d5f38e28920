#include "app/traffic.h"

namespace bridge::app {
namespace {

std::int64_t minute_of(WallTime time) {
  return std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count();
}

std::size_t place_of(std::int64_t minute) { return static_cast<std::size_t>(minute % Traffic::kMinutes); }

unsigned& kind_of(Traffic::Pushes& pushes, int status) {
  if (status < 400) return pushes.done;
  return status < 500 ? pushes.refused : pushes.failed;
}

}  // namespace

void Traffic::note(const std::string& client, std::string_view method, int status, WallTime now) {
  const bool pushes = method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE";
  const std::int64_t number = minute_of(now);
  state_.with([&](State& state) {
    state.clients[client] = now;
    if (!pushes) return;
    Minute& minute = state.ring[place_of(number)];
    if (minute.number != number) minute = {number, {}};
    ++kind_of(minute.pushes, status);
  });
}

std::vector<Traffic::Pushes> Traffic::history(WallTime now, int each) const {
  const std::int64_t last = minute_of(now);
  return state_.with([&](const State& state) {
    std::vector<Pushes> history(static_cast<std::size_t>(kMinutes / each));
    for (const Minute& minute : state.ring) {
      const std::int64_t age = last - minute.number;
      if (age < 0 || age / each >= static_cast<std::int64_t>(history.size())) continue;
      Pushes& sum = history[history.size() - 1 - static_cast<std::size_t>(age / each)];
      sum.done += minute.pushes.done;
      sum.refused += minute.pushes.refused;
      sum.failed += minute.pushes.failed;
    }
    return history;
  });
}

std::map<std::string, WallTime> Traffic::clients() const {
  return state_.with([](const State& state) { return state.clients; });
}

}  // namespace bridge::app
