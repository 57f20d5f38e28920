#include "support/preloaded_faults.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "support/daemon_process.h"

namespace bridge::testing {
namespace {

std::string library() {
  return (std::filesystem::path(bridge_binary()).parent_path() / "tests" / "libsyscall_faults.so").string();
}

FaultControl* make_control(const std::string& path) {
  write_file(path, std::string(sizeof(FaultControl), '\0'));
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  void* mapped = ::mmap(nullptr, sizeof(FaultControl), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  if (mapped == MAP_FAILED) throw std::runtime_error("cannot map " + path);
  return static_cast<FaultControl*>(mapped);
}

}  // namespace

PreloadedFaults::PreloadedFaults() : control_(make_control(dir_ / "control")) {
  if (!std::filesystem::exists(library())) throw std::runtime_error(library() + " is not there");
}

PreloadedFaults::~PreloadedFaults() { ::munmap(control_, sizeof(FaultControl)); }

// A sanitizer's library wants to be the first and is not: ours needs nothing of it.
std::vector<std::string> PreloadedFaults::environment() const {
  const char* asan = std::getenv("ASAN_OPTIONS");
  return {"LD_PRELOAD=" + library(), std::string(kControlVariable) + "=" + dir_ / "control",
          "ASAN_OPTIONS=" + (asan != nullptr ? std::string(asan) + ":" : "") + "verify_asan_link_order=0"};
}

void PreloadedFaults::fail(std::int32_t kinds, int error, const std::string& name, int spared) {
  control_->error = 0;
  std::strncpy(control_->name, name.c_str(), sizeof control_->name - 1);
  control_->kinds = kinds;
  control_->spared = spared;
  control_->failed = 0;
  control_->error = error;
}

void PreloadedFaults::heal() { control_->error = 0; }

void PreloadedFaults::kill_at(std::int64_t call) {
  control_->kill_at = 0;
  control_->calls = 0;
  control_->kill_at = call;
}

}  // namespace bridge::testing
