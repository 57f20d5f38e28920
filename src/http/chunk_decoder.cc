#include "http/chunk_decoder.h"

#include <algorithm>

#include "http/head_parser.h"
#include "http/syntax.h"

namespace bridge::http {
namespace {

constexpr std::size_t kLongestSizeLine = 256;
constexpr std::size_t kMostSizeDigits = 15;  // Fits 64 bits.
constexpr std::size_t kMostTrailerBytes = 8 * 1024;

Result<std::uint64_t, Refusal> parse_size(std::string_view line) {
  std::uint64_t size = 0;
  std::size_t digits = 0;
  for (; digits < line.size() && hex_digit(line[digits]) >= 0; ++digits) {
    if (digits == kMostSizeDigits) return Refusal{413, "A chunk is too large."};
    size = size * 16 + static_cast<std::uint64_t>(hex_digit(line[digits]));
  }
  const std::string_view extension = line.substr(digits);
  const bool well_formed = extension.empty() || extension.front() == ';';
  if (digits == 0 || !well_formed || std::any_of(extension.begin(), extension.end(), is_control)) {
    return Refusal{400, "A chunk does not begin with its size."};
  }
  return size;
}

}  // namespace

Result<bool, Refusal> ChunkDecoder::take(std::string_view& bytes, std::string& body) {
  while (!bytes.empty()) {
    if (part_ == Part::data) {
      take_data(bytes, body);
      continue;
    }
    TRY_AS(complete, take_line(bytes, body));
    if (complete) return true;
  }
  return false;
}

void ChunkDecoder::take_data(std::string_view& bytes, std::string& body) {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  body += bytes.substr(0, size);
  bytes.remove_prefix(size);
  left_ -= size;
  if (left_ == 0) part_ = Part::data_end;
}

Result<bool, Refusal> ChunkDecoder::take_line(std::string_view& bytes, std::string& body) {
  const std::size_t limit = part_ == Part::size       ? kLongestSizeLine
                            : part_ == Part::data_end ? 2
                                                      : kMostTrailerBytes - trailer_bytes_;
  switch (lines_.cut(bytes, limit)) {
    case LineCutter::Cut::need_more:
      return false;
    case LineCutter::Cut::line:
      return finish_line(lines_.line(), body);
    case LineCutter::Cut::bare_newline:
      return Refusal{400, "A line of a chunked body does not end with CR LF."};
    case LineCutter::Cut::too_long:
      break;
  }
  if (part_ == Part::trailer) return Refusal{431, "The trailers are too large."};
  return Refusal{400, "A chunk is not as long as it says, or its size line is too long."};
}

Result<bool, Refusal> ChunkDecoder::finish_line(std::string_view line, std::string& body) {
  if (part_ == Part::size) {
    TRY(begin_chunk(line, body));
  } else if (part_ == Part::data_end) {
    part_ = Part::size;  // The limit of two bytes lets nothing but CR LF through.
  } else if (line.empty()) {
    return true;
  } else {
    trailer_bytes_ += line.size() + 2;
    TRY(parse_header_line(line));
  }
  return false;
}

Verdict ChunkDecoder::begin_chunk(std::string_view line, std::string& body) {
  TRY_AS(size, parse_size(line));
  if (size > most_bytes_ - body.size()) return Refusal{413, "The body is too large."};
  left_ = size;
  part_ = size > 0 ? Part::data : Part::trailer;
  return Done{};
}

}  // namespace bridge::http
