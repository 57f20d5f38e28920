#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace bridge::http {

// How much one client may ask of us. Sizes in bytes.
struct Limits {
  std::size_t head = 32 * 1024;   // Request line and headers together.
  std::size_t target = 8 * 1024;  // Beyond this: 414.
  std::size_t headers = 100;
  std::uint64_t body = 1024 * 1024;           // After chunks are put together. Beyond this: 413.
  std::size_t connections = 2000;             // Of one server; further clients wait in the kernel's backlog.
  std::size_t connections_of_one = SIZE_MAX;  // Of one address; further ones are closed at once.

  std::chrono::milliseconds header_time{
      10'000};  // From connecting, or from a request's first byte, to its last header.
  std::chrono::milliseconds body_time{30'000};         // From there to the last byte of the body.
  std::chrono::milliseconds idle_time{75'000};         // Between two requests.
  std::chrono::milliseconds write_stall_time{20'000};  // For which a client may take no byte of its response.
  std::chrono::milliseconds write_time{120'000};       // For the whole response, however slowly it is taken.
  std::chrono::milliseconds linger_time{2'000};  // To read a refusal before the connection is torn down.
};

}  // namespace bridge::http
