#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/run_record.h"
#include "config/config.h"
#include "http/listener.h"
#include "store/store.h"

namespace bridge::app {

// What stays while the rest of the daemon is made anew at a reload: the right to the state folder, the
// sockets that listen, in whose queues clients wait meanwhile, and what was counted. One thread at a time.
struct Standing {
  store::FolderLock lock;
  std::vector<http::Listener> scim;
  std::optional<http::Listener> admin;
  http::Listener control;
  std::shared_ptr<RunRecord> record = std::make_shared<RunRecord>();

  // Takes the folder and listens where the configuration says; SCIM is served on the sockets that systemd
  // hands over instead, if it does (sd_listen_fds(3)). Fails with a message for people.
  static Result<Standing> open(const config::Config& config);
};

// A copy of the socket for http::Listener::open, as "fd:7": whoever opens that owns the copy.
Result<std::string> lend(const http::Listener& listener);

}  // namespace bridge::app
