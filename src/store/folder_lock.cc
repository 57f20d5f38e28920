#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "store/store.h"

namespace bridge::store {
namespace {

Error held(int fd, const std::string& path) {
  std::array<char, 32> text{};
  const ssize_t length = ::pread(fd, text.data(), text.size(), 0);
  std::string_view pid(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  pid = pid.substr(0, pid.find('\n'));
  return conflict(path + " is held by " + (pid.empty() ? "another process" : "process " + std::string(pid)));
}

bool write_pid(int fd) {
  const std::string text = std::to_string(::getpid()) + "\n";
  return ::ftruncate(fd, 0) == 0 &&
         ::pwrite(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

int lock_now(int fd) {
  int failed;
  do failed = ::flock(fd, LOCK_EX | LOCK_NB);
  while (failed != 0 && errno == EINTR);
  return failed;
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
  const std::string path = (folder / "lock").string();
  FolderLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (lock.fd_ < 0)
    return unavailable("the state folder '" + folder.string() + "' cannot be used: cannot open " + path +
                       ": " + std::strerror(errno) +
                       "; make the folder, or name another one ([state] folder), or do this " +
                       "as root or as the user the service runs as");
  if (lock_now(lock.fd_) != 0) {
    if (errno == EWOULDBLOCK) return held(lock.fd_, path);
    return unavailable("cannot lock " + path + ": " + std::strerror(errno));
  }
  if (!write_pid(lock.fd_)) return unavailable("cannot write " + path + ": " + std::strerror(errno));
  return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace bridge::store
