#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "http/limits.h"
#include "http/mailbox.h"
#include "http/reply.h"
#include "http/request_reader.h"
#include "http/stream.h"

namespace bridge::http {

// What all connections of a server share.
struct ServerContext {
  Limits limits;
  Handler handler;
  const Clock& clock;
  Random& random;
};

// One client: reads a request, hands it on, waits for the answer, writes it, and so on (RFC 9112 section 9).
// Of a body that comes in pieces it asks for one when the client has taken the one before.
// One request at a time; while it is worked on, or its response is being taken, nothing more is read, so that
// a client cannot make us store what it pipelines. A client may close its sending half and still gets its
// answers. Belongs to one reactor thread.
class Connection {
 public:
  // `context` must outlive the connection. Replies come back through `mailbox`.
  Connection(std::uint64_t id, Stream stream, std::string remote, const ServerContext& context,
             std::weak_ptr<Mailbox> mailbox);

  // Goes on as far as it can without waiting. True: it had its turn and wants another, for the poller will
  // not tell.
  bool advance();

  // The response to the exchange of that number; dropped if it is not the current one. Then advance().
  void answer(std::uint64_t exchange, Response&& response);

  // The piece it has asked for, the same way; without one the client is cut off, so that it does not take
  // half an answer for a whole one.
  void go_on(std::uint64_t exchange, std::optional<Piece>&& piece);

  // Ends what takes too long. True: call advance().
  bool enforce_deadlines();

  // From now on answers say "Connection: close"; an idle connection is closed at once, a new one when
  // its first request does not come soon. Returns what advance() does.
  bool drain();

  // Since when the client has neither sent nor been sent anything; nothing within a request.
  std::optional<SteadyTime> idle_since() const;

  // Closed, for others to come in, if it is idle even now. Returns what advance() does.
  bool give_way();

  bool is_closed() const { return state_ == State::closed; }

 private:
  enum class State {
    reading,
    busy,       // A request is out with the handler, or a piece of its response.
    closing,    // What is in out_ is the last.
    lingering,  // Ours is said; reads and forgets until the client is done, so that it is not reset while it
                // reads.
    closed,
  };

  bool flush();
  bool receive(std::size_t& allowance);
  void digest(std::string_view bytes);
  void on(NeedMore) {}
  void on(SendContinue);
  void on(Complete complete);
  void on(const Refusal& refusal);
  void follow_phase();
  void send(std::string bytes);
  void append(std::string bytes);
  void ask_for_more();
  void end_exchange();
  void linger();
  void close_idle();
  void close();
  Reply make_reply() const;
  SteadyTime in(std::chrono::milliseconds time) const { return context_.clock.steady_now() + time; }

  const std::uint64_t id_;
  Stream stream_;
  const std::string remote_;
  const ServerContext& context_;
  const std::weak_ptr<Mailbox> mailbox_;

  State state_ = State::reading;
  RequestReader reader_;
  std::string pending_;  // Came with the current request but follows it; less than one read.
  RequestReader::Phase timed_phase_ = RequestReader::Phase::idle;
  SteadyTime deadline_;  // While reading or lingering.

  std::uint64_t exchange_ = 0;
  std::string request_id_;
  bool to_head_ = false;
  bool keep_alive_ = true;
  Source more_;         // Of the response that is being sent.
  bool asked_ = false;  // For a piece that has not come yet.
  int minor_version_ = 1;
  bool draining_ = false;

  std::string out_;
  std::size_t written_ = 0;
  SteadyTime stall_deadline_;  // Moves with every byte taken.
  SteadyTime write_deadline_;  // Does not, nor with the pieces of a response.
};

}  // namespace bridge::http
