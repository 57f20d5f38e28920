#include "store/reader_pool.h"

namespace bridge::store {

Result<std::unique_ptr<ReaderPool>> ReaderPool::open(const std::filesystem::path& file, int size) {
  auto pool = std::make_unique<ReaderPool>();
  for (int i = 0; i < size; ++i) {
    TRY_AS(connection, Connection::open(file, Connection::Access::read_only));
    pool->readers_.emplace_back(*connection);
    pool->connections_.push_back(std::move(connection));
    pool->free_.push_back(static_cast<std::size_t>(i));
  }
  return pool;
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
  (void)connections_[index]->run("BEGIN DEFERRED");
  return index;
}

void ReaderPool::release(std::size_t index) {
  (void)connections_[index]->run("COMMIT");
  {
    std::lock_guard lock(mutex_);
    free_.push_back(index);
  }
  freed_.notify_one();
}

}  // namespace bridge::store
