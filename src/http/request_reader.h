#pragma once

#include <string_view>
#include <variant>

#include "http/chunk_decoder.h"
#include "http/framing.h"
#include "http/limits.h"
#include "http/line_cutter.h"
#include "http/message.h"
#include "http/refusal.h"

namespace bridge::http {

struct NeedMore {};      // All bytes were taken; the request goes on.
struct SendContinue {};  // The client waits for "100 Continue" before it sends the body.
struct Complete {
  Request request;
  bool keep_alive = true;
};
using Progress = std::variant<NeedMore, SendContinue, Complete, Refusal>;

// Bytes in, requests out (RFC 9112): one request after the other, no socket, no clock. The outcome does not
// depend on how the bytes are split; each byte is looked at once. One thread at a time.
class RequestReader {
 public:
  enum class Phase { idle, head, body };

  // The limits must outlive the reader.
  explicit RequestReader(const Limits& limits);

  // Takes from the front of `bytes` what belongs to the current request. After Complete the next request
  // begins with what is left; after a Refusal the reader must not be used again.
  Progress take(std::string_view& bytes);

  // Where in a request we are; idle means that not one byte of it has come.
  Phase phase() const { return phase_; }

 private:
  Progress take_head(std::string_view& bytes);
  Verdict finish_head_line(std::string_view line);
  Progress finish_head(std::string_view& bytes);
  void prefer_authority();
  Progress take_body(std::string_view& bytes);
  Progress complete();
  Refusal head_too_long() const;
  std::size_t line_limit() const;

  const Limits& limits_;
  Phase phase_ = Phase::idle;
  LineCutter lines_;
  std::size_t head_bytes_ = 0;  // Of finished lines.
  Request request_;
  Framing framing_;
  ChunkDecoder chunks_;
};

}  // namespace bridge::http
