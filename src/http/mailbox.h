#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "http/bell.h"
#include "http/message.h"
#include "http/slots.h"
#include "http/stream.h"
#include "http/unique_fd.h"

namespace bridge::http {

// A client that has just been accepted. The order of the members is the order of their needs: `ssl` uses
// `socket`, and the slot is given back last.
struct Arrival {
  Slot slot;
  UniqueFd socket;
  SslHandle ssl;
  std::string remote;
};

// The response to one request: the `exchange`th of that connection.
struct Answer {
  std::uint64_t connection;
  std::uint64_t exchange;
  Response response;
};

// The next piece of that response's body; nothing when there is none to be had.
struct NextPiece {
  std::uint64_t connection;
  std::uint64_t exchange;
  std::optional<Piece> piece;
};

struct Drain {};     // Finish what is begun, take nothing new.
struct CloseAll {};  // Now.
struct MakeRoom {};  // Others wait to come in.

using Letter = std::variant<Arrival, Answer, NextPiece, Drain, CloseAll, MakeRoom>;

// The only door into a reactor thread. Any thread posts, the reactor's collects.
class Mailbox {
 public:
  explicit Mailbox(Bell bell) : bell_(std::move(bell)) {}

  // Dropped when the mailbox is closed.
  void post(Letter letter);

  // All letters there are, oldest first. The bell is silenced before the box is emptied, so no letter lies
  // unheard.
  std::vector<Letter> collect();

  // Drops the letters there are and those to come.
  void close();

  const Bell& bell() const { return bell_; }

 private:
  Bell bell_;
  std::mutex mutex_;
  std::vector<Letter> letters_;
  bool closed_ = false;
};

}  // namespace bridge::http
