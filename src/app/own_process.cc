#include "app/own_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "app/exit_code.h"
#include "http/unique_fd.h"
#include "scim/json.h"

extern char** environ;

namespace bridge::app {
namespace {

// How the child begins: its output goes to the pipe, and no signal is blocked there.
class Spawning {
 public:
  explicit Spawning(int output) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK);
  }
  ~Spawning() {
    ::posix_spawnattr_destroy(&attributes_);
    ::posix_spawn_file_actions_destroy(&actions_);
  }
  Spawning(const Spawning&) = delete;
  Spawning& operator=(const Spawning&) = delete;

  Result<pid_t> run(std::vector<std::string> command) {
    std::vector<char*> arguments;
    for (std::string& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t pid = 0;
    const int error = ::posix_spawn(&pid, arguments[0], &actions_, &attributes_, arguments.data(), environ);
    if (error != 0) return unavailable(std::strerror(error)).within("starting ourselves");
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

std::string read_all(int fd) {
  std::string text;
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

int exit_code_of(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string place_in(const scim::Json& finding) {
  if (!finding.contains("file")) return "";
  return finding["file"].get<std::string>() + ":" + std::to_string(finding.value("line", 0)) + ":" +
         std::to_string(finding.value("column", 0)) + ": '" + finding.value("subject", "") + "' ";
}

Error to_error(const std::string& report) {
  const auto parsed = scim::parse_json(report);
  if (!parsed) return internal("`check` ended without a report");
  std::string reasons;
  for (const auto& finding : parsed->value("findings", scim::Json::array())) {
    if (finding.value("severity", "") != "error") continue;
    reasons += (reasons.empty() ? "" : "\n") + place_in(finding) + finding.value("message", "");
  }
  return invalid_input(reasons);
}

}  // namespace

Result<Ended> run_ourselves(std::vector<std::string> arguments) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return unavailable(std::strerror(errno)).within("making a pipe");
  http::UniqueFd reading(ends[0]);
  http::UniqueFd writing(ends[1]);
  arguments.insert(arguments.begin(), "/proc/self/exe");
  TRY_AS(child, Spawning(writing.get()).run(std::move(arguments)));
  writing = http::UniqueFd();
  std::string output = read_all(reading.get());
  return Ended{exit_code_of(child), std::move(output)};
}

Status check_in_process(const std::string& config_file) {
  TRY_AS(checked, run_ourselves({"check", "--if-reachable", "--json", "--config", config_file}));
  return checked.exit_code == kFine ? Status(Done{}) : to_error(checked.out);
}

}  // namespace bridge::app
