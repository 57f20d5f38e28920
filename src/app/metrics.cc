// The only file that knows prometheus-cpp, and of that only its core: registry and text, no server of its
// own.
#include "app/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <cassert>
#include <mutex>
#include <set>
#include <sstream>
#include <utility>
#include <variant>

namespace bridge::app {
namespace {

template <class Kind>
using Family = prometheus::Family<Kind>*;
using AnyFamily =
    std::variant<Family<prometheus::Counter>, Family<prometheus::Gauge>, Family<prometheus::Histogram>>;

// From a read out of memory to a request that ran into its deadline.
const prometheus::Histogram::BucketBoundaries kSeconds = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20};

AnyFamily make_counter(prometheus::Registry& registry, const char* name, const char* help) {
  return &prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}
AnyFamily make_gauge(prometheus::Registry& registry, const char* name, const char* help) {
  return &prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}
AnyFamily make_histogram(prometheus::Registry& registry, const char* name, const char* help) {
  return &prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

}  // namespace

struct Metrics::State {
  prometheus::Registry registry;
  std::vector<AnyFamily> families = {
#define X(symbol, kind, name, help) make_##kind(registry, "scim_ldap_bridge_" name, help),
      BRIDGE_METRICS(X)
#undef X
  };
  mutable std::mutex changing;  // A gauge that goes must not be one that is being read.
  std::map<Metric, std::map<Labels, prometheus::Gauge*>> replaced;
  std::map<std::pair<Metric, Labels>, double> kept_elsewhere;  // As they were told last.

  template <class Kind>
  Family<Kind> family(Metric metric) const {
    const auto* found = std::get_if<Family<Kind>>(&families[static_cast<std::size_t>(metric)]);
    assert(found != nullptr);
    return *found;
  }
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::add(Metric counter, const Labels& labels, double more) {
  state_->family<prometheus::Counter>(counter)->Add(labels).Increment(more);
}

void Metrics::observe(Metric histogram, const Labels& labels, double seconds) {
  state_->family<prometheus::Histogram>(histogram)->Add(labels, kSeconds).Observe(seconds);
}

void Metrics::set(Metric metric, const Labels& labels, double value) {
  const auto& family = state_->families[static_cast<std::size_t>(metric)];
  if (const auto* counter = std::get_if<Family<prometheus::Counter>>(&family)) {
    const std::lock_guard lock(state_->changing);
    const double before = std::exchange(state_->kept_elsewhere[{metric, labels}], value);
    (*counter)->Add(labels).Increment(value < before ? value : value - before);
    return;
  }
  state_->family<prometheus::Gauge>(metric)->Add(labels).Set(value);
}

void Metrics::begin_at(Metric gauge, double value) {
  auto& one = state_->family<prometheus::Gauge>(gauge)->Add({});
  if (one.Value() == 0) one.Set(value);
}

void Metrics::replace(Metric gauge, const Series& series) {
  const std::lock_guard lock(state_->changing);
  auto* family = state_->family<prometheus::Gauge>(gauge);
  auto& known = state_->replaced[gauge];
  std::map<Labels, prometheus::Gauge*> now;
  for (const auto& [labels, value] : series) {
    auto& one = family->Add(labels);
    one.Set(value);
    now[labels] = &one;
  }
  for (const auto& [labels, one] : known)
    if (!now.contains(labels)) family->Remove(one);
  known = std::move(now);
}

std::string Metrics::text() const {
  const std::lock_guard lock(state_->changing);
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, state_->registry.Collect());
  return std::move(out).str();
}

}  // namespace bridge::app
