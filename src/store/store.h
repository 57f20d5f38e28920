#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "base/result.h"
#include "store/reader.h"
#include "store/transaction.h"

namespace bridge::store {

// The state database: one SQLite file (with a write-ahead log) that this process alone writes. Any thread may
// call; calls are bounded by the disk only. The only code that knows SQLite.
class Store {
 public:
  // How far a change must have come before its caller goes on: until no loss of power can take it back, or
  // until readers see it. What is only visible survives the end of the process and is durable a moment later,
  // or with the next change that is; a loss of power before that takes it back together with all that came
  // after it and nothing that came before.
  enum class Until { durable, visible };

  // Opens or makes the file, readable to nobody else, brings its schema up to date and connects this many
  // readers (at least 1). Fails with a message for people when the file is newer than this program, belongs
  // to another application, is damaged or cannot be written.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file, int readers);
  ~Store();

  // Runs `question` on a read-only connection from the pool; keep it short, it holds a snapshot.
  template <class Question>
  auto read(Question&& question) -> decltype(question(std::declval<const Reader&>())) {
    auto lease = lease_reader();
    return question(static_cast<const Reader&>(*lease));
  }

  // Runs `change`, on this thread or on that of another caller whom it meets, one after the other, and
  // returns when its outcome is durable (fsync done), or visible. When it returns an error nothing of it is
  // kept, unless it is the disk's: then it may be there or not. Changes that meet share one fsync. `change`
  // must not call the store, block on anything else, or throw.
  Status write(std::function<Status(Transaction&)> change, Until until = Until::durable);

  struct Writes {
    long changes = 0;              // Kept since the file was opened.
    long commits = 0;              // What they needed: fewer where changes met.
    std::optional<Error> failure;  // Why the last commit was not kept; nothing when it was.
  };
  Writes writes() const;

 private:
  struct State;
  class ReaderLease {
   public:
    explicit ReaderLease(State& state);
    ~ReaderLease();
    ReaderLease(const ReaderLease&) = delete;
    ReaderLease& operator=(const ReaderLease&) = delete;
    const Reader& operator*() const;

   private:
    State& state_;
    std::size_t index_;
  };

  explicit Store(std::unique_ptr<State> state);
  ReaderLease lease_reader() { return ReaderLease(*state_); }

  std::unique_ptr<State> state_;
};

// The right to be the one process on a state folder: an flock on `<folder>/lock`, gone with the process.
class FolderLock {
 public:
  // Fails with conflict that names the holder's process id.
  static Result<FolderLock> take(const std::filesystem::path& folder);
  FolderLock(FolderLock&&) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace bridge::store
