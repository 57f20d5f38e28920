#include "app/serve.h"

#include <fmt/core.h>
#include <signal.h>
#include <systemd/sd-daemon.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "app/exit_code.h"
#include "app/journal.h"
#include "app/log_formats.h"
#include "app/notify.h"
#include "app/reload.h"
#include "base/log.h"
#include "version.h"

namespace bridge::app {
namespace {

constexpr timespec kBetweenLooks{2, 0};    // For a configuration file that is not there.
constexpr timespec kBetweenReports{3, 0};  // To systemd, unless its watchdog wants them more often.

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
  notify(status_line(error.message));
  return kFailed;
}

bool ends(int signal) { return signal == SIGTERM || signal == SIGINT; }

enum class Waiting { was_there, came, told_to_end };

Waiting wait_for_file(const sigset_t& signals, const std::string& file) {
  if (std::filesystem::exists(file)) return Waiting::was_there;
  log_event(LogLevel::warning, Event::serve_waiting, {{"config", file}});
  notify("READY=1\nSTATUS=Not configured: waits for " + file + ", which `scim-ldap-bridge setup` writes");
  do {
    if (ends(::sigtimedwait(&signals, nullptr, &kBetweenLooks))) return Waiting::told_to_end;
    notify("WATCHDOG=1");
  } while (!std::filesystem::exists(file));
  return Waiting::came;
}

// systemd hands secrets over at a start only, and those that came with the configuration are not among them.
bool must_start_anew() { return std::getenv("CREDENTIALS_DIRECTORY") != nullptr; }

timespec report_interval() {
  std::uint64_t microseconds = 0;
  if (::sd_watchdog_enabled(0, &microseconds) <= 0) return kBetweenReports;
  const auto third = static_cast<std::time_t>(microseconds / 3 / 1'000'000);
  return {std::clamp<std::time_t>(third, 1, kBetweenReports.tv_sec), 0};
}

void report(Running& running, const std::string& notice) {
  const auto alive = running.daemon().alive();
  if (!alive) log_event(LogLevel::error, Event::serve_stuck, {{"reason", alive.error().message}});
  notify((alive ? "WATCHDOG=1\n" : "") + status_line(running.daemon().summary() + notice));
}

std::string monotonic_now() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

// Returns what people should know of it in the status.
std::string reload(Running& running) {
  notify("RELOADING=1\nMONOTONIC_USEC=" + monotonic_now() + "\nSTATUS=Reloads");
  const auto reloaded = running.reload();
  if (reloaded)
    log_event(LogLevel::info, Event::serve_reloaded, {{"config", running.config().file}});
  else
    log_event(LogLevel::error, Event::serve_reload_failed, {{"reason", reloaded.error().message}});
  notify("READY=1");
  return reloaded ? "" : "; the last reload changed nothing: " + reloaded.error().message;
}

int run_until_end(const sigset_t& signals, Running& running) {
  const timespec interval = report_interval();
  std::string notice;
  for (int signal = 0; !ends(signal); signal = ::sigtimedwait(&signals, nullptr, &interval)) {
    if (signal == SIGHUP) notice = reload(running);
    if (running.ended()) return fail(internal("the configuration that was in use cannot be used again"));
    report(running, notice);
  }
  return kFine;
}

}  // namespace

int serve(const std::string& config_file, bool wait) {
  const sigset_t signals = block_signals();
  if (stderr_is_the_journals()) use_log_format(config::Config::LogFormat::journal);
  log_event(LogLevel::info, Event::serve_starting, {{"version", kVersion}, {"config", config_file}});
  const Waiting waited = wait ? wait_for_file(signals, config_file) : Waiting::was_there;
  if (waited == Waiting::told_to_end) return kFine;
  if (waited == Waiting::came && must_start_anew()) return kStartAnew;
  auto running = Running::start(config_file);
  if (!running) return fail(running.error());
  log_event(LogLevel::info, Event::serve_ready,
            {{"listen", (*running)->config().scim.listen},
             {"port", std::to_string((*running)->daemon().scim_port())}});
  notify("READY=1");

  const int ended = run_until_end(signals, **running);
  notify("STOPPING=1\nSTATUS=Answers what was begun");
  log_event(LogLevel::info, Event::serve_stopping, {});
  running->reset();
  log_event(LogLevel::info, Event::serve_stopped, {});
  return ended;
}

}  // namespace bridge::app
