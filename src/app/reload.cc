#include "app/reload.h"

#include "app/keep_secrets.h"
#include "app/load_config.h"
#include "app/log_formats.h"
#include "app/own_process.h"
#include "app/tls_files.h"
#include "base/log.h"
#include "config/restart.h"
#include "http/tls_context.h"
#include "scim/extensions.h"

namespace bridge::app {
namespace {

Status check_certificate(const config::Config::Scim& scim) {
  if (scim.certificate.empty()) return Done{};
  TRY(http::load_tls_context(tls_files(scim)));
  return Done{};
}

// The next configuration, good as far as it can be told before it is used.
Result<std::shared_ptr<const config::Config>> prepare(const config::Config& now) {
  TRY(check_in_process(now.file));
  TRY_AS(loaded, config::load(now.file));
  TRY(check_certificate(loaded->scim));
  TRY(keep_secrets(*loaded));
  auto next = std::make_shared<config::Config>(*loaded);
  for (const std::string& key : config::keep_until_restart(now, *next))
    log_event(LogLevel::warning, Event::serve_key_kept, {{"key", key}});
  return std::shared_ptr<const config::Config>(std::move(next));
}

}  // namespace

Result<std::unique_ptr<Running>> Running::start(const std::string& config_file) {
  TRY_AS(config, load_config(config_file));
  TRY(keep_secrets(*config));
  set_log_level(config->log_level);
  use_log_format(config->log_format);
  TRY_AS(standing, Standing::open(*config));
  std::unique_ptr<Running> running(new Running(config, std::move(standing)));
  TRY(running->start_daemon(config));
  return running;
}

Running::Running(std::shared_ptr<const config::Config> config, Standing standing)
    : config_(std::move(config)), standing_(std::move(standing)) {}

// New clients are refused while those that are here get their answers.
Running::~Running() {
  standing_.scim.clear();
  daemon_.reset();
}

Status Running::start_daemon(std::shared_ptr<const config::Config> config) {
  TRY_AS(daemon, Daemon::start(config, standing_));
  daemon_ = std::move(daemon);
  config_ = std::move(config);
  return Done{};
}

// Between two daemons there is no thread but main's, so schemas can be declared.
Status Running::reload() {
  TRY_AS(next, prepare(*config_));
  const auto before = config_;
  daemon_.reset();
  scim::declare_extensions(next->scim.schemas);
  set_log_level(next->log_level);
  auto started = start_daemon(next);
  if (started) return started;
  scim::declare_extensions(before->scim.schemas);
  set_log_level(before->log_level);
  if (auto again = start_daemon(before); !again) return again;
  return started;
}

}  // namespace bridge::app
