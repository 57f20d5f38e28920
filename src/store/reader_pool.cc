#include "store/reader_pool.h"

#include <utility>

namespace bridge::store {

Result<std::unique_ptr<ReaderPool>> ReaderPool::open(const std::filesystem::path& file, int size) {
  auto pool = std::make_unique<ReaderPool>();
  TRY_AS(slots, open_slots(file, static_cast<std::size_t>(size)));
  pool->file_ = file;
  pool->slots_ = std::move(slots);
  for (std::size_t i = 0; i < pool->slots_.size(); ++i) pool->free_.push_back(i);
  return pool;
}

// Each reads at once, so that from here on it holds the WAL that belongs to its file.
Result<ReaderPool::Slots> ReaderPool::open_slots(const std::filesystem::path& file, std::size_t size) {
  Slots slots;
  for (std::size_t i = 0; i < size; ++i) {
    TRY_AS(connection, Connection::open(file, Connection::Access::read_only));
    TRY(connection->run("SELECT 1 FROM sqlite_schema"));
    slots.push_back(std::make_unique<Slot>(std::move(connection)));
  }
  return slots;
}

Status ReaderPool::reopen() {
  TRY_AS(fresh, open_slots(file_, slots_.size()));
  std::lock_guard lock(mutex_);
  fresh_ = std::move(fresh);
  for (const std::size_t index : free_) exchange(index);
  return Done{};
}

void ReaderPool::exchange(std::size_t index) {
  if (fresh_.empty() || !fresh_[index]) return;
  slots_[index] = std::move(fresh_[index]);
}

std::size_t ReaderPool::acquire() {
  std::size_t index;
  {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [this] { return !free_.empty(); });
    index = free_.back();
    free_.pop_back();
  }
  // Takes no lock and reads nothing yet: the first question makes the snapshot and reports what is wrong.
  (void)slots_[index]->connection->run("BEGIN DEFERRED");
  return index;
}

void ReaderPool::release(std::size_t index) {
  Connection& connection = *slots_[index]->connection;
  (void)connection.run("COMMIT");
  {
    std::lock_guard lock(mutex_);
    disk_failure_ = connection.disk_failure();
    connection.forget_disk_failure();
    exchange(index);
    free_.push_back(index);
  }
  freed_.notify_one();
}

std::optional<Error> ReaderPool::disk_failure() const {
  std::lock_guard lock(mutex_);
  return disk_failure_;
}

}  // namespace bridge::store
