#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/guarded.h"
#include "base/network.h"
#include "base/result.h"
#include "http/bell.h"
#include "http/listener.h"
#include "http/mailbox.h"
#include "http/slots.h"

namespace bridge::http {

using TlsContext = std::shared_ptr<SSL_CTX>;

// One thread that accepts clients and hands them on; handshakes are not its business, so a silent client
// delays nobody. When all slots or all file descriptors are taken it waits, and the clients wait in the
// kernel's backlog.
class Acceptor {
 public:
  using Admit = std::function<void(Arrival)>;
  using MakeRoom = std::function<void()>;

  // `slots` must outlive the acceptor and what it hands to `admit`. Without a context clients speak plain
  // text. While all slots are taken `make_room` is called every now and then. The limit of connections of one
  // address is not for those of `uncounted`, nor for Unix sockets.
  static Result<std::unique_ptr<Acceptor>> start(std::vector<Listener> listeners, TlsContext tls,
                                                 Slots& slots, Networks uncounted, Admit admit,
                                                 MakeRoom make_room);

  // Ends the thread, then closes the listeners: whoever is in their backlog is refused.
  ~Acceptor();

  // For clients that come from now on. Any thread.
  void set_tls(TlsContext tls);

 private:
  enum class Next { more, none, pause };

  Acceptor(std::vector<Listener> listeners, TlsContext tls, Slots& slots, Networks uncounted, Admit admit,
           MakeRoom make_room, Bell bell);

  void run();
  void wait() const;
  void take_from(const Listener& listener);
  Next take_one(const Listener& listener);
  bool may_come(Slot& slot, const std::string& remote);
  void pause(const char* reason);
  void admit(UniqueFd socket, std::string remote, Slot slot);

  std::vector<Listener> listeners_;
  Guarded<TlsContext> tls_;
  Slots& slots_;
  Networks uncounted_;
  Admit admit_;
  MakeRoom make_room_;
  Bell bell_;
  std::atomic<bool> stopping_ = false;
  bool paused_ = false;      // Wait a little before the next try.
  bool told_pause_ = false;  // It was logged, and since then somebody has waited all the time.
  std::thread thread_;
};

}  // namespace bridge::http
