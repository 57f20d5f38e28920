// Stands between a process and the calls by which anything leaves it for a disk or a socket: counts them,
// ends the process at one of them, or has them fail as a broken or full disk would. For LD_PRELOAD; does
// nothing without the variable that names its control file.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "fault_control.h"

namespace {

using bridge::testing::FaultControl;

FaultControl* map_control() {
  const char* path = std::getenv(bridge::testing::kControlVariable);
  if (path == nullptr) return nullptr;
  const int fd = ::open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return nullptr;
  void* mapped = ::mmap(nullptr, sizeof(FaultControl), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  return mapped == MAP_FAILED ? nullptr : static_cast<FaultControl*>(mapped);
}

FaultControl* control() {
  static FaultControl* const its = map_control();
  return its;
}

template <class Call>
Call next(Call, const char* name) {
  return reinterpret_cast<Call>(::dlsym(RTLD_NEXT, name));
}

void count() {
  if (++control()->calls == control()->kill_at) ::kill(::getpid(), SIGKILL);
}

bool is_meant(const char* path, const char* name) {
  const std::size_t size = std::strlen(name), length = std::strlen(path);
  if (size == 0 || name[size - 1] != '$') return std::strstr(path, name) != nullptr;
  return length >= size - 1 && std::strncmp(path + length - (size - 1), name, size - 1) == 0;
}

bool shall_fail(FaultControl::Kind kind, const char* path) {
  FaultControl& its = *control();
  if (its.error == 0 || (its.kinds & kind) == 0 || !is_meant(path, its.name)) return false;
  if (its.spared > 0 && its.spared-- > 0) return false;
  ++its.failed;
  errno = its.error;
  return true;
}

// Pipes and the like only wake threads.
enum class Target { file, socket, other };
Target target_of(int fd) {
  struct stat found {};
  if (fd <= STDERR_FILENO || ::fstat(fd, &found) != 0) return Target::other;
  if (S_ISSOCK(found.st_mode)) return Target::socket;
  return S_ISREG(found.st_mode) || S_ISDIR(found.st_mode) ? Target::file : Target::other;
}

bool file_fails(FaultControl::Kind kind, int fd) {
  if (control()->error == 0) return false;
  char link[32], path[4096];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = ::readlink(link, path, sizeof path - 1);
  if (length < 0) return false;
  path[length] = '\0';
  return shall_fail(kind, path);
}

// True when the call shall fail with errno as it is set.
bool arrive(FaultControl::Kind kind, int fd) {
  if (control() == nullptr) return false;
  const Target target = target_of(fd);
  if (target == Target::other) return false;
  count();
  return target == Target::file && file_fails(kind, fd);
}

int after_sync(int done) {
  if (done != 0 || control() == nullptr || control()->power_cut == 0) return done;
  errno = EIO;
  return -1;
}

bool arrive(const char* path) {
  if (control() == nullptr) return false;
  count();
  return shall_fail(FaultControl::kName, path);
}

}  // namespace

#define NEXT(name) static const auto real = next(&::name, #name)

extern "C" {

ssize_t write(int fd, const void* bytes, size_t size) {
  NEXT(write);
  return arrive(FaultControl::kWrite, fd) ? -1 : real(fd, bytes, size);
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  NEXT(pwrite);
  return arrive(FaultControl::kWrite, fd) ? -1 : real(fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at) {
  NEXT(pwrite64);
  return arrive(FaultControl::kWrite, fd) ? -1 : real(fd, bytes, size, at);
}

ssize_t writev(int fd, const iovec* parts, int number) {
  NEXT(writev);
  return arrive(FaultControl::kWrite, fd) ? -1 : real(fd, parts, number);
}

int ftruncate(int fd, off_t size) noexcept {
  NEXT(ftruncate);
  return arrive(FaultControl::kWrite, fd) ? -1 : real(fd, size);
}

int ftruncate64(int fd, off64_t size) noexcept {
  NEXT(ftruncate64);
  return arrive(FaultControl::kWrite, fd) ? -1 : real(fd, size);
}

int fsync(int fd) {
  NEXT(fsync);
  return arrive(FaultControl::kSync, fd) ? -1 : after_sync(real(fd));
}

int fdatasync(int fd) {
  NEXT(fdatasync);
  return arrive(FaultControl::kSync, fd) ? -1 : after_sync(real(fd));
}

int rename(const char* from, const char* to) noexcept {
  NEXT(rename);
  return arrive(from) ? -1 : real(from, to);
}

int unlink(const char* path) noexcept {
  NEXT(unlink);
  return arrive(path) ? -1 : real(path);
}

ssize_t send(int fd, const void* bytes, size_t size, int flags) {
  NEXT(send);
  (void)arrive(FaultControl::kSend, fd);
  return real(fd, bytes, size, flags);
}

ssize_t sendto(int fd, const void* bytes, size_t size, int flags, const sockaddr* to, socklen_t length) {
  NEXT(sendto);
  (void)arrive(FaultControl::kSend, fd);
  return real(fd, bytes, size, flags, to, length);
}

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  NEXT(sendmsg);
  (void)arrive(FaultControl::kSend, fd);
  return real(fd, message, flags);
}

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  NEXT(clock_gettime);
  const int done = real(clock, time);
  if (done == 0 && clock == CLOCK_REALTIME && control() != nullptr) time->tv_sec += control()->clock_shift;
  return done;
}

// Making a file. Without O_CREAT nothing leaves the process.
static bool makes(int flags, const char* path) { return (flags & O_CREAT) != 0 && arrive(path); }

int open(const char* path, int flags, ...) {
  using Open = int (*)(const char*, int, ...);
  static const auto real = next(static_cast<Open>(nullptr), "open");
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return makes(flags, path) ? -1 : real(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  using Open = int (*)(const char*, int, ...);
  static const auto real = next(static_cast<Open>(nullptr), "open64");
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return makes(flags, path) ? -1 : real(path, flags, mode);
}
}
