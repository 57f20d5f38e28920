#pragma once

#include <condition_variable>
#include <functional>
#include <future>
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

// The one thread that writes and checkpoints. Changes that wait together are committed together, each within
// a savepoint of its own, so that a failing one takes nothing of its neighbours with it. Any thread may
// submit.
class Writer {
 public:
  using Change = std::function<Status(Transaction&)>;

  explicit Writer(std::unique_ptr<Connection> connection);
  ~Writer();  // Finishes what waits, then checkpoints and closes.

  // The future holds the outcome once it is durable.
  std::future<Status> submit(Change change);

  bool is_this_thread() const { return std::this_thread::get_id() == thread_.get_id(); }
  Store::Writes writes() const;

 private:
  struct Job {
    Change change;
    std::promise<Status> outcome;
  };
  using Batch = std::vector<Job>;

  void serve(const std::stop_token& stop);
  Batch take(const std::stop_token& stop);
  void carry_out(Batch& batch);
  Result<std::vector<Status>> commit_together(Batch& batch);
  Status apart(const Change& change);
  void count(std::size_t changes, const Status& committed);
  void checkpoint_when_due();

  std::unique_ptr<Connection> connection_;
  Transaction transaction_;
  int wal_pages_ = 0;  // After the last commit.
  int checkpointed_pages_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable_any arrived_;
  Batch waiting_;
  Store::Writes writes_;

  std::jthread thread_;  // Last: starts when all else is there, ends before it goes.
};

}  // namespace bridge::store
