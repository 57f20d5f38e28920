#include "http/body_source.h"

#include <memory>
#include <utility>

#include "base/log.h"

namespace bridge::http {
namespace {

// The pieces of one response's body.
struct Body {
  scim::MorePieces more;
  std::string request_id;

  std::optional<Piece> next() noexcept {
    try {
      auto piece = more();
      if (piece) return *std::move(piece);
      report(piece.error().message);
    } catch (const std::exception& failure) {
      report(failure.what());
    } catch (...) {
      report("an exception of an unknown kind");
    }
    return std::nullopt;
  }

  void report(const std::string& reason) const {
    log_event(LogLevel::error, Event::http_fault,
              {{"request", request_id}, {"reason", "the answer broke off: " + reason}});
  }
};

}  // namespace

Source source_in(WorkerPool& pool, scim::MorePieces more, std::string request_id) {
  const auto body = std::make_shared<Body>(Body{std::move(more), std::move(request_id)});
  return [&pool, body](std::function<void(std::optional<Piece>)> deliver) {
    if (!pool.go_on([body, deliver] { deliver(body->next()); })) deliver(std::nullopt);
  };
}

}  // namespace bridge::http
