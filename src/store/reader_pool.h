#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
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
  const Reader& at(std::size_t index) const { return slots_[index]->reader; }

  // How the disk failed whoever read last; nothing when it did not.
  std::optional<Error> disk_failure() const;

  // Opens all of them anew, because another file stands in the place of theirs: whoever asks from now on is
  // answered from there, questions that are being answered end on the old one. Fails with all as it was.
  Status reopen();

 private:
  struct Slot {
    explicit Slot(std::unique_ptr<Connection> its) : connection(std::move(its)), reader(*connection) {}
    std::unique_ptr<Connection> connection;
    Reader reader;
  };
  using Slots = std::vector<std::unique_ptr<Slot>>;
  static Result<Slots> open_slots(const std::filesystem::path& file, std::size_t size);
  void exchange(std::size_t index);

  std::filesystem::path file_;
  Slots slots_;

  mutable std::mutex mutex_;
  std::optional<Error> disk_failure_;
  std::condition_variable freed_;
  std::vector<std::size_t> free_;
  Slots fresh_;  // By index; what a slot is exchanged for when it is free. Empty: nothing to exchange.
};

}  // namespace bridge::store
