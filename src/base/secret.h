#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

namespace bridge {

// Text that must not leak: move-only, prints as stars, wiped when it goes. Whoever calls reveal() sees that
// the bytes go nowhere but to their destination. One thread at a time.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(Secret&& other) noexcept { text_.swap(other.text_); }
  Secret& operator=(Secret&& other) noexcept {
    text_.swap(other.text_);
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(); }

  std::string_view reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  void wipe() noexcept;

  std::string text_;
};

std::ostream& operator<<(std::ostream& out, const Secret&);

}  // namespace bridge
