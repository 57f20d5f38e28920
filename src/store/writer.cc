#include "store/writer.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "base/fault.h"
#include "base/log.h"
#include "store/renewal.h"

namespace bridge::store {
namespace {

constexpr std::size_t kMostPerCommit = 64;
constexpr int kCheckpointPages = 1000;  // 4 MiB of WAL.
constexpr int kPatiencePages = 16000;   // From here on a checkpoint waits for readers, so that the WAL ends.

constexpr std::chrono::seconds kShortestPause{1};  // Between two tries to make the file anew.
constexpr std::chrono::seconds kLongestPause{8};
constexpr int kShareOfTime = 10;  // A disk that fails again and again is copied to for one part in so many.

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

Writer::Writer(std::unique_ptr<Connection> connection, Renew renew) : renew_(std::move(renew)) {
  use(std::move(connection));
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

Writer::~Writer() { stop(); }

void Writer::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Writer::use(std::unique_ptr<Connection> connection) {
  connection_ = std::move(connection);
  transaction_.emplace(*connection_);
  wal_pages_ = checkpointed_pages_ = 0;
  sqlite3_wal_hook(connection_->handle(), remember_wal_pages, &wal_pages_);
}

std::future<Status> Writer::submit(Change change) {
  Job job{std::move(change), {}};
  auto outcome = job.outcome.get_future();
  {
    std::lock_guard lock(mutex_);
    if (refuses_) {
      job.outcome.set_value(unavailable(writes_.failure->message));
      return outcome;
    }
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
    if (renew_ && connection_->disk_failure()) renew(stop);
  }
}

// Nobody who waits is left waiting for the disk.
void Writer::refuse_all() {
  std::lock_guard lock(mutex_);
  refuses_ = true;
  writes_.failure = connection_->disk_failure();
  for (Job& job : waiting_) job.outcome.set_value(unavailable(writes_.failure->message));
  waiting_.clear();
}

// False when it is time to stop.
bool Writer::wait(const std::stop_token& stop, std::chrono::seconds pause) {
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, stop, pause, [] { return false; });
  return !stop.stop_requested();
}

void Writer::renew(const std::stop_token& stop) {
  refuse_all();
  log_event(LogLevel::error, Event::state_stopped, {{"error", writes().failure->message}});
  mark_suspect(connection_->file());
  connection_->leave_files_alone();
  transaction_.reset();
  connection_.reset();
  using Clock = std::chrono::steady_clock;
  auto pause = std::chrono::ceil<std::chrono::seconds>(std::max(Clock::duration(0), rested_ - Clock::now()));
  for (; wait(stop, pause); pause = std::clamp(2 * pause, kShortestPause, kLongestPause)) {
    const auto begun = Clock::now();
    auto renewed = renew_();
    rested_ = Clock::now() + std::max<Clock::duration>(kShortestPause, kShareOfTime * (Clock::now() - begun));
    std::lock_guard lock(mutex_);
    if (!renewed) {
      if (renewed.error().message != writes_.failure->message)
        log_event(LogLevel::error, Event::state_stopped, {{"error", renewed.error().message}});
      writes_.failure = std::move(renewed).error();
      continue;
    }
    use(*std::move(renewed));
    refuses_ = false;
    writes_.failure.reset();
    log_event(LogLevel::info, Event::state_renewed, {{"file", connection_->file().string()}});
    return;
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
    count(0, outcomes.error());
    if (!renew_ || !connection_->disk_failure())
      log_event(LogLevel::error, Event::state_failed, {{"error", outcomes.error().message}});
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
  Status outcome = call(change, *transaction_);
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

// Done after the answers are out, so that nobody waits for it. When it fails, what it left half written is
// still in the WAL.
void Writer::checkpoint_when_due() {
  if (wal_pages_ < checkpointed_pages_) checkpointed_pages_ = 0;  // The WAL began anew.
  if (wal_pages_ - checkpointed_pages_ < kCheckpointPages) return;
  const int mode = wal_pages_ < kPatiencePages ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_RESTART;
  const int code = sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, mode, nullptr, nullptr);
  if (code != SQLITE_OK) (void)connection_->error(code);
  checkpointed_pages_ = wal_pages_;
}

}  // namespace bridge::store
