#include "http/mailbox.h"

#include <utility>

namespace bridge::http {

void Mailbox::post(Letter letter) {
  {
    std::lock_guard lock(mutex_);
    if (closed_) return;
    letters_.push_back(std::move(letter));
    if (letters_.size() > 1) return;  // The bell was rung for the first.
  }
  bell_.ring();
}

std::vector<Letter> Mailbox::collect() {
  bell_.silence();
  std::lock_guard lock(mutex_);
  return std::exchange(letters_, {});
}

void Mailbox::close() {
  std::vector<Letter> dropped;  // Goes after the lock: letters own sockets.
  std::lock_guard lock(mutex_);
  closed_ = true;
  dropped.swap(letters_);
}

}  // namespace bridge::http
