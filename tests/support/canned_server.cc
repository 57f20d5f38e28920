#include "support/canned_server.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace bridge::testing {
namespace {

int listen_on_loopback(int backlog, int& port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket, generic, size) != 0 || ::listen(socket, backlog) != 0 ||
      ::getsockname(socket, generic, &size) != 0) {
    throw std::runtime_error("cannot listen");
  }
  port = ntohs(address.sin_port);
  return socket;
}

// A sequence with the message id and a result: code 0, no matched DN, no text.
std::string result(int id, char tag) {
  const char bytes[] = {0x30, 0x0c, 0x02, 0x01, static_cast<char>(id), tag, 0x07, 0x0a, 0x01, 0x00,
                        0x04, 0x00, 0x04, 0x00};
  return {bytes, sizeof bytes};
}

}  // namespace

CannedServer::CannedServer(std::vector<std::string> lines)
    : lines_(std::move(lines)), listener_(listen_on_loopback(16, port_)) {
  if (::pipe2(stop_, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  thread_ = std::thread([this] { serve(); });
}

CannedServer::~CannedServer() {
  ::close(stop_[1]);
  thread_.join();
  ::close(stop_[0]);
  ::close(listener_);
}

std::string CannedServer::uri(const std::string& scheme) const {
  return scheme + "://127.0.0.1:" + std::to_string(port_);
}

bool CannedServer::answer(int connection, std::size_t line) const {
  char heard[65536];
  if (::recv(connection, heard, sizeof heard, 0) <= 0) return false;
  if (line >= lines_.size()) return true;
  if (lines_[line] == kHangUp) return false;
  ::send(connection, lines_[line].data(), lines_[line].size(), MSG_NOSIGNAL);
  return true;
}

void CannedServer::serve() {
  std::vector<pollfd> watched = {{stop_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
  std::vector<std::size_t> next = {0, 0};
  while (::poll(watched.data(), watched.size(), -1) >= 0 && watched[0].revents == 0) {
    for (std::size_t i = watched.size(); i-- > 2;) {
      if (watched[i].revents == 0 || answer(watched[i].fd, next[i]++)) continue;
      ::close(watched[i].fd);
      watched.erase(watched.begin() + static_cast<std::ptrdiff_t>(i));
      next.erase(next.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (watched[1].revents == 0) continue;
    watched.push_back({::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC), POLLIN, 0});
    next.push_back(0);
  }
  std::for_each(watched.begin() + 2, watched.end(), [](const pollfd& one) { ::close(one.fd); });
}

FullBacklog::FullBacklog() : listener_(listen_on_loopback(0, port_)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<in_port_t>(port_));
  // The queue holds one more than was asked for; the others make sure of it and wait themselves.
  for (int i = 0; i < 8; ++i) {
    waiting_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    (void)::connect(waiting_.back(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
}

FullBacklog::~FullBacklog() {
  std::for_each(waiting_.begin(), waiting_.end(), ::close);
  ::close(listener_);
}

std::string bind_success(int id) { return result(id, 0x61); }
std::string extended_success(int id) { return result(id, 0x78); }
std::string search_done(int id) { return result(id, 0x65); }

}  // namespace bridge::testing
