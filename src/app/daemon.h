#pragma once

#include <memory>

#include "app/admin_site.h"
#include "app/adopt_desk.h"
#include "app/control.h"
#include "app/directory_watch.h"
#include "app/expiry_watch.h"
#include "app/live_check.h"
#include "app/observer.h"
#include "app/operator_command.h"
#include "app/pass_desk.h"
#include "app/stall.h"
#include "app/standing.h"
#include "app/status_page.h"
#include "auth/authenticator.h"
#include "auth/token_endpoint.h"
#include "config/config.h"
#include "http/server.h"
#include "http/worker_pool.h"
#include "ldap/pool.h"
#include "mapping/mapping.h"
#include "store/store.h"
#include "sync/live_drift.h"
#include "sync/reconciler.h"
#include "sync/service.h"

namespace bridge::app {

// Everything that runs, wired: the one place where concrete types meet. Members are made in the order of the
// rooms and go in the reverse.
class Daemon {
 public:
  // Opens the database, loads the mapping and serves on the sockets of `standing`, which must outlive it.
  // Fails with a message for people.
  static Result<std::unique_ptr<Daemon>> start(std::shared_ptr<const config::Config> config,
                                               const Standing& standing);

  // Answers what was begun, for at most a few seconds, and ends every thread.
  ~Daemon();

  // What is stuck, if something is; a directory that is away does not count.
  Status alive();

  // For systemd: "12 users, 3 groups, 1 flag; the directory answers".
  std::string summary();

  int scim_port() const { return scim_->port(); }

 private:
  Daemon(std::shared_ptr<const config::Config> config, std::shared_ptr<RunRecord> record,
         std::unique_ptr<store::Store> store, std::shared_ptr<const mapping::Mapping> mapping);

  Status listen(const Standing& standing);
  http::Handler scim_handler();
  Result<http::TlsContext> load_certificate();
  http::Handler admin_pages();
  Result<std::string> metrics_text();
  Result<std::string> status_html(const std::optional<PersonQuestion>& asked);
  Result<PersonView> look_up(const PersonQuestion& question);
  std::string scim_url() const;
  void add_live_status(scim::Json& status);
  void publish_passes();
  void publish_live();
  OperatorContext operator_context();

  std::shared_ptr<const config::Config> config_;
  std::shared_ptr<RunRecord> record_;
  Metrics& metrics_ = record_->metrics;
  std::unique_ptr<store::Store> store_;
  ldap::Settings ldap_;  // With where sessions note how new the directory is.
  ChangeTrouble changes_;
  ldap::Pool directory_;
  sync::ResourceLocks locks_;
  sync::Context context_;
  sync::Settler settler_;
  sync::Reconciler reconciler_;
  sync::LiveDrift live_;
  Stall pass_stall_;
  PassDesk passes_;
  AdoptDesk adoption_;
  sync::Provisioner provisioner_;
  sync::Service service_;
  auth::CredentialTable credentials_;
  auth::Doorkeeper doorkeeper_;
  auth::TrustedIssuers entra_;       // Who signs bearer tokens.
  auth::TrustedIssuers federation_;  // Who signs client assertions.
  auth::Authenticator authenticator_;
  auth::TokenIssuer issuer_;
  http::WorkerPool workers_;
  LiveCheck live_check_;
  http::WorkerPool admin_workers_;
  Guarded<std::optional<WallTime>> certificate_end_;
  std::unique_ptr<DirectoryWatch> watch_;
  std::unique_ptr<Observer> observer_;
  std::unique_ptr<http::Server> scim_;
  std::unique_ptr<http::Server> admin_;
  std::unique_ptr<ControlServer> control_;
  std::unique_ptr<ExpiryWatch> expiry_;
};

}  // namespace bridge::app
