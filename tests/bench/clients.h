#pragma once

#include <functional>
#include <vector>

namespace bridge::testing {

// One client's work: done once for each item it is given. Made in its own thread, with what connections it
// needs.
using Work = std::function<void(int item)>;

struct Measured {
  double rate = 0;                // Operations a second, of all clients together.
  std::vector<double> latencies;  // Of each operation, in microseconds, sorted.
  double bridge = 0;              // Processor time of the bridge for each, in microseconds…
  double slapd = 0;               // … and of slapd.

  double percentile(double part) const {
    return latencies.empty()
               ? 0
               : latencies[static_cast<std::size_t>(part * static_cast<double>(latencies.size() - 1))];
  }
};

// Lets so many clients at once share `items` numbers from 0 on; the first failure of any is thrown. `spent`
// tells the processor time of bridge and slapd so far.
Measured measure(int clients, int items, const std::function<Work()>& make_client,
                 const std::function<std::pair<double, double>()>& spent);

}  // namespace bridge::testing
