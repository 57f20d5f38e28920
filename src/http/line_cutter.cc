#include "http/line_cutter.h"

#include <algorithm>

namespace bridge::http {

LineCutter::Cut LineCutter::cut(std::string_view& bytes, std::size_t limit) {
  if (finished_) line_.clear();
  finished_ = false;
  const std::size_t room = limit - std::min(limit, line_.size());
  const std::size_t newline = bytes.substr(0, room).find('\n');
  if (newline == std::string_view::npos) {
    if (bytes.size() >= room) return Cut::too_long;
    line_ += bytes;
    bytes = {};
    return Cut::need_more;
  }
  line_ += bytes.substr(0, newline);
  bytes.remove_prefix(newline + 1);
  if (line_.empty() || line_.back() != '\r') return Cut::bare_newline;
  line_.pop_back();
  finished_ = true;
  return Cut::line;
}

}  // namespace bridge::http
