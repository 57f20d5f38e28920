#include "http/gateway.h"

#include <fmt/format.h>

#include <utility>

#include "base/log.h"
#include "http/body_source.h"
#include "http/translation.h"

namespace bridge::http {

struct Gateway::Core {
  Settings settings;
  Application application;
  Authenticate authenticate;
  WorkerPool& pool;

  Response run(const scim::Request& request) const noexcept;
};

namespace {

// One request from its arrival to its access line.
class Exchange {
 public:
  Exchange(const Request& request, Reply reply, const Clock& clock)
      : reply_(std::move(reply)),
        clock_(clock),
        begun_(clock.steady_now()),
        method_(request.method),
        path_(request.path),
        remote_(request.remote),
        id_(request.id) {}

  void name_client(const std::string& client) { client_ = client; }

  void finish(Response response) const {
    log(response.status);
    reply_(std::move(response));
  }

 private:
  // Without the query: filters hold names and addresses of people.
  void log(int status) const {
    const std::chrono::duration<double, std::milli> taken = clock_.steady_now() - begun_;
    log_event(LogLevel::info, Event::http_request,
              {{"method", method_},
               {"path", path_},
               {"status", std::to_string(status)},
               {"ms", fmt::format("{:.1f}", taken.count())},
               {"client", client_},
               {"remote", remote_},
               {"request", id_}});
  }

  Reply reply_;
  const Clock& clock_;
  SteadyTime begun_;
  std::string method_;
  std::string path_;
  std::string remote_;
  std::string id_;
  std::string client_ = "-";
};

Response busy(int retry_after) {
  Response response = scim_error(503, "Too many requests are being worked on.");
  response.headers.push_back({"Retry-After", std::to_string(retry_after)});
  return response;
}

Response fault(const scim::Request& request, const char* reason) {
  log_event(LogLevel::error, Event::http_fault,
            {{"method", request.method}, {"request", request.id}, {"reason", reason}});
  return scim_error(500, "An internal error occurred; the log tells more.");
}

}  // namespace

// Whatever the application throws ends here: a fault in one request must not end the others.
Response Gateway::Core::run(const scim::Request& request) const noexcept {
  try {
    scim::Response response = application(request);
    const Source more = response.more ? source_in(pool, std::move(response.more), request.id) : nullptr;
    Response made = to_http(std::move(response));
    made.more = more;
    if (!scim::may(request.rights, request)) made.headers.push_back(insufficient_rights());
    return made;
  } catch (const std::exception& failure) {
    return fault(request, failure.what());
  } catch (...) {
    return fault(request, "an exception of an unknown kind");
  }
}

Gateway::Gateway(Settings settings, Application application, Authenticate authenticate, WorkerPool& pool) {
  while (settings.external_url.ends_with('/')) settings.external_url.pop_back();
  core_ = std::make_shared<const Core>(
      Core{std::move(settings), std::move(application), std::move(authenticate), pool});
}

void Gateway::operator()(Request&& request, Reply reply) const {
  Exchange exchange(request, std::move(reply), core_->settings.clock);
  if (!is_below_base(request.path)) return exchange.finish(scim_error(404, "SCIM is served under /scim/v2."));
  const Evidence evidence = evidence_of(request);
  auto principal = core_->authenticate(evidence);
  if (!principal) return exchange.finish(denied(evidence, principal.error()));
  exchange.name_client(principal->client);
  auto translated = to_scim(std::move(request), core_->settings.external_url);
  if (!translated) return exchange.finish(scim_error(translated.error().status, translated.error().detail));
  translated->client = std::move(principal->client);
  translated->rights = principal->rights;
  const SteadyTime latest = core_->settings.clock.steady_now() + core_->settings.patience;
  auto work = [core = core_, exchange, latest, scim_request = *std::move(translated)] {
    // Nobody may be there any more, and those behind would wait still longer.
    const bool late = core->settings.clock.steady_now() > latest;
    exchange.finish(late ? busy(core->settings.retry_after) : core->run(scim_request));
  };
  const bool accepted = core_->pool.submit(std::move(work));
  if (!accepted) exchange.finish(busy(core_->settings.retry_after));
}

}  // namespace bridge::http
