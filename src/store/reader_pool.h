#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "store/connection.h"
#include "store/reader.h"

namespace bridge::store {

// Read-only connections, each lent to one thread at a time, inside a transaction of its own. Any thread.
class ReaderPool {
 public:
  static Result<std::unique_ptr<ReaderPool>> open(const std::filesystem::path& file, int size);

  std::size_t acquire();  // Waits until one is free.
  void release(std::size_t index);
  const Reader& at(std::size_t index) const { return readers_[index]; }

 private:
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Reader> readers_;

  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::size_t> free_;
};

}  // namespace bridge::store
