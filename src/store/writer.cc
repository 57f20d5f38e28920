#include "store/writer.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "base/fault.h"
#include "base/log.h"

namespace bridge::store {
namespace {

constexpr std::size_t kMostPerCommit = 64;
constexpr int kCheckpointPages = 1000;  // 4 MiB of WAL.
constexpr int kPatiencePages = 16000;   // From here on a checkpoint waits for readers, so that the WAL ends.

int remember_wal_pages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<int*>(pages) = count;
  return SQLITE_OK;
}

Status call(const Writer::Change& change, Transaction& transaction) {
  try {
    return change(transaction);
  } catch (const std::exception& fault) {
    return internal(std::string("a change to the state database threw: ") + fault.what());
  } catch (...) {
    return internal("a change to the state database threw");
  }
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)), transaction_(*connection_) {
  sqlite3_wal_hook(connection_->handle(), remember_wal_pages, &wal_pages_);
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

Writer::~Writer() {
  thread_.request_stop();
  thread_.join();
}

std::future<Status> Writer::submit(Change change) {
  Job job{std::move(change), {}};
  auto outcome = job.outcome.get_future();
  {
    std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(job));
  }
  arrived_.notify_one();
  return outcome;
}

Store::Writes Writer::writes() const {
  std::lock_guard lock(mutex_);
  return writes_;
}

void Writer::serve(const std::stop_token& stop) {
  for (Batch batch = take(stop); !batch.empty(); batch = take(stop)) {
    carry_out(batch);
    checkpoint_when_due();
  }
}

Writer::Batch Writer::take(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, stop, [this] { return !waiting_.empty(); });
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kMostPerCommit));
  Batch batch(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return batch;
}

void Writer::carry_out(Batch& batch) {
  auto outcomes = commit_together(batch);
  if (!outcomes) {
    if (connection_->in_transaction()) (void)connection_->run("ROLLBACK");
    log_event(LogLevel::error, Event::state_failed, {{"error", outcomes.error().message}});
    count(0, outcomes.error());
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    batch[i].outcome.set_value(outcomes ? (*outcomes)[i] : Status(unavailable(outcomes.error().message)));
  }
}

Result<std::vector<Status>> Writer::commit_together(Batch& batch) {
  TRY(connection_->run("BEGIN IMMEDIATE"));
  std::vector<Status> outcomes;
  for (Job& job : batch) {
    outcomes.push_back(apart(job.change));
    // On some failures (disk full, I/O) SQLite itself rolls back everything.
    if (!connection_->in_transaction()) return outcomes.back().error();
  }
  const auto kept = std::count_if(outcomes.begin(), outcomes.end(), [](const Status& s) { return bool(s); });
  if (kept == 0) {
    TRY(connection_->run("ROLLBACK"));
    return outcomes;
  }
  fault_point("store.before_commit");
  TRY(connection_->run("COMMIT"));
  fault_point("store.after_commit");
  count(static_cast<std::size_t>(kept), Done{});
  return outcomes;
}

Status Writer::apart(const Change& change) {
  TRY(connection_->run("SAVEPOINT change"));
  Status outcome = call(change, transaction_);
  if (!connection_->in_transaction()) {
    return outcome ? Status(unavailable("the state database gave up a transaction")) : outcome;
  }
  Status end = outcome ? Status(Done{}) : connection_->run("ROLLBACK TO change");
  if (end) end = connection_->run("RELEASE change");
  if (end) return outcome;
  (void)connection_->run("ROLLBACK");  // What cannot be taken back alone goes with the whole batch.
  return end;
}

void Writer::count(std::size_t changes, const Status& committed) {
  std::lock_guard lock(mutex_);
  writes_.failure = committed ? std::nullopt : std::optional(committed.error());
  if (!committed) return;
  writes_.changes += static_cast<long>(changes);
  ++writes_.commits;
}

// Done after the answers are out, so that nobody waits for it; it fails only where the next commit will, too.
void Writer::checkpoint_when_due() {
  if (wal_pages_ < checkpointed_pages_) checkpointed_pages_ = 0;  // The WAL began anew.
  if (wal_pages_ - checkpointed_pages_ < kCheckpointPages) return;
  const int mode = wal_pages_ < kPatiencePages ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_RESTART;
  sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, mode, nullptr, nullptr);
  checkpointed_pages_ = wal_pages_;
}

}  // namespace bridge::store
