#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "store/connection.h"
#include "store/store.h"
#include "store/transaction.h"

namespace bridge::store {

// The one place that writes and checkpoints. Changes that wait together are committed together, each within a
// savepoint of its own, so that a failing one takes nothing of its neighbours with it. One of the callers
// does it for all: a change that meets no other costs no switch of threads. A thread of its own does what
// nobody waits for: checkpoints, making durable what is only visible, and, when the disk has failed, a
// renewed file; until that is there every change is refused with `unavailable`. Any thread may call.
class Writer {
 public:
  using Change = std::function<Status(Transaction&)>;
  // Makes a file anew that the disk has failed, and opens it; tried again later when that fails.
  using Renew = std::function<Result<std::unique_ptr<Connection>>()>;

  // Without `renew` it goes on writing the same file, whatever the disk says.
  explicit Writer(std::unique_ptr<Connection> connection, Renew renew = {});
  ~Writer();  // Stops, then checkpoints and closes.

  void stop();  // No call may be under way or follow.

  // Returns the outcome once it is durable, or visible. Not from within a change.
  Status write(const Change& change, Store::Until until = Store::Until::durable);

  bool is_this_thread() const { return leader_ == std::this_thread::get_id(); }
  std::size_t waiting() const;  // How many changes have not been begun.
  Store::Writes writes() const;

 private:
  struct Job {
    const Change& change;
    Store::Until until;
    Status result = Done{};
    bool done = false;
    std::condition_variable called{};

    bool awaits_disk() const { return result && until == Store::Until::durable; }
  };
  using Batch = std::vector<Job*>;
  using Lock = std::unique_lock<std::mutex>;

  // Who leads has the connection for itself. Others must not lead just now; `lock` is free meanwhile.
  void lead(Lock& lock, const std::function<void()>& work);
  static void end(Job& job, Status result);

  Batch take();
  void carry_out(Batch& batch);
  Status commit_together(Batch& batch);
  Status apart(const Change& change);
  Status sync();
  void count(std::size_t changes, const Status& committed);
  void note(const Status& failed);
  bool checkpoint_is_due();
  void checkpoint();

  void keep(const std::stop_token& stop);
  void tidy_up(const std::stop_token& stop);
  void use(std::unique_ptr<Connection> connection);
  void refuse_all();
  void renew(const std::stop_token& stop);
  bool wait(const std::stop_token& stop, std::chrono::seconds pause);

  Renew renew_;
  std::unique_ptr<Connection>
      connection_;  // None while the disk has failed. Theirs who lead, as what follows.
  std::optional<Transaction> transaction_;
  int wal_pages_ = 0;  // After the last commit.
  int checkpointed_pages_ = 0;
  bool synced_ = true;                              // All that is committed is durable.
  std::chrono::steady_clock::time_point rested_{};  // When a copy may be made again.

  mutable std::mutex mutex_;
  std::condition_variable_any keeper_called_;
  Batch waiting_;
  bool led_ = false;
  bool keeper_next_ = false;     // Somebody left it work that cannot wait for a quiet moment.
  bool all_durable_ = true;      // When last nobody led.
  bool keeper_watches_ = false;  // It will look whether that is so.
  bool refuses_ = false;
  Store::Writes writes_;
  std::atomic<std::thread::id> leader_{};

  std::jthread keeper_;  // Last: starts when all else is there, ends before it goes.
};

}  // namespace bridge::store
