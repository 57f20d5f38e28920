#include "config/credentials.h"

#include <unistd.h>

#include <cstdlib>

namespace bridge::config {
namespace {

constexpr char kFolder[] = "secrets";

}  // namespace

std::string readable_secret(const std::filesystem::path& file) {
  const char* handed_over = std::getenv("CREDENTIALS_DIRECTORY");
  if (handed_over == nullptr || file.parent_path().filename() != kFolder) return file.string();
  if (::access(file.c_str(), R_OK) == 0) return file.string();
  const auto copy = std::filesystem::path(handed_over) / (kFolder + ("_" + file.filename().string()));
  return ::access(copy.c_str(), R_OK) == 0 ? copy.string() : file.string();
}

}  // namespace bridge::config
