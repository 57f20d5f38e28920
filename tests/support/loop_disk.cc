#include "support/loop_disk.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "support/child_process.h"

namespace bridge::testing {
namespace {

constexpr unsigned long kShutdown = _IOR('X', 125, std::uint32_t);  // EXT4_IOC_SHUTDOWN
constexpr std::uint32_t kWithoutFlushingTheLog = 2;
constexpr long kBytes = 64L << 20;

std::runtime_error failed(const std::string& what) {
  return std::runtime_error(what + ": " + std::strerror(errno));
}

}  // namespace

LoopDisk::LoopDisk() : problem_(make()) {}

LoopDisk::~LoopDisk() {
  if (problem_.empty()) ::umount2(mount_point().c_str(), MNT_DETACH);
}

std::string LoopDisk::make() const {
  if (::geteuid() != 0) return "needs root";
  if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return "needs a mount namespace of its own: " + std::string(std::strerror(errno));
  std::ofstream(dir_ / "image").close();
  std::filesystem::resize_file(dir_ / "image", kBytes);
  std::filesystem::create_directory(mount_point());
  try {
    run_command({"mkfs.ext4", "-q", dir_ / "image"});
    mount();
  } catch (const std::runtime_error& why) {
    return why.what();
  }
  return "";
}

void LoopDisk::mount() const {
  run_command({"mount", "-o", "loop,errors=remount-ro", dir_ / "image", mount_point()});
}

void LoopDisk::cut_power() {
  const int fd = ::open(mount_point().c_str(), O_RDONLY | O_CLOEXEC);
  std::uint32_t how = kWithoutFlushingTheLog;
  const int done = ::ioctl(fd, kShutdown, &how);
  ::close(fd);
  if (done != 0) throw failed("cannot shut the file system down");
}

void LoopDisk::find_a_fault() {
  std::ifstream mounts("/proc/self/mounts");
  std::string device, at, rest;
  while (mounts >> device >> at && std::getline(mounts, rest)) {
    if (at != mount_point()) continue;
    const auto name = std::filesystem::path(device).filename().string();
    if (std::ofstream("/sys/fs/ext4/" + name + "/trigger_fs_error") << "a test\n" << std::flush) return;
  }
  throw std::runtime_error("cannot make a fault in the file system");
}

void LoopDisk::mount_again() {
  if (::umount2(mount_point().c_str(), 0) != 0) throw failed("cannot unmount");
  mount();
}

}  // namespace bridge::testing
