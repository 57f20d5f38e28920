#include "bench/clients.h"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <chrono>
#include <exception>
#include <thread>

namespace bridge::testing {
namespace {

using Clock = std::chrono::steady_clock;

double microseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

}  // namespace

Measured measure(int clients, int items, const std::function<Work()>& make_client,
                 const std::function<std::pair<double, double>()>& spent) {
  const auto count = static_cast<std::size_t>(clients);
  std::vector<std::vector<double>> latencies(count);
  std::vector<std::exception_ptr> failures(count);
  std::atomic<int> next = 0;
  std::barrier gate(clients + 1);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      Work work;
      try {
        work = make_client();
      } catch (...) {
        failures[i] = std::current_exception();
      }
      gate.arrive_and_wait();  // All are connected; the clock starts.
      try {
        for (int item = next++; work && item < items; item = next++) {
          const auto start = Clock::now();
          work(item);
          latencies[i].push_back(microseconds_since(start));
        }
      } catch (...) {
        failures[i] = std::current_exception();
      }
    });
  }
  const auto before = spent();
  gate.arrive_and_wait();
  const auto start = Clock::now();
  for (auto& thread : threads) thread.join();
  const double took = microseconds_since(start);
  const auto after = spent();
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);

  Measured measured;
  for (const auto& some : latencies)
    measured.latencies.insert(measured.latencies.end(), some.begin(), some.end());
  std::sort(measured.latencies.begin(), measured.latencies.end());
  measured.rate = items / took * 1e6;
  measured.bridge = (after.first - before.first) / items;
  measured.slapd = (after.second - before.second) / items;
  return measured;
}

}  // namespace bridge::testing
