#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "http/message.h"

namespace bridge::http {

// The answer slip of one request. Any thread may use it, at any time, also after the client or the server is
// gone: the response reaches this request's client or nobody. The first response counts, later ones are
// dropped. When the last copy goes unused, the client gets a 500.
class Reply {
 public:
  // `deliver` is called exactly once, on the thread that answers; it must not throw.
  explicit Reply(std::function<void(Response)> deliver);

  void operator()(Response response) const;

 private:
  struct Slip {
    std::function<void(Response)> deliver;
    std::atomic<bool> used = false;

    explicit Slip(std::function<void(Response)> action) : deliver(std::move(action)) {}
    ~Slip();
    void use(Response response);
  };

  std::shared_ptr<Slip> slip_;
};

// What a server does with a request. Called on a reactor thread, so it must not block; it answers through the
// Reply, now or later, from any thread.
using Handler = std::function<void(Request&&, Reply)>;

}  // namespace bridge::http
