#include "http/connection.h"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "base/log.h"
#include "http/request_id.h"
#include "http/response_writer.h"

namespace bridge::http {
namespace {

constexpr std::chrono::milliseconds kTimeForFirstRequest{500};  // While draining.
constexpr std::size_t kReadAtOnce = 16 * 1024;
constexpr std::size_t kTurn = 4 * kReadAtOnce;    // Read before others have their turn.
constexpr std::size_t kKeptCapacity = 64 * 1024;  // A larger buffer is not kept for the next response.

}  // namespace

Connection::Connection(std::uint64_t id, Stream stream, std::string remote, const ServerContext& context,
                       std::weak_ptr<Mailbox> mailbox)
    : id_(id),
      stream_(stream),
      remote_(std::move(remote)),
      context_(context),
      mailbox_(std::move(mailbox)),
      reader_(context.limits),
      deadline_(in(context.limits.header_time)) {}

bool Connection::advance() {
  for (std::size_t allowance = kTurn; allowance > 0;) {
    if (!flush()) return false;
    if (state_ == State::busy) {
      ask_for_more();
      return false;
    }
    if (!pending_.empty()) {
      digest(std::exchange(pending_, {}));
    } else if (!receive(allowance)) {
      return false;
    }
  }
  return true;
}

// False: something is left to write, or nobody is left to write to.
bool Connection::flush() {
  while (written_ < out_.size()) {
    const auto [state, bytes] = stream_.write(std::string_view(out_).substr(written_));
    if (state == Stream::State::blocked) return false;
    if (state != Stream::State::moved) {
      close();
      return false;
    }
    written_ += bytes;
    stall_deadline_ = in(context_.limits.write_stall_time);
  }
  if (out_.capacity() > kKeptCapacity) out_ = {};
  out_.clear();
  written_ = 0;
  if (state_ == State::closing) linger();
  return state_ != State::closed;
}

bool Connection::receive(std::size_t& allowance) {
  std::array<char, kReadAtOnce> buffer;
  const auto [state, bytes] = stream_.read(buffer);
  if (state == Stream::State::blocked) return false;
  if (state != Stream::State::moved) {
    close();
    return false;
  }
  allowance -= std::min(allowance, bytes);
  digest({buffer.data(), bytes});
  return true;
}

void Connection::digest(std::string_view bytes) {
  while (state_ == State::reading && !bytes.empty()) {
    std::visit([this](auto&& progress) { on(std::forward<decltype(progress)>(progress)); },
               reader_.take(bytes));
    follow_phase();
  }
  if (state_ == State::busy) pending_ = bytes;
}

// Each phase of a request has its own time, from its own beginning.
void Connection::follow_phase() {
  const auto phase = reader_.phase();
  if (phase == timed_phase_) return;
  timed_phase_ = phase;
  if (phase == RequestReader::Phase::head) deadline_ = in(context_.limits.header_time);
  if (phase == RequestReader::Phase::body) deadline_ = in(context_.limits.body_time);
}

void Connection::on(SendContinue) { send("HTTP/1.1 100 Continue\r\n\r\n"); }

void Connection::on(Complete complete) {
  state_ = State::busy;
  ++exchange_;
  Request& request = complete.request;
  request_id_ = request_id_of(request, context_.random);
  to_head_ = request.method == "HEAD";
  keep_alive_ = complete.keep_alive;
  minor_version_ = request.minor_version;
  request.remote = remote_;
  request.secure = stream_.is_secure();
  request.id = request_id_;
  try {
    context_.handler(std::move(request), make_reply());
  } catch (...) {  // The reply that was dropped on the way answers 500.
    log_event(LogLevel::error, Event::http_fault,
              {{"request", request_id_}, {"reason", "the handler threw"}});
  }
}

void Connection::on(const Refusal& refusal) {
  request_id_ = make_uuid(context_.random);
  log_event(LogLevel::info, Event::http_refused,
            {{"status", std::to_string(refusal.status)},
             {"reason", refusal.detail},
             {"remote", remote_},
             {"request", request_id_}});
  Delivery delivery{request_id_, context_.clock.now()};
  delivery.close = true;
  state_ = State::closing;
  send(serialize(scim_error(refusal.status, refusal.detail), delivery));
}

Reply Connection::make_reply() const {
  return Reply([mailbox = mailbox_, connection = id_, exchange = exchange_](Response response) {
    if (auto box = mailbox.lock()) box->post(Answer{connection, exchange, std::move(response)});
  });
}

void Connection::answer(std::uint64_t exchange, Response&& response) {
  if (state_ != State::busy || exchange != exchange_ || more_) return;
  if (response.more && minor_version_ == 0) keep_alive_ = false;  // Its end is the end of the connection.
  if (draining_) keep_alive_ = false;
  send(serialize(response, {request_id_, context_.clock.now(), to_head_, !keep_alive_, minor_version_}));
  if (!to_head_) more_ = std::move(response.more);
  if (!more_) end_exchange();
}

void Connection::ask_for_more() {
  if (!more_ || asked_) return;
  asked_ = true;
  more_([mailbox = mailbox_, connection = id_, exchange = exchange_](std::optional<Piece> piece) {
    if (auto box = mailbox.lock()) box->post(NextPiece{connection, exchange, std::move(piece)});
  });
}

void Connection::go_on(std::uint64_t exchange, std::optional<Piece>&& piece) {
  if (state_ != State::busy || exchange != exchange_ || !asked_) return;
  asked_ = false;
  if (!piece) {
    stream_.give_up();
    return close();
  }
  append(serialize(*piece, minor_version_));
  if (piece->is_last) end_exchange();
}

void Connection::end_exchange() {
  more_ = nullptr;
  state_ = draining_ || !keep_alive_ ? State::closing : State::reading;
  timed_phase_ = RequestReader::Phase::idle;
  deadline_ = in(context_.limits.idle_time);
}

void Connection::send(std::string bytes) {
  write_deadline_ = in(context_.limits.write_time);
  append(std::move(bytes));
}

void Connection::append(std::string bytes) {
  if (out_.empty())
    out_ = std::move(bytes);
  else
    out_ += bytes;
  stall_deadline_ = in(context_.limits.write_stall_time);
}

bool Connection::enforce_deadlines() {
  const SteadyTime now = context_.clock.steady_now();
  if (!out_.empty()) {
    if (now <= std::min(stall_deadline_, write_deadline_)) return false;
    stream_.give_up();
    close();
    return false;
  }
  if (state_ == State::busy || now <= deadline_) return false;
  const bool within_request = state_ == State::reading && reader_.phase() != RequestReader::Phase::idle;
  if (!within_request) {
    close();
    return false;
  }
  on(Refusal{408, "The request did not arrive in time."});
  return true;
}

bool Connection::drain() {
  draining_ = true;
  const bool again = advance();  // A request may have come that we have not seen yet.
  if (!idle_since()) return again;
  if (exchange_ == 0) {  // It came just now, and its first request is on the way.
    deadline_ = std::min(deadline_, in(kTimeForFirstRequest));
    return false;
  }
  close_idle();
  return false;
}

std::optional<SteadyTime> Connection::idle_since() const {
  const bool idle = state_ == State::reading && reader_.phase() == RequestReader::Phase::idle && out_.empty();
  if (!idle) return std::nullopt;
  return deadline_ - (exchange_ == 0 ? context_.limits.header_time : context_.limits.idle_time);
}

bool Connection::give_way() {
  const bool again = advance();  // As when draining.
  if (!idle_since()) return again;
  close_idle();
  return false;
}

void Connection::close_idle() {
  stream_.end_writing();
  close();
}

void Connection::linger() {
  state_ = State::lingering;
  deadline_ = in(context_.limits.linger_time);
  stream_.end_writing();
}

void Connection::close() { state_ = State::closed; }

}  // namespace bridge::http
