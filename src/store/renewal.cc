#include "store/renewal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/fault.h"

namespace bridge::store {
namespace {

using Path = std::filesystem::path;

constexpr std::int64_t kSpareBytes = 256 * 1024;  // Beside the copy, so that something can be written then.

Path beside(const Path& file, const char* suffix) { return Path(file) += suffix; }
Path copy_of(const Path& file) { return beside(file, ".copy"); }
Path next_of(const Path& file) { return beside(file, ".next"); }
Path mark_of(const Path& file) { return beside(file, ".suspect"); }

Error failed(const char* doing, const Path& path) {
  return unavailable(std::string("cannot ") + doing + " " + path.string() + ": " + std::strerror(errno));
}

bool is_there(const Path& path) { return ::access(path.c_str(), F_OK) == 0; }

Status remove_file(const Path& path) {
  if (!is_there(path) || ::unlink(path.c_str()) == 0) return Done{};
  return failed("remove", path);
}

Status move_file(const Path& from, const Path& to) {
  if (std::rename(from.c_str(), to.c_str()) == 0) return Done{};
  return failed("rename", from);
}

// Of a folder: what it lists. Of a file: its contents, which are then read from the disk again.
Status sync(const Path& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return failed("open", path);
  Status done = ::fsync(fd) == 0 ? Status(Done{}) : Status(failed("fsync", path));
  if (done) (void)::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  ::close(fd);
  return done;
}
Status sync_folder_of(const Path& file) { return sync(file.parent_path(), O_RDONLY | O_DIRECTORY); }

Result<std::int64_t> number(Connection& connection, const char* sql) {
  TRY_AS(answer, connection.ask(sql));
  TRY(answer.next());
  return answer.integer(0);
}

// A disk that is nearly full must not be filled up by trying.
Status check_room(Connection& source) {
  TRY_AS(pages, number(source, "PRAGMA page_count"));
  TRY_AS(page_size, number(source, "PRAGMA page_size"));
  const Path folder = source.file().parent_path();
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) return failed("look at", folder);
  const auto free = static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
  const std::int64_t wanted = pages * page_size + kSpareBytes;
  if (free >= wanted) return Done{};
  return unavailable("a copy of the state database takes " + std::to_string(wanted) + " bytes, " +
                     std::to_string(free) + " are free in " + folder.string());
}

Status remove_copy(const Path& file) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) TRY(remove_file(beside(copy_of(file), suffix)));
  return Done{};
}

// Page by page, so that it is the same file with the same schema version, and in one snapshot.
Status copy(Connection& source, const Path& file) {
  TRY_AS(target, Connection::open(copy_of(file), Connection::Access::write));
  TRY(target->script("PRAGMA journal_mode = OFF"));
  sqlite3_backup* backup = sqlite3_backup_init(target->handle(), "main", source.handle(), "main");
  if (backup == nullptr) return target->last_error();
  const int code = sqlite3_backup_step(backup, -1);
  sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE) return target->error(code);
  return Done{};
}

Status check(const Path& file) {
  TRY_AS(connection, Connection::open(copy_of(file), Connection::Access::write));
  TRY_AS(answer, connection->ask("PRAGMA integrity_check(1)"));
  TRY(answer.next());
  if (answer.text(0) == "ok") return Done{};
  return internal("a copy of " + file.string() + " is damaged: " + answer.text(0));
}

// Each step may be the last one before a crash: FILE with its WAL until FILE.next is there for good, from
// then on FILE.next, which is never laid over by an old WAL.
Status put_next_in_place(const Path& file) {
  TRY(sync_folder_of(file));
  fault_point("renewal.next");
  TRY(remove_file(beside(file, "-wal")));
  TRY(remove_file(beside(file, "-shm")));
  TRY(sync_folder_of(file));
  fault_point("renewal.without_wal");
  TRY(move_file(next_of(file), file));
  TRY(remove_file(mark_of(file)));
  return sync_folder_of(file);
}

Status copy_and_check(Connection& source, const Path& file) {
  TRY(copy(source, file));
  TRY(sync(copy_of(file), O_RDWR));
  TRY(check(file));
  return sync(copy_of(file), O_RDWR);  // SQLite may have touched it when it was opened.
}

}  // namespace

Status renew(const Path& file) {
  TRY(remove_copy(file));
  if (is_there(next_of(file))) return put_next_in_place(file);
  TRY_AS(source, Connection::open(file, Connection::Access::recover));
  TRY(check_room(*source));
  if (Status copied = copy_and_check(*source, file); !copied) {
    (void)remove_copy(file);  // It may be what fills the disk.
    return copied;
  }
  fault_point("renewal.copied");
  TRY(move_file(copy_of(file), next_of(file)));
  return put_next_in_place(file);
}

void mark_suspect(const Path& file) {
  const int fd = ::open(mark_of(file).c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) return;
  ::close(fd);
  (void)sync_folder_of(file);
}

Status prepare(const Path& file) {
  const bool broken_off = is_there(next_of(file)) || (is_there(mark_of(file)) && is_there(file));
  return broken_off ? renew(file) : remove_copy(file);
}

}  // namespace bridge::store
