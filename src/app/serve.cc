#include "app/serve.h"

#include <signal.h>

#include <iostream>

#include "app/daemon.h"
#include "app/exit_code.h"
#include "app/load_config.h"
#include "app/notify.h"
#include "base/log.h"
#include "version.h"

namespace bridge::app {
namespace {

// Blocked before the first thread starts, so that main alone receives them.
sigset_t block_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&signals, signal);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

int fail(const Error& error) {
  std::cerr << error.message << '\n';
  return kFailed;
}

void wait_for_end(const sigset_t& signals, Daemon& daemon) {
  for (int signal = 0; ::sigwait(&signals, &signal) == 0 && signal == SIGHUP;) {
    if (auto reloaded = daemon.reload_certificate(); !reloaded)
      log_event(LogLevel::error, Event::serve_reload_failed, {{"reason", reloaded.error().message}});
  }
}

}  // namespace

int serve(const std::string& config_file) {
  const sigset_t signals = block_signals();
  auto config = load_config(config_file);
  if (!config) return fail(config.error());
  set_log_level((*config)->log_level);
  log_event(LogLevel::info, Event::serve_starting, {{"version", kVersion}, {"config", config_file}});

  auto daemon = Daemon::start(*config);
  if (!daemon) return fail(daemon.error());
  log_event(LogLevel::info, Event::serve_ready,
            {{"listen", (*config)->scim.listen}, {"port", std::to_string((*daemon)->scim_port())}});
  notify("READY=1");

  wait_for_end(signals, **daemon);
  notify("STOPPING=1");
  log_event(LogLevel::info, Event::serve_stopping, {});
  daemon->reset();
  log_event(LogLevel::info, Event::serve_stopped, {});
  return kFine;
}

}  // namespace bridge::app
