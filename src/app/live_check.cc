#include "app/live_check.h"

#include "base/clock.h"
#include "base/log.h"
#include "ldap/libldap_session.h"

namespace bridge::app {
namespace {

using Severity = mapping::Finding::Severity;

constexpr std::chrono::seconds kPatience{2};  // Short, because the daemon's end waits for it.

void log(const mapping::Finding& finding) {
  if (finding.severity == Severity::note) return;
  log_event(LogLevel::warning, Event::mapping_doubtful,
            {{"place", finding.place.file ? finding.place.text() : ""},
             {"subject", finding.subject},
             {"severity", finding.severity == Severity::error ? "error" : "warning"},
             {"reason", finding.message}});
}

}  // namespace

Result<ldap::Survey> look_at_directory(const ldap::Settings& settings, const mapping::Mapping& mapping,
                                       std::chrono::milliseconds patience) {
  const auto deadline = system_clock().steady_now() + 2 * patience;
  auto session = ldap::open_session(settings, system_clock(), deadline);
  if (!session) return session.error().to_error();
  auto found = ldap::survey(**session, settings.uri, mapping.all_bases(), system_clock(), patience);
  if (!found) return found.error().to_error();
  return *std::move(found);
}

void LiveCheck::begin() {
  if (begun_) return;
  begun_ = true;
  thread_ = std::jthread([this] { run(); });
}

void LiveCheck::run() const {
  const auto survey = look_at_directory(settings_, *mapping_, kPatience);
  if (!survey) {
    log_event(LogLevel::warning, Event::mapping_doubtful,
              {{"reason", "the directory was not looked at: " + survey.error().message}});
    return;
  }
  for (const auto& finding : mapping_->check(*survey)) log(finding);
}

}  // namespace bridge::app
