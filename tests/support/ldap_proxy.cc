#include "support/ldap_proxy.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>
#include <optional>
#include <stdexcept>

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;

constexpr int kTick = 20;  // Milliseconds between two looks whether it is over.
constexpr auto kSlow = 300ms;

// One BER element: its tag, and where its contents are.
struct Element {
  unsigned char tag = 0;
  std::size_t begin = 0, end = 0;
};

// Nothing when it is not there wholly.
std::optional<Element> element_at(const std::string& bytes, std::size_t at) {
  if (bytes.size() < at + 2) return std::nullopt;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  std::size_t length = byte(at + 1), begin = at + 2;
  if (length >= 0x80) {
    const std::size_t more = length & 0x7f;
    if (bytes.size() < begin + more) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < more; ++i) length = length << 8 | byte(begin++);
  }
  if (bytes.size() < begin + length) return std::nullopt;
  return Element{byte(at), begin, begin + length};
}

std::string encoded(unsigned char tag, const std::string& contents) {
  std::string element(1, static_cast<char>(tag));
  if (contents.size() < 0x80) {
    element += static_cast<char>(contents.size());
  } else {
    element += static_cast<char>(0x82);
    element += static_cast<char>(contents.size() >> 8);
    element += static_cast<char>(contents.size() & 0xff);
  }
  return element + contents;
}

unsigned operation_of(unsigned char tag) {
  switch (tag) {
    case 0x60:
      return LdapProxy::kBind;
    case 0x63:
      return LdapProxy::kSearch;
    case 0x66:
    case 0x68:
    case 0x4a:
    case 0x6c:
      return LdapProxy::kChange;
    default:
      return 0;
  }
}

// The tag of the answer to a request (RFC 4511 section 4.2 and on).
unsigned char answer_to(unsigned char request) {
  switch (request) {
    case 0x63:
      return 0x65;
    case 0x4a:
      return 0x6b;
    default:
      return static_cast<unsigned char>(request + 1);
  }
}

struct Request {
  std::string id;  // Encoded.
  unsigned char tag = 0;
};
Request request_in(const std::string& message) {
  const auto whole = element_at(message, 0);
  const auto id = element_at(message, whole->begin);
  return {message.substr(whole->begin, id->end - whole->begin), static_cast<unsigned char>(message[id->end])};
}

std::string refusal(const Request& request, int code, const std::string& referral) {
  std::string result = encoded(0x0a, std::string(1, static_cast<char>(code))) + encoded(0x04, "") +
                       encoded(0x04, "made trouble");
  if (!referral.empty()) result += encoded(0xa3, encoded(0x04, referral));
  return encoded(0x30, request.id + encoded(answer_to(request.tag), result));
}

bool send_all(int fd, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t now = ::send(fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (now <= 0) return false;
    sent += static_cast<std::size_t>(now);
  }
  return true;
}

// False at the end of the connection.
bool receive(int fd, std::string& into) {
  std::array<char, 65536> buffer;
  const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
  if (got > 0) into.append(buffer.data(), static_cast<std::size_t>(got));
  return got > 0;
}

struct Closer {
  int fd;
  ~Closer() { ::close(fd); }
};

}  // namespace

LdapProxy::LdapProxy(std::string server_socket) : server_socket_(std::move(server_socket)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("the proxy cannot listen");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread([this](const std::stop_token& stop) { accept_all(stop); });
}

LdapProxy::~LdapProxy() {
  acceptor_.request_stop();
  acceptor_.join();
  served_.clear();
  ::close(listener_);
}

void LdapProxy::make(Trouble trouble, unsigned operations, int code, std::string referral) {
  std::lock_guard lock(mutex_);
  order_ = {trouble, operations, code, std::move(referral)};
}

LdapProxy::Order LdapProxy::order() const {
  std::lock_guard lock(mutex_);
  return order_;
}

int LdapProxy::connect_to_server() const {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, server_socket_.c_str(), sizeof address.sun_path - 1);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
  ::close(fd);
  return -1;
}

void LdapProxy::accept_all(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    pollfd look{listener_, POLLIN, 0};
    if (::poll(&look, 1, kTick) <= 0) continue;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    if (order().trouble == Trouble::down) {
      ++made_;
      ::close(client);
      continue;
    }
    std::erase_if(served_, [](const Connection& one) { return one.over->load(); });
    auto over = std::make_shared<std::atomic<bool>>(false);
    served_.push_back({over, std::jthread([this, client, over](const std::stop_token& its) {
                         serve(client, its);
                         *over = true;
                       })});
  }
}

void LdapProxy::serve(int client, const std::stop_token& stop) {
  const Closer close_client{client};
  const int server = connect_to_server();
  if (server < 0) return;
  const Closer close_server{server};
  ++connections_;
  std::string requests, answers;
  while (!stop.stop_requested() && order().trouble != Trouble::down) {
    pollfd looks[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    if (::poll(looks, 2, kTick) <= 0) continue;
    if (looks[1].revents != 0) {
      answers.clear();
      if (!receive(server, answers) || !send_all(client, answers)) break;
    }
    if (looks[0].revents == 0) continue;
    if (!receive(client, requests)) break;
    bool goes_on = true;
    while (goes_on) {
      const auto message = element_at(requests, 0);
      if (!message) break;
      goes_on = pass_request(client, server, requests.substr(0, message->end), stop);
      requests.erase(0, message->end);
    }
    if (!goes_on) break;
  }
  --connections_;
}

// False when the connection shall end.
bool LdapProxy::pass_request(int client, int server, const std::string& message,
                             const std::stop_token& stop) {
  const Request request = request_in(message);
  const Order its = order();
  if (its.trouble == Trouble::none || (operation_of(request.tag) & its.operations) == 0)
    return send_all(server, message);
  ++made_;
  switch (its.trouble) {
    case Trouble::refused_code:
      return send_all(client, refusal(request, its.code, its.referral));
    case Trouble::silence:
      return true;
    case Trouble::hang_up_after: {
      send_all(server, message);
      std::string answer;
      receive(server, answer);  // It is done by now.
      return false;
    }
    case Trouble::slow:
      if (!stop.stop_requested()) std::this_thread::sleep_for(kSlow);
      return send_all(server, message);
    default:
      return false;
  }
}

}  // namespace bridge::testing
