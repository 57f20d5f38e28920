#pragma once

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/result.h"
#include "base/strong.h"

namespace bridge::store {

class Connection;

// One run of a prepared statement: values bound, then row by row. Returns to its connection when it goes and
// must not outlive it. Text keeps its length, so a NUL inside it is a character like any other. One thread at
// a time.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Goes to the next row; false when there is none left.
  Result<bool> next();

  // Of the current row, columns from 0; NULL reads as 0 or "".
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  std::string text(int column) const;
  WallTime time(int column) const { return WallTime(std::chrono::milliseconds(integer(column))); }
  std::optional<WallTime> optional_time(int column) const;

  // Parameters from 1. A failure is reported by next().
  void bind(int at, std::nullptr_t);
  void bind(int at, std::int64_t value);
  void bind(int at, std::string_view value);
  void bind(int at, WallTime value) { bind(at, std::int64_t{value.time_since_epoch().count()}); }
  template <class Tag>
  void bind(int at, const Strong<Tag>& value) {
    bind(at, std::string_view(value.value));
  }
  template <class T>
  void bind(int at, const std::optional<T>& value) {
    value ? bind(at, *value) : bind(at, nullptr);
  }

 private:
  friend class Connection;
  Statement(Connection& connection, sqlite3_stmt* handle) : connection_(&connection), handle_(handle) {}
  void note(int code);

  Connection* connection_;
  sqlite3_stmt* handle_;
  int failure_ = SQLITE_OK;
};

// A connection to the state file that prepares each statement once. One thread at a time.
class Connection {
 public:
  // `recover`: reads what the write-ahead log holds up to where its checksums break off, whatever other
  // connections believe of it. For a file that nobody writes meanwhile. Takes no locks; closing it drops this
  // process's own, until other connections are opened anew.
  enum class Access { write, read_only, recover };

  // Opens the file; makes it, readable to nobody else, when it is to be written and not there.
  static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& file, Access access);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Binds the values to ?1, ?2, … of a statement; its rows are then fetched with Statement::next. SQL is
  // always a fixed text: what varies is bound.
  template <class... Values>
  Result<Statement> ask(const char* sql, const Values&... values) {
    auto statement = prepare(sql);
    int at = 0;
    if (statement) (statement->bind(++at, values), ...);
    return statement;
  }

  // The same for a statement without rows.
  template <class... Values>
  Status run(const char* sql, const Values&... values) {
    TRY_AS(statement, ask(sql, values...));
    TRY(statement.next());
    return Done{};
  }

  // Runs several statements that take no values.
  Status script(const char* sql);

  // Flushes the write-ahead log: whatever was committed is durable then.
  Status sync_wal();

  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

  // How the disk first failed it: full, broken, read-only, or not giving back what was written.
  const std::optional<Error>& disk_failure() const { return disk_failure_; }
  void forget_disk_failure() { disk_failure_.reset(); }
  // From now on, closing it touches no file.
  void leave_files_alone();

  // What SQLite's code means, for this file; remembers it when it means the disk.
  Error error(int code) const;
  Error last_error() const { return error(sqlite3_extended_errcode(handle_.get())); }

  sqlite3* handle() const { return handle_.get(); }
  const std::filesystem::path& file() const { return file_; }

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
  };

  Connection(std::filesystem::path file, sqlite3* handle) : file_(std::move(file)), handle_(handle) {}
  Result<Statement> prepare(const char* sql);
  void give_back(sqlite3_stmt* statement);
  Error note_failure(int code, const char* message) const;

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> handle_;
  std::unordered_map<std::string_view, sqlite3_stmt*> idle_;  // By their own text.
  mutable std::optional<Error> disk_failure_;
};

}  // namespace bridge::store
