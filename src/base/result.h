#pragma once

#include <cassert>
#include <utility>
#include <variant>

#include "base/error.h"

namespace bridge {

// A value, or why there is none. Reading the value of a failed result is a bug and asserts.
// A smaller cousin of std::expected, which C++20 does not have.
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value) : outcome_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : outcome_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return outcome_.index() == 0; }

  T& operator*() & { return value(); }
  const T& operator*() const& { return const_cast<Result*>(this)->value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &const_cast<Result*>(this)->value(); }

  const E& error() const& { return const_cast<Result*>(this)->failure(); }
  E&& error() && { return std::move(failure()); }

 private:
  T& value() {
    assert(outcome_.index() == 0);
    return *std::get_if<0>(&outcome_);
  }
  E& failure() {
    assert(outcome_.index() == 1);
    return *std::get_if<1>(&outcome_);
  }

  std::variant<T, E> outcome_;
};

// The value of a call that has nothing to say but that it worked.
struct Done {
  bool operator==(const Done&) const = default;
};
using Status = Result<Done>;

}  // namespace bridge

#define BRIDGE_CONCAT_(a, b) a##b
#define BRIDGE_CONCAT(a, b) BRIDGE_CONCAT_(a, b)

// TRY_AS(entry, directory.read(dn)): declares `entry`, or returns the error to our own caller.
#define TRY_AS(name, expression)                                        \
  auto BRIDGE_CONCAT(result_of_line_, __LINE__) = (expression);         \
  if (!BRIDGE_CONCAT(result_of_line_, __LINE__))                        \
    return std::move(BRIDGE_CONCAT(result_of_line_, __LINE__)).error(); \
  [[maybe_unused]] auto&& name = *std::move(BRIDGE_CONCAT(result_of_line_, __LINE__))

// TRY(directory.remove(dn)): goes on, or returns the error to our own caller.
#define TRY(expression)                                                                             \
  do {                                                                                              \
    if (auto result_of_try = (expression); !result_of_try) return std::move(result_of_try).error(); \
  } while (false)
