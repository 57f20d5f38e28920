// The request reader: what a stream of bytes comes to must not depend on how it is split. The first byte of
// the input chooses how.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/request_reader.h"

namespace {

using namespace bridge::http;

// Small enough that the fuzzer meets them.
Limits small_limits() {
  Limits limits;
  limits.head = 2048;
  limits.target = 256;
  limits.headers = 10;
  limits.body = 512;
  return limits;
}

// Everything a reader says about a stream, as text.
class Reading {
 public:
  void feed(std::string_view bytes) {
    while (!bytes.empty() && !refused_) {
      Progress progress = reader_.take(bytes);
      if (const auto* complete = std::get_if<Complete>(&progress))
        tell(*complete);
      else if (const auto* refusal = std::get_if<Refusal>(&progress))
        tell(*refusal);
      else if (!bytes.empty())
        std::abort();  // Must have taken all.
    }
  }

  const std::string& told() const { return told_; }

 private:
  void tell(const Complete& complete) {
    const Request& request = complete.request;
    if (request.body.size() > limits_.body || request.headers.size() > limits_.headers) std::abort();
    told_ += request.method + " " + request.target + " " + request.path + "?" + request.query + "\n";
    for (const Header& each : request.headers) told_ += each.name + ":" + each.value + "\n";
    told_ += request.body + (complete.keep_alive ? "\nkeep\n" : "\nclose\n");
  }

  void tell(const Refusal& refusal) {
    refused_ = true;
    told_ += std::to_string(refusal.status) + " " + refusal.detail;
  }

  const Limits limits_ = small_limits();
  RequestReader reader_{limits_};
  bool refused_ = false;
  std::string told_;
};

std::string read_in_pieces(std::string_view bytes, std::uint32_t seed) {
  Reading reading;
  while (!bytes.empty()) {
    seed = seed * 1664525 + 1013904223;
    const std::size_t size = 1 + (seed >> 16) % 7;
    reading.feed(bytes.substr(0, size));
    bytes.remove_prefix(std::min(size, bytes.size()));
  }
  return reading.told();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  Reading whole;
  whole.feed(bytes);
  if (read_in_pieces(bytes, data[0]) != whole.told()) std::abort();
  return 0;
}
