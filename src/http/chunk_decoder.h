#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/line_cutter.h"
#include "http/refusal.h"

namespace bridge::http {

// Takes the chunks off a body (RFC 9112 section 7.1), strictly and bounded: sizes of at most 15 digits,
// extensions and trailers read and dropped. Looks at every byte once, however the stream is split. One thread
// at a time.
class ChunkDecoder {
 public:
  explicit ChunkDecoder(std::uint64_t most_bytes) : most_bytes_(most_bytes) {}

  // Takes from the front of `bytes`, appends to `body`. True: the body is complete, and what is left in
  // `bytes` follows it. False: all was taken and more is needed.
  Result<bool, Refusal> take(std::string_view& bytes, std::string& body);

 private:
  enum class Part { size, data, data_end, trailer };

  Result<bool, Refusal> take_line(std::string_view& bytes, std::string& body);
  void take_data(std::string_view& bytes, std::string& body);
  Result<bool, Refusal> finish_line(std::string_view line, std::string& body);
  Verdict begin_chunk(std::string_view line, std::string& body);

  std::uint64_t most_bytes_;
  Part part_ = Part::size;
  LineCutter lines_;
  std::uint64_t left_ = 0;  // Of the current chunk's data.
  std::size_t trailer_bytes_ = 0;
};

}  // namespace bridge::http
