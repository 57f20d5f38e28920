#pragma once

#include "base/result.h"
#include "http/unique_fd.h"

namespace bridge::http {

// Wakes a thread that waits in poll or epoll: an eventfd. Any thread.
class Bell {
 public:
  static Result<Bell> make();

  int fd() const { return fd_.get(); }  // Readable after ring() until silence().
  void ring() const;
  void silence() const;

 private:
  explicit Bell(UniqueFd fd) : fd_(std::move(fd)) {}

  UniqueFd fd_;
};

}  // namespace bridge::http
