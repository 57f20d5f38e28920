#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "base/result.h"
#include "http/listener.h"
#include "scim/json.h"

namespace bridge::app {

// The daemon's end of the control socket: one JSON line in, one JSON line out per connection. Only root and
// the daemon's own user are answered; the kernel says who they are.
class ControlServer {
 public:
  using Answer = std::function<Result<scim::Json>(const scim::Json& question)>;

  // Answers in a thread of its own until destroyed.
  ControlServer(http::Listener listener, Answer answer);

  ~ControlServer();

 private:
  void run(const std::stop_token& stop);
  void serve(int client);

  http::Listener listener_;
  http::UniqueFd wake_;
  Answer answer_;
  std::jthread thread_;
};

// Listens for commands of root and of our own user. Makes the folder of `path` if it is not there. Fails when
// another process listens on it.
Result<http::Listener> open_control_socket(const std::string& path);

// Asks a running daemon: its answer, or nothing when none listens there. The daemon's own errors come as they
// are.
Result<std::optional<scim::Json>> ask_daemon(const std::string& path, const scim::Json& question);

}  // namespace bridge::app
