#include "app/daemon.h"

#include <signal.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "app/guard_limits.h"
#include "app/measured_requests.h"
#include "app/measured_session.h"
#include "app/own_process.h"
#include "app/summary.h"
#include "app/tls_files.h"
#include "auth/fetch.h"
#include "base/address.h"
#include "base/log.h"
#include "http/front.h"
#include "http/gateway.h"
#include "http/tls_context.h"
#include "ldap/libldap_session.h"
#include "sync/flags.h"
#include "sync/safe_mode.h"
#include "version.h"

namespace bridge::app {
namespace {

constexpr std::chrono::seconds kGrace{10};
constexpr std::chrono::seconds kPatienceWithThePast{2};
constexpr std::size_t kWaitingRequests = 512;
// Sessions for the settler, the directory watch, passes and live repairs beside the workers'.
constexpr std::size_t kSparesForOurselves = 5;
constexpr std::chrono::minutes kLongestStepOfAPass{10};
constexpr std::size_t kWaitingQuestions = 32;  // At the second listener.

ldap::Settings ldap_settings(const config::Config& config) {
  ldap::Settings settings = config.ldap;
  settings.marks = std::make_shared<ldap::ChangeMarks>(config.reconcile.replica_wait);
  return settings;
}

ldap::OpenSession opener(const ldap::Settings& settings, const Clock& clock) {
  return [settings, &clock](SteadyTime deadline) { return ldap::open_session(settings, clock, deadline); };
}

Result<std::vector<std::string>> lend_all(const std::vector<http::Listener>& listeners) {
  std::vector<std::string> addresses;
  for (const auto& listener : listeners) {
    TRY_AS(address, lend(listener));
    addresses.push_back(std::move(address));
  }
  return addresses;
}

Result<http::FrontSettings> front_settings(const config::Config::Scim& scim) {
  TRY_AS(trusted_proxies, Networks::parse(scim.trusted_proxies));
  TRY_AS(allow_from, Networks::parse(scim.allow_from));
  return http::FrontSettings{std::move(trusted_proxies), std::move(allow_from),
                             std::chrono::duration_cast<std::chrono::seconds>(scim.hsts)};
}

std::string url_of(const std::string& scheme, const std::string& address, int port) {
  const auto parsed = parse_address(address);
  if (!parsed || parsed->is_unix()) return address;
  const bool v6 = parsed->host.find(':') != std::string::npos;
  return scheme + "://" + (v6 ? "[" + parsed->host + "]" : parsed->host) + ":" + std::to_string(port);
}

}  // namespace

Result<std::unique_ptr<Daemon>> Daemon::start(std::shared_ptr<const config::Config> config,
                                              const Standing& standing) {
  TRY_AS(mapping, mapping::Mapping::load(config->mapping));
  TRY_AS(store, store::Store::open(config->state_folder + "/state.db", config->scim.workers));
  TRY(store->write(sync::clear_declared_names));
  TRY(sync::enter_if_copy(*store, system_clock().now()));
  std::unique_ptr<Daemon> daemon(
      new Daemon(std::move(config), standing.record, std::move(store), std::move(mapping)));
  TRY(daemon->credentials_.reload(*daemon->store_));
  TRY(daemon->listen(standing));
  return daemon;
}

Daemon::Daemon(std::shared_ptr<const config::Config> config, std::shared_ptr<RunRecord> record,
               std::unique_ptr<store::Store> store, std::shared_ptr<const mapping::Mapping> mapping)
    : config_(std::move(config)),
      record_(std::move(record)),
      store_(std::move(store)),
      ldap_(ldap_settings(*config_)),
      directory_(measured(opener(ldap_, system_clock()), metrics_, changes_, system_clock()),
                 static_cast<std::size_t>(config_->scim.workers) + kSparesForOurselves, system_clock()),
      context_{.store = *store_,
               .directory = directory_,
               .mapping = std::move(mapping),
               .clock = system_clock(),
               .random = system_random(),
               .locks = locks_,
               .guard = limits_of(config_->guard),
               .marks = ldap_.marks},
      settler_(context_),
      reconciler_(context_, settler_,
                  {config_->reconcile.every, config_->reconcile.only_report,
                   config_->reconcile.rolls_out_by_itself, config_->reconcile.replica_wait}),
      live_(context_, settler_, reconciler_, ldap_),
      passes_(reconciler_, config_->state_folder),
      adoption_(context_, config_->state_folder),
      provisioner_(context_, settler_),
      service_(context_, provisioner_, {config_->scim.request_timeout, config_->scim.max_body_bytes}),
      credentials_(system_clock()),
      doorkeeper_(system_clock()),
      entra_(config_->auth.entra, system_clock(), auth::fetch, {}),
      federation_(config_->auth.federation, system_clock(), auth::fetch, {}),
      authenticator_(credentials_, entra_, doorkeeper_),
      issuer_(*store_, credentials_,
              std::chrono::duration_cast<std::chrono::seconds>(config_->auth.access_token_life),
              system_clock(), system_random()),
      workers_(static_cast<std::size_t>(config_->scim.workers), kWaitingRequests),
      live_check_(context_.mapping, config_->ldap),
      admin_workers_(1, kWaitingQuestions) {
  if (auto identity = ldap::Dn::parse(config_->ldap.bind_dn)) context_.identity = *std::move(identity);
}

Daemon::~Daemon() {
  control_.reset();
  if (scim_) scim_->drain_and_stop(kGrace);
  workers_.stop();
  admin_workers_.stop();
  scim_.reset();
  admin_.reset();
}

http::Handler Daemon::scim_handler() {
  http::Gateway gateway(
      {.external_url = config_->scim.external_url, .patience = config_->scim.request_timeout},
      noted([this](const scim::Request& request) { return service_.handle(request); }, record_->traffic,
            metrics_, system_clock()),
      [this](const http::Evidence& evidence) { return authenticator_.check(evidence); }, workers_);
  auth::TokenEndpoint tokens({credentials_, doorkeeper_, issuer_, workers_,
                              [this](std::string_view client, std::string_view assertion) {
                                return federation_.find(client, assertion);
                              }});
  http::Handler scim = measured(std::move(gateway), metrics_, system_clock());
  return [scim = std::move(scim), tokens = std::move(tokens)](http::Request&& request, http::Reply reply) {
    if (request.path == auth::TokenEndpoint::kPath) return tokens(std::move(request), std::move(reply));
    scim(std::move(request), std::move(reply));
  };
}

Status Daemon::listen(const Standing& standing) {
  TRY_AS(addresses, lend_all(standing.scim));
  TRY_AS(tls, load_certificate());
  http::Limits limits;
  limits.body = config_->scim.max_body_bytes;
  limits.connections = static_cast<std::size_t>(config_->scim.max_connections);
  limits.connections_of_one = static_cast<std::size_t>(config_->scim.max_connections_per_address);
  TRY_AS(front, front_settings(config_->scim));
  http::Server::Settings settings{std::move(addresses), tls, 2, limits};
  settings.proxies = front.trusted_proxies;
  settler_.settle_before_start(kPatienceWithThePast);
  TRY_AS(scim, http::Server::start(std::move(settings), http::behind_front(front, scim_handler())));
  scim_ = std::move(scim);

  watch_ = std::make_unique<DirectoryWatch>(directory_, changes_, system_clock(), [this] {
    context_.required->forget();  // It may be another server, or the same one with another schema.
    settler_.wake();
    reconciler_.wake();  // Who knows what happened meanwhile.
    live_.wake();
    live_check_.begin();
  });
  context_.audit_keep = config_->audit_keep;
  observer_ = std::make_unique<Observer>(*store_, directory_, *watch_, record_->traffic, system_clock());
  settler_.start();
  TRY(reconciler_.start());
  if (config_->reconcile.live) live_.start();
  if (standing.admin) {
    TRY_AS(address, lend(*standing.admin));
    TRY_AS(admin, http::Server::start({{address}, nullptr}, admin_pages()));
    admin_ = std::move(admin);
  }
  TRY_AS(address, lend(standing.control));
  TRY_AS(control, http::Listener::open(address));
  control_ = std::make_unique<ControlServer>(std::move(control),
                                             [this](const scim::Json& question) -> Result<scim::Json> {
                                               TRY_AS(command, parse_operator_command(question));
                                               return execute(command, operator_context());
                                             });
  expiry_ = std::make_unique<ExpiryWatch>([this] {
    const auto certificate = certificate_end_.with([](const auto& end) { return end; });
    return ending_soon(certificate, credentials_.all(), system_clock().now());
  });
  return Done{};
}

Result<http::TlsContext> Daemon::load_certificate() {
  if (config_->scim.certificate.empty()) return http::TlsContext();
  TRY_AS(tls, http::load_tls_context(tls_files(config_->scim)));
  const auto end = http::end_of_certificate(*tls);
  certificate_end_.with([&](auto& known) { known = end; });
  if (end) metrics_.set(Metric::certificate_expiry, to_unix_seconds(*end));
  return tls;
}

// Generous: calls to a directory that hangs end by their own deadlines, and that must not look like a stall.
Status Daemon::alive() {
  const SteadyTime now = system_clock().steady_now();
  const auto begun = workers_.oldest_job();
  if (begun && now - *begun > 6 * config_->scim.request_timeout + kGrace)  // Bulk requests may take five.
    return internal("a request is being worked on since long after its deadline");
  if (pass_stall_.look(reconciler_.whereabouts(), now) > kLongestStepOfAPass)
    return internal("a pass has not moved for long");
  return Done{};
}

std::string Daemon::summary() {
  const auto status = execute({"status", "", 0}, operator_context());
  return status ? summarise(*status) : status.error().message;
}

std::string Daemon::scim_url() const {
  const char* scheme = config_->scim.certificate.empty() ? "http" : "https";
  return url_of(scheme, config_->scim.listen, scim_->port()) + "/scim/v2";
}

void Daemon::add_live_status(scim::Json& status) {
  status["running"] = true;
  status["version"] = kVersion;
  status["scim_url"] = scim_url();
  if (admin_) status["admin_url"] = url_of("http", config_->admin_listen, admin_->port());
  if (const auto next = reconciler_.next()) status["next_pass"] = to_rfc3339(*next);
  status["live"] = config_->reconcile.live ? live_.state().standing : "off";
  status["directory"] = watch_->problem().empty() ? "answers" : watch_->problem();
}

OperatorContext Daemon::operator_context() {
  return {*store_,
          system_clock(),
          system_random(),
          [this]() -> Result<std::shared_ptr<const mapping::Mapping>> { return context_.mapping; },
          [this] {
            if (auto reloaded = credentials_.reload(*store_); !reloaded)
              log_event(LogLevel::error, Event::state_failed, {{"reason", reloaded.error().message}});
          },
          [this](scim::Json& status) { add_live_status(status); },
          [this] { settler_.wake(); },
          sync::listing_rules(context_.mapping->members()),
          &passes_,
          [this]() -> Status {
            TRY(check_in_process(config_->file));
            ::kill(::getpid(), SIGHUP);  // For main, which cannot be waited for: it ends this thread.
            return Done{};
          },
          &adoption_,
          config_->state_folder};
}

}  // namespace bridge::app
