#pragma once

#include <chrono>
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
// a savepoint of its own, so that a failing one takes nothing of its neighbours with it. When the disk fails,
// the connection is closed and every change refused with `unavailable`, until a renewed file is there to be
// written. Any thread may submit.
class Writer {
 public:
  using Change = std::function<Status(Transaction&)>;
  // Makes a file anew that the disk has failed, and opens it; tried again later when that fails.
  using Renew = std::function<Result<std::unique_ptr<Connection>>()>;

  // Without `renew` it goes on writing the same file, whatever the disk says.
  explicit Writer(std::unique_ptr<Connection> connection, Renew renew = {});
  ~Writer();  // Stops, then checkpoints and closes.

  void stop();  // Finishes what waits. Nothing may be submitted any more.

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

  void use(std::unique_ptr<Connection> connection);
  void refuse_all();
  void renew(const std::stop_token& stop);
  bool wait(const std::stop_token& stop, std::chrono::seconds pause);

  Renew renew_;
  std::unique_ptr<Connection> connection_;  // None while the disk has failed.
  std::optional<Transaction> transaction_;
  int wal_pages_ = 0;  // After the last commit.
  int checkpointed_pages_ = 0;
  std::chrono::steady_clock::time_point rested_{};  // When a copy may be made again.

  mutable std::mutex mutex_;
  std::condition_variable_any arrived_;
  Batch waiting_;
  bool refuses_ = false;
  Store::Writes writes_;

  std::jthread thread_;  // Last: starts when all else is there, ends before it goes.
};

}  // namespace bridge::store
