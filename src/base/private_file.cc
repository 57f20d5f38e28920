#include "base/private_file.h"

#include <fmt/core.h>
#include <sys/stat.h>

namespace bridge {

Status check_private(const std::string& file) {
  constexpr mode_t kTooMuch = S_IWGRP | S_IRWXO;
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return Done{};
  if ((found.st_mode & kTooMuch) == 0) return Done{};
  return Error{Error::Code::denied,
               fmt::format("'{}' holds a secret, but its mode {:04o} lets others at it; do: chmod 640 {}",
                           file, found.st_mode & 07777, file)};
}

}  // namespace bridge
