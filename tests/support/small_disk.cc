#include "support/small_disk.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace bridge::testing {
namespace {

std::string mount_tmpfs(const std::string& at, long bytes) {
  const auto failed = [](const char* what) {
    return std::string("needs root (") + what + ": " + std::strerror(errno) + ")";
  };
  if (::unshare(CLONE_NEWNS) != 0) return failed("unshare");
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return failed("private mounts");
  const std::string options = "mode=0700,size=" + std::to_string(bytes);
  if (::mount("small", at.c_str(), "tmpfs", 0, options.c_str()) != 0) return failed("mount");
  return "";
}

}  // namespace

SmallDisk::SmallDisk(long bytes) : problem_(mount_tmpfs(dir_.path().string(), bytes)) {}

SmallDisk::~SmallDisk() {
  if (problem_.empty()) ::umount2(dir_.path().c_str(), MNT_DETACH);
}

void SmallDisk::fill() {
  const int fd = ::open((dir_ / "ballast").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::string block(4096, 'x');
  while (::write(fd, block.data(), block.size()) > 0) continue;
  ::close(fd);
}

void SmallDisk::make_room() { std::filesystem::remove(dir_ / "ballast"); }

}  // namespace bridge::testing
