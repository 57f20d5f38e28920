#pragma once

#include <string_view>

namespace bridge {

// Every kind of log line there is; docs/messages.md explains each.
#define BRIDGE_EVENTS(X)                        \
  X(serve_starting, "serve.starting")           \
  X(serve_waiting, "serve.waiting")             \
  X(serve_ready, "serve.ready")                 \
  X(serve_reloaded, "serve.reloaded")           \
  X(serve_reload_failed, "serve.reload_failed") \
  X(serve_key_kept, "serve.key_kept")           \
  X(serve_stuck, "serve.stuck")                 \
  X(serve_stopping, "serve.stopping")           \
  X(serve_stopped, "serve.stopped")             \
  X(http_request, "http.request")               \
  X(http_refused, "http.refused")               \
  X(http_paused, "http.paused")                 \
  X(http_fault, "http.fault")                   \
  X(auth_failed, "auth.failed")                 \
  X(auth_token_issued, "auth.token_issued")     \
  X(auth_token_refused, "auth.token_refused")   \
  X(auth_keys_failed, "auth.keys_failed")       \
  X(auth_expires_soon, "auth.expires_soon")     \
  X(ldap_unavailable, "ldap.unavailable")       \
  X(ldap_available, "ldap.available")           \
  X(ldap_refused, "ldap.refused")               \
  X(state_migrated, "state.migrated")           \
  X(state_failed, "state.failed")               \
  X(state_stopped, "state.stopped")             \
  X(state_renewed, "state.renewed")             \
  X(settle_begun, "settle.begun")               \
  X(settle_done, "settle.done")                 \
  X(settle_postponed, "settle.postponed")       \
  X(pass_begun, "pass.begun")                   \
  X(pass_done, "pass.done")                     \
  X(pass_waits, "pass.waits")                   \
  X(pass_stopped, "pass.stopped")               \
  X(live_watching, "live.watching")             \
  X(live_ended, "live.ended")                   \
  X(live_found, "live.found")                   \
  X(live_crowded, "live.crowded")               \
  X(mapping_doubtful, "mapping.doubtful")       \
  X(flag_raised, "flag.raised")                 \
  X(flag_cleared, "flag.cleared")               \
  X(guard_held, "guard.held")                   \
  X(guard_released, "guard.released")           \
  X(control_refused, "control.refused")

enum class Event {
#define X(symbol, name) symbol,
  BRIDGE_EVENTS(X)
#undef X
};

constexpr std::string_view name_of(Event event) {
  constexpr std::string_view names[] = {
#define X(symbol, name) name,
      BRIDGE_EVENTS(X)
#undef X
  };
  return names[static_cast<int>(event)];
}

}  // namespace bridge
