#include "store/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "store/connection.h"

namespace bridge::store {
namespace {

constexpr char kCopied[] = "copied";

// Intents and references that others carry out, and the names that creates have reserved.
constexpr char kStripOfWork[] =
    "DELETE FROM names WHERE id IN (SELECT id FROM journal WHERE kind = 0) "
    "AND id NOT IN (SELECT id FROM resources) AND id NOT IN (SELECT id FROM held);"
    "DELETE FROM journal; DELETE FROM dirty;";

Status sync_path(const std::filesystem::path& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  const bool done = fd >= 0 && ::fsync(fd) == 0;
  const int reason = errno;
  if (fd >= 0) ::close(fd);
  if (done) return Done{};
  return unavailable(path.string() + ": " + std::strerror(reason));
}

Status make_empty(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return unavailable(file.string() + ": " + std::strerror(errno));
  ::close(fd);
  return Done{};
}

// Of one moment: a copy sees what was committed when it began.
Status copy_pages(const std::filesystem::path& from, const std::filesystem::path& to) {
  TRY_AS(source, Connection::open(from, Connection::Access::read_only));
  TRY(source->script("PRAGMA query_only = OFF"));  // It counts the file that is made as a change.
  TRY(source->run("VACUUM INTO ?1", to.string()));
  return Done{};
}

Status mark(const std::filesystem::path& file, WallTime now) {
  TRY_AS(copy, Connection::open(file, Connection::Access::write));
  TRY(copy->run("BEGIN IMMEDIATE"));
  TRY(copy->script(kStripOfWork));
  TRY(copy->run("INSERT OR REPLACE INTO remembered (name, value) VALUES (?1, ?2)", kCopied, to_rfc3339(now)));
  return copy->run("COMMIT");
}

Status make_copy(const std::filesystem::path& from, const std::filesystem::path& to, WallTime now) {
  TRY(copy_pages(from, to));
  TRY(mark(to, now));
  TRY(sync_path(to, O_RDONLY));
  return sync_path(to.has_parent_path() ? to.parent_path() : ".", O_RDONLY | O_DIRECTORY);
}

}  // namespace

Status copy_state(const std::filesystem::path& from, const std::filesystem::path& to, WallTime now) {
  TRY(make_empty(to));
  Status made = make_copy(from, to, now);
  if (!made) ::unlink(to.c_str());
  return made;
}

Result<std::optional<std::string>> marked_copy(const Reader& reader) { return reader.remembered(kCopied); }

Status OldMemory::forget(const char* remembered) {
  return connection_.run("DELETE FROM remembered WHERE name = ?1", std::string_view(remembered));
}

Status OldMemory::unmark() { return forget(kCopied); }

Status OldMemory::forget_high_water() { return connection_.run("DELETE FROM high_water"); }

}  // namespace bridge::store
