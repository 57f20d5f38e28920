#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/result.h"
#include "http/connection.h"
#include "http/mailbox.h"

namespace Pistache::Aio {
class Reactor;
}

namespace bridge::http {

// The threads that read and write: Pistache's reactor, transport and peers, and nothing else of it. What
// Pistache is kept away from, and why, is in docs/http-library.md.
class Reactor {
 public:
  // `context` must outlive the reactor. Fails when the system has no more threads or file descriptors.
  static Result<std::unique_ptr<Reactor>> start(int threads, const ServerContext& context);

  // Ends the threads; what is still open is closed, what is still unanswered stays so.
  ~Reactor();

  // Takes a client in, round robin. One thread at a time.
  void adopt(Arrival arrival);

  void drain();      // Any thread: connections end as soon as they are idle.
  void make_room();  // Any thread: some of those end that have been idle longest, a second at least.
  void close_all();  // Any thread: connections end now.

 private:
  Reactor() = default;

  std::shared_ptr<Pistache::Aio::Reactor> reactor_;
  std::vector<std::shared_ptr<Mailbox>> mailboxes_;
  std::size_t next_ = 0;
};

}  // namespace bridge::http
