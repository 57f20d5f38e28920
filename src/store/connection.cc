#include "store/connection.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace bridge::store {
namespace {

constexpr int kBusyMilliseconds = 1000;

Error::Code code_of(int code) {
  switch (code & 0xff) {
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
      return Error::Code::internal;
    case SQLITE_CONSTRAINT:
      return Error::Code::conflict;
    default:  // Full disk, broken disk, damaged file, busy, no memory, no right to it.
      return Error::Code::unavailable;
  }
}

// SQLite calls a page that cannot be read damaged, too.
bool is_of_the_disk(int code) {
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return true;
    default:
      return false;
  }
}

std::string describe(const std::filesystem::path& file, int code, const char* message) {
  const int primary = code & 0xff;
  const bool damaged = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
  return file.string() + (damaged ? " is damaged: " : ": ") + message + " (SQLite code " +
         std::to_string(code) + ")";
}

// SQLite gives the WAL and its index the mode of the database file, so the file is made before SQLite sees
// it. An existing file is not opened here: closing it would drop this process's locks on it.
Status make_private(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd >= 0) {
    ::close(fd);
    return Done{};
  }
  if (errno == EEXIST && ::chmod(file.c_str(), S_IRUSR | S_IWUSR) == 0) return Done{};
  return unavailable("cannot open " + file.string() + ": " + std::strerror(errno));
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_),
      handle_(std::exchange(other.handle_, nullptr)),
      failure_(other.failure_) {}

Statement::~Statement() {
  if (handle_ != nullptr) connection_->give_back(handle_);
}

Result<bool> Statement::next() {
  if (failure_ != SQLITE_OK) return connection_->error(failure_);
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return connection_->error(code);
}

bool Statement::is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }

std::string Statement::text(int column) const {
  const auto* bytes = sqlite3_column_text(handle_, column);
  if (bytes == nullptr) return {};
  return {reinterpret_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::optional<WallTime> Statement::optional_time(int column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

void Statement::bind(int at, std::nullptr_t) { note(sqlite3_bind_null(handle_, at)); }

void Statement::bind(int at, std::int64_t value) { note(sqlite3_bind_int64(handle_, at, value)); }

void Statement::bind(int at, std::string_view value) {
  const char* bytes = value.empty() ? "" : value.data();  // A null pointer would mean NULL.
  note(sqlite3_bind_text64(handle_, at, bytes, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::note(int code) {
  if (failure_ == SQLITE_OK) failure_ = code;
}

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& file, Access access) {
  const bool writes = access == Access::write;
  if (writes) TRY(make_private(file));
  const int flags = (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX;
  sqlite3* handle = nullptr;
  const char* vfs = access == Access::recover ? "unix-none" : nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &handle, flags | SQLITE_OPEN_EXRESCODE, vfs);
  std::unique_ptr<Connection> connection(new Connection(file, handle));  // Also closes what failed to open.
  if (code != SQLITE_OK) return connection->error(code);
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  TRY(connection->script("PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 0"));
  TRY(connection->script(writes ? "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; "
                                  "PRAGMA cache_size = -8000; PRAGMA secure_delete = FAST"
                                : "PRAGMA query_only = ON"));
  if (!writes) connection->leave_files_alone();
  // Alone, it makes an index of the log for itself and does not see that of the others.
  if (access == Access::recover) TRY(connection->script("PRAGMA locking_mode = EXCLUSIVE"));
  return connection;
}

void Connection::leave_files_alone() {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Status Connection::sync_wal() {
  sqlite3_file* wal = nullptr;
  sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
  if (wal == nullptr || wal->pMethods == nullptr) return internal(file_.string() + " has no write-ahead log");
  const int code = wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL);
  if (code == SQLITE_OK) return Done{};
  return note_failure(code, sqlite3_errstr(code));
}

Connection::~Connection() {
  for (const auto& [sql, statement] : idle_) sqlite3_finalize(statement);
}

Status Connection::script(const char* sql) {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code);
  return Done{};
}

Result<Statement> Connection::prepare(const char* sql) {
  if (const auto found = idle_.find(sql); found != idle_.end()) {
    sqlite3_stmt* statement = found->second;
    idle_.erase(found);
    return Statement(*this, statement);
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return error(code);
  return Statement(*this, statement);
}

void Connection::give_back(sqlite3_stmt* statement) {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  if (!idle_.emplace(sqlite3_sql(statement), statement).second) sqlite3_finalize(statement);
}

Error Connection::error(int code) const {
  return note_failure(code, handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code));
}

Error Connection::note_failure(int code, const char* message) const {
  Error error{code_of(code), describe(file_, code, message)};
  if (is_of_the_disk(code) && !disk_failure_) disk_failure_ = error;
  return error;
}

}  // namespace bridge::store
