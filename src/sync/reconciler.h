#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "scim/json.h"
#include "sync/pass.h"

namespace bridge::sync {

// The flag of a mapping that is not rolled out yet; at no resource.
inline constexpr char kMappingChanged[] = "mapping_changed";

// Lets passes run: one at a time, by the clock, when the directory is back, and when somebody asks. Scheduled
// passes only look, and say so by a flag, while the mapping is another one than the last one rolled out. Any
// thread may call; passes run in a thread of their own.
class Reconciler {
 public:
  struct Settings {
    std::chrono::milliseconds every{3'600'000};      // Zero: never by itself. Give or take a tenth.
    bool only_report = false;                        // Scheduled passes change nothing.
    bool rolls_out_by_itself = false;                // A changed mapping, too.
    std::chrono::milliseconds replica_wait{60'000};  // See Pass.
  };

  Reconciler(const Context& context, Settler& settler, Settings settings)
      : context_(context), settler_(settler), settings_(settings) {}
  ~Reconciler();

  Status start();  // Fails as the state database does.
  void wake();     // A scheduled pass soon.

  // Whether what differs is put right unasked; fails as the state database does.
  Result<bool> may_repair() const;

  // What somebody wants: a look, or everything put right.
  enum class Trust { nobody, directory, state };  // To end safe mode.
  struct Order {
    bool only_look = false;
    bool restored = false;  // The directory was put back from a backup: what it lacks is to be made again.
    OnFinding on_finding = [](const Finding&) {};  // Called in the pass's thread.
    Trust trust = Trust::nobody;
  };
  std::int64_t begin(Order order);  // Returns a ticket; those before come first.

  struct Report {
    bool ended = false;
    std::optional<Error> failure;
    PassCounts counts;
    std::string phase;
    long done = 0, of = 0;
  };
  std::optional<Report> report(std::int64_t ticket) const;  // Of the newest ones.

  std::optional<WallTime> next() const;

  // Of all passes since the start, but for those that somebody only wanted to see.
  struct Totals {
    long ended = 0, stopped = 0;
    std::array<long, kSituations> found{};
    long repaired = 0, held = 0;
  };
  Totals totals() const;

  // Where the pass is that runs now, as text that changes as long as it moves; empty when none runs.
  std::string whereabouts() const;

 private:
  struct Ticket {
    std::int64_t number = 0;
    bool by_person = true;
    Order order;
    Report report;
  };
  void run(const std::stop_token& stop);
  std::shared_ptr<Ticket> wait(const std::stop_token& stop);
  void schedule();
  Result<PassCounts> carry_out(const Order& order, bool by_person, const std::stop_token& stop);
  Result<bool> is_rolled_out() const;
  Status make_sure_of_memory(const Order& order, bool by_person, bool rolled_out,
                             const std::stop_token& stop);
  Status look_at_age(bool rolled_out, const std::stop_token& stop);
  Status regain_trust(Trust trust, const std::stop_token& stop);
  Status note_rollout(bool done);
  Status flag_lag(const Result<PassCounts>& ended);

  const Context& context_;
  Settler& settler_;
  Settings settings_;
  void add_up(const Result<PassCounts>& ended);
  PassProgress progress_;
  mutable std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<std::shared_ptr<Ticket>> waiting_;
  std::deque<std::shared_ptr<Ticket>> known_;
  std::int64_t last_ticket_ = 0;
  Totals totals_;
  bool knows_age_ = false;
  std::optional<SteadyTime> due_;
  std::optional<WallTime> next_;
  std::jthread thread_;
};

// For reports: {"entries": 12, "repaired": 1, "drifted": 1, …}.
scim::Json to_json(const PassCounts& counts);

}  // namespace bridge::sync
