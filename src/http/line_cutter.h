#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bridge::http {

// Cuts a byte stream into the lines of RFC 9112, each ended by CR LF; a lone LF ends nothing, it is refused.
// Looks at every byte once, however the stream is split. One thread at a time.
class LineCutter {
 public:
  enum class Cut {
    need_more,     // All bytes were taken; the line goes on.
    line,          // A line is in line(); the bytes up to and with its LF were taken.
    bare_newline,  // An LF without its CR.
    too_long,      // No LF within `limit` bytes.
  };

  // Takes from the front of `bytes`. After bare_newline or too_long the stream is beyond use.
  Cut cut(std::string_view& bytes, std::size_t limit);

  // The last line cut, without CR LF; until the next call of cut.
  std::string_view line() const { return line_; }

  // Bytes of an unfinished line were taken.
  bool within_line() const { return !finished_ && !line_.empty(); }

 private:
  std::string line_;
  bool finished_ = false;
};

}  // namespace bridge::http
