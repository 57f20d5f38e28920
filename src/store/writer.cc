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

constexpr std::chrono::milliseconds kSoon{50};  // In which what is committed becomes durable by itself.

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
  keeper_ = std::jthread([this](const std::stop_token& stop) { keep(stop); });
}

Writer::~Writer() { stop(); }

void Writer::stop() {
  keeper_.request_stop();
  if (keeper_.joinable()) keeper_.join();
}

void Writer::use(std::unique_ptr<Connection> connection) {
  connection_ = std::move(connection);
  transaction_.emplace(*connection_);
  wal_pages_ = checkpointed_pages_ = 0;
  synced_ = true;
  (void)connection_->script("PRAGMA synchronous = NORMAL");  // A commit is made durable by sync().
  sqlite3_wal_hook(connection_->handle(), remember_wal_pages, &wal_pages_);
}

Status Writer::write(const Change& change, Store::Until until) {
  Job job{change, until};
  Lock lock(mutex_);
  if (refuses_) return unavailable(writes_.failure->message);
  waiting_.push_back(&job);
  while (!job.done) {
    job.called.wait(lock, [&] { return job.done || (!led_ && !keeper_next_); });
    if (job.done) break;
    Batch batch = take();
    lead(lock, [&] { carry_out(batch); });
  }
  return std::move(job.result);
}

// Those who wait go on when it is over, or the thread that tidies up if that cannot wait.
void Writer::lead(Lock& lock, const std::function<void()>& work) {
  led_ = true;
  leader_ = std::this_thread::get_id();
  lock.unlock();
  work();
  const bool leaves_work = connection_ && (checkpoint_is_due() || (renew_ && connection_->disk_failure()));
  lock.lock();
  leader_ = std::thread::id();
  led_ = false;
  keeper_next_ = leaves_work;
  all_durable_ = synced_;
  if (keeper_next_ || (!all_durable_ && !keeper_watches_)) keeper_called_.notify_one();
  if (!keeper_next_ && !waiting_.empty()) waiting_.front()->called.notify_one();
}

std::size_t Writer::waiting() const {
  std::lock_guard lock(mutex_);
  return waiting_.size();
}

Store::Writes Writer::writes() const {
  std::lock_guard lock(mutex_);
  return writes_;
}

void Writer::keep(const std::stop_token& stop) {
  Lock lock(mutex_);
  while (!stop.stop_requested()) {
    const auto called = [this] { return keeper_next_ && !led_; };
    keeper_watches_ = false;
    keeper_called_.wait(lock, stop, [&] { return called() || !all_durable_; });
    keeper_watches_ = true;
    keeper_called_.wait_for(lock, stop, kSoon, called);
    if (!led_ && (keeper_next_ || !all_durable_)) lead(lock, [&] { tidy_up(stop); });
  }
}

// One thing at a time, so that changes can pass in between.
void Writer::tidy_up(const std::stop_token& stop) {
  if (renew_ && connection_->disk_failure()) return renew(stop);
  if (checkpoint_is_due()) return checkpoint();
  if (Status durable = sync(); !durable) note(durable);
}

// Nobody who waits is left waiting for the disk.
void Writer::refuse_all() {
  std::lock_guard lock(mutex_);
  refuses_ = true;
  writes_.failure = connection_->disk_failure();
  for (Job* job : waiting_) end(*job, unavailable(writes_.failure->message));
  waiting_.clear();
}

// False when it is time to stop.
bool Writer::wait(const std::stop_token& stop, std::chrono::seconds pause) {
  Lock lock(mutex_);
  keeper_called_.wait_for(lock, stop, pause, [] { return false; });
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

Writer::Batch Writer::take() {
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kMostPerCommit));
  Batch batch(waiting_.begin(), end);
  waiting_.erase(waiting_.begin(), end);
  return batch;
}

// Its caller may be gone when this returns.
void Writer::end(Job& job, Status result) {
  job.result = std::move(result);
  job.done = true;
  job.called.notify_one();
}

// Who waits for the disk is answered after it, the others before.
void Writer::carry_out(Batch& batch) {
  Status done = commit_together(batch);
  if (!done && connection_->in_transaction()) (void)connection_->run("ROLLBACK");
  const auto answer = [&](auto from, auto to) {
    std::lock_guard lock(mutex_);
    for (; from != to; ++from)
      end(**from, done ? std::move((*from)->result) : unavailable(done.error().message));
  };
  const auto disk = std::partition(batch.begin(), batch.end(), [](Job* job) { return !job->awaits_disk(); });
  answer(batch.begin(), disk);
  if (done && disk != batch.end()) done = sync();
  answer(disk, batch.end());
  if (!done) note(done);
}

void Writer::note(const Status& failed) {
  count(0, failed);
  if (!renew_ || !connection_->disk_failure())
    log_event(LogLevel::error, Event::state_failed, {{"error", failed.error().message}});
}

Status Writer::sync() {
  if (synced_) return Done{};
  TRY(connection_->sync_wal());
  synced_ = true;
  return Done{};
}

Status Writer::commit_together(Batch& batch) {
  TRY(connection_->run("BEGIN IMMEDIATE"));
  for (Job* job : batch) {
    job->result = apart(job->change);
    // On some failures (disk full, I/O) SQLite itself rolls back everything.
    if (!connection_->in_transaction()) return job->result;
  }
  const auto kept = std::count_if(batch.begin(), batch.end(), [](Job* job) { return bool(job->result); });
  if (kept == 0) return connection_->run("ROLLBACK");
  fault_point("store.before_commit");
  TRY(connection_->run("COMMIT"));
  fault_point("store.after_commit");
  synced_ = false;
  count(static_cast<std::size_t>(kept), Done{});
  return Done{};
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

bool Writer::checkpoint_is_due() {
  if (wal_pages_ < checkpointed_pages_) checkpointed_pages_ = 0;  // The WAL began anew.
  return wal_pages_ - checkpointed_pages_ >= kCheckpointPages;
}

// Done after the answers are out, so that nobody waits for it. When it fails, what it left half written is
// still in the WAL.
void Writer::checkpoint() {
  const int mode = wal_pages_ < kPatiencePages ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_RESTART;
  const int code = sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, mode, nullptr, nullptr);
  if (code != SQLITE_OK) (void)connection_->error(code);
  checkpointed_pages_ = wal_pages_;
}

}  // namespace bridge::store
