#include "app/control.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/log.h"

namespace bridge::app {
namespace {

using scim::Json;

constexpr std::size_t kLongestLine = 64 * 1024;
constexpr timeval kPatience{5, 0};             // With who asks.
constexpr timeval kPatienceForAnswer{120, 0};  // Some commands ask the directory.

void be_patient(int fd, const timeval& patience) {
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

// Up to and without the newline; what there is when the other side ends or stalls.
std::string read_line(int fd, std::size_t longest) {
  std::string line;
  char buffer[4096];
  while (line.size() < longest) {
    const ssize_t got = ::recv(fd, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    line.append(buffer, static_cast<std::size_t>(got));
    if (line.back() == '\n') break;
  }
  while (!line.empty() && line.back() == '\n') line.pop_back();
  return line;
}

bool write_line(int fd, std::string line) {
  line += '\n';
  for (std::size_t sent = 0; sent < line.size();) {
    const ssize_t put = ::send(fd, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    sent += static_cast<std::size_t>(put);
  }
  return true;
}

bool is_trusted(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  if (peer.uid == 0 || peer.uid == ::geteuid()) return true;
  log_event(LogLevel::warning, Event::control_refused, {{"uid", std::to_string(peer.uid)}});
  return false;
}

Json to_answer(const Result<Json>& result) {
  if (result) return {{"answer", *result}};
  return {{"error", result.error().message}, {"code", static_cast<int>(result.error().code)}};
}

Result<Json> from_answer(const Json& line) {
  if (line.contains("answer")) return line["answer"];
  if (!line.contains("error")) return internal("the daemon's answer is not understood");
  return Error{static_cast<Error::Code>(line.value("code", static_cast<int>(Error::Code::internal))),
               line["error"].get<std::string>()};
}

}  // namespace

Result<http::Listener> open_control_socket(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  const mode_t before = ::umask(0177);
  auto listener = http::Listener::open(path);
  ::umask(before);
  if (!listener) return std::move(listener).error().within("control socket");
  return listener;
}

ControlServer::ControlServer(http::Listener listener, Answer answer)
    : listener_(std::move(listener)), wake_(::eventfd(0, EFD_CLOEXEC)), answer_(std::move(answer)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

ControlServer::~ControlServer() {
  thread_.request_stop();
  const std::uint64_t one = 1;
  (void)!::write(wake_.get(), &one, sizeof one);
}

void ControlServer::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    pollfd waiting[] = {{listener_.fd(), POLLIN, 0}, {wake_.get(), POLLIN, 0}};
    if (::poll(waiting, 2, -1) < 0 || waiting[0].revents == 0) continue;
    http::UniqueFd client(::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC));
    if (client && is_trusted(client.get())) serve(client.get());
  }
}

void ControlServer::serve(int client) {
  be_patient(client, kPatience);
  auto question = scim::parse_json(read_line(client, kLongestLine));
  write_line(client,
             scim::to_text(to_answer(question ? answer_(*question) : Result<Json>(question.error()))));
}

Result<std::optional<Json>> ask_daemon(const std::string& path, const Json& question) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return invalid_input("'" + path + "' is too long for a socket");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  http::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno == ENOENT || errno == ECONNREFUSED) return std::optional<Json>();
    return Error{Error::Code::denied, "'" + path + "': " + std::strerror(errno) +
                                          "; only root and the service's user may ask, so try sudo"};
  }
  be_patient(fd.get(), kPatienceForAnswer);
  if (!write_line(fd.get(), scim::to_text(question))) return unavailable("the daemon does not listen");
  const std::string line = read_line(fd.get(), 256 * 1024 * 1024);
  if (line.empty()) return unavailable("the daemon did not answer; only root and its own user may ask");
  TRY_AS(wrapped, scim::parse_json(line));
  TRY_AS(answer, from_answer(wrapped));
  return std::make_optional<Json>(std::move(answer));
}

}  // namespace bridge::app
