#include "app/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/exit_code.h"
#include "app/operator_client.h"
#include "http/unique_fd.h"
#include "scim/json.h"
#include "store/backup.h"

namespace bridge::app {
namespace {

Error failed(const std::string& what) { return unavailable(what + ": " + std::strerror(errno)); }

Status write_all(int to, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t done = ::write(to, bytes, size);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return failed("writing the copy");
    bytes += done;
    size -= static_cast<std::size_t>(done);
  }
  return Done{};
}

Status copy_bytes(const std::string& from, int to) {
  const http::UniqueFd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (source.get() < 0) return failed("'" + from + "'");
  std::array<char, 1 << 16> buffer{};
  for (;;) {
    const ssize_t got = ::read(source.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("reading the copy");
    if (got == 0) break;
    TRY(write_all(to, buffer.data(), static_cast<std::size_t>(got)));
  }
  if (::fsync(to) != 0) return failed("writing the copy");
  return Done{};
}

// Made before anything else, while we may still be root.
Status make_backup(const std::string& config_file, const std::string& file) {
  const http::UniqueFd to(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (to.get() < 0) return failed("'" + file + "'");
  const auto copied = [&]() -> Status {
    TRY_AS(answer, ask_operator(config_file, {"backup", "", 0}));
    const std::string made = answer.value("file", "");
    Status done = copy_bytes(made, to.get());
    ::unlink(made.c_str());
    return done;
  }();
  if (!copied) ::unlink(file.c_str());
  return copied;
}

}  // namespace

int backup(const std::string& config_file, const std::string& file, bool json) {
  if (const Status made = make_backup(config_file, file); !made) {
    std::cerr << made.error().message << '\n';
    return kFailed;
  }
  std::error_code unknown;
  const auto bytes = std::filesystem::file_size(file, unknown);
  if (json)
    std::cout << scim::to_text(scim::Json{{"file", file}, {"bytes", bytes}}) << '\n';
  else
    std::cout << file << ": " << bytes << " bytes\n";
  return kFine;
}

Result<scim::Json> copy_state(const OperatorContext& context) {
  const std::string to = context.state_folder + "/backup-" + make_uuid(context.random);
  TRY(store::copy_state(context.state_folder + "/state.db", to, context.clock.now()));
  return scim::Json{{"file", to}};
}

}  // namespace bridge::app
