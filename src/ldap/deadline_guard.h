#pragma once

#include <chrono>

namespace bridge::ldap {

// While it lives, a socket is shut down (both ways) once the limit is over, which ends any call that blocks
// on it: libldap's own time-outs bound neither a TLS handshake nor an answer that stops halfway. One thread
// of the process serves all guards; setting one up is a map insert, not a system call. The socket must stay
// open as long as the guard lives. Any thread.
class DeadlineGuard {
 public:
  DeadlineGuard(int fd, std::chrono::milliseconds limit);
  ~DeadlineGuard();
  DeadlineGuard(const DeadlineGuard&) = delete;
  DeadlineGuard& operator=(const DeadlineGuard&) = delete;

 private:
  std::chrono::steady_clock::time_point at_;
  int fd_;
};

}  // namespace bridge::ldap
