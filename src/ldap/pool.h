#pragma once

#include <functional>
#include <memory>

#include "base/clock.h"
#include "ldap/session.h"

namespace bridge::ldap {

using OpenSession = std::function<Outcome<std::unique_ptr<Session>>(SteadyTime deadline)>;

// A session that goes back to its pool when the lease ends, or is closed when it is dead. One thread at a
// time.
class Pool;
class Lease {
 public:
  Lease(Pool& pool, std::unique_ptr<Session> session);
  Lease(Lease&&) noexcept;
  Lease& operator=(Lease&&) = delete;
  ~Lease();

  Session* operator->() const { return session_.get(); }
  Session& operator*() const { return *session_; }

 private:
  Pool* pool_;
  std::unique_ptr<Session> session_;
};

// Open sessions kept for reuse, at most `size` at a time; a dead one is replaced at the next lease. Any
// thread. The pool must outlive its leases.
class Pool {
 public:
  Pool(OpenSession open, std::size_t size, const Clock& clock);
  ~Pool();

  // A session with that deadline set; waits until one is free. Fails with `unavailable` at the deadline or
  // when no connection can be made.
  Outcome<Lease> lease(SteadyTime deadline);

  struct Use {
    std::size_t size = 0;    // At most so many may be on lease.
    std::size_t leased = 0;  // Also those being opened.
    std::size_t idle = 0;    // Open and free.
  };
  Use use() const;

  // Whether the newest attempt to reach the directory worked; true before the first.
  bool healthy() const;

 private:
  friend class Lease;
  void give_back(std::unique_ptr<Session> session);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bridge::ldap
