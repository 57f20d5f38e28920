// What the second listener shows of the daemon.
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/daemon.h"
#include "base/digest.h"
#include "sync/held.h"
#include "version.h"

namespace bridge::app {
namespace {

constexpr int kMinutesEach = 10;  // Of a bar in the chart.
constexpr int kFlagsShown = 5;    // Of each kind.
constexpr int kChangesShown = 12;
constexpr int kHeldShown = 10;

// The file is read each time, so that a changed token needs no restart. Compared by digest, in constant time.
Status check_admin_token(const std::string& file, const std::string& token) {
  std::ifstream opened(file);
  if (!opened) return Error{Error::Code::denied, "[admin] token_file '" + file + "' cannot be read"};
  Secret wanted(std::string(std::istreambuf_iterator<char>(opened), {}));
  std::string_view text = wanted.reveal();
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  if (!text.empty() && equal_in_constant_time(sha256_hex(text), sha256_hex(token))) return Done{};
  return Error{Error::Code::denied, "this is not the token in [admin] token_file"};
}

Result<RecentChange> recent_change(const store::Reader& reader, const store::AuditRecord& record) {
  TRY_AS(resource, reader.resource(record.resource));
  const bool group = resource && resource->type == scim::ResourceType::group;
  return RecentChange{record.at, record.resource.value, group ? resource->body.value("displayName", "") : "",
                      record.client, summarise(record.ldif)};
}

Status read_flags(const store::Reader& reader, StatusPage& page) {
  TRY_AS(flags, reader.flags());
  std::map<std::string, int> of_kind;
  for (auto& flag : flags) {
    if (++of_kind[flag.kind] > kFlagsShown) continue;
    TRY_AS(resource, reader.resource(flag.resource));
    if (resource && resource->type == scim::ResourceType::group)
      page.groups[flag.resource] = resource->body.value("displayName", "");
    page.flags.push_back(std::move(flag));
  }
  return Done{};
}

Status read_state(const store::Reader& reader, StatusPage& page) {
  TRY(read_flags(reader, page));
  TRY_AS(records, reader.audit_trail({.limit = kChangesShown}));
  for (const auto& record : records) {
    TRY_AS(change, recent_change(reader, record));
    page.changes.push_back(std::move(change));
  }
  TRY_AS(held, reader.held_in(store::Held::State::pending, kHeldShown));
  for (const auto& one : held)
    page.held.push_back({one.number, one.id.value, std::string(sync::name_of(one.kind)), one.why, one.since});
  return Done{};
}

}  // namespace

http::Handler Daemon::admin_pages() {
  metrics_.set(Metric::build_info, {{"version", kVersion}}, 1);
  for (const Metric metric : {Metric::start_time, Metric::last_request})
    metrics_.begin_at(metric, to_unix_seconds(record_->started));
  return admin_handler({[this] { return observer_->checks(); }, [this] { (void)observer_->look(); },
                        [this] { return metrics_text(); },
                        [this](const std::optional<PersonQuestion>& asked) { return status_html(asked); }},
                       admin_workers_);
}

Result<std::string> Daemon::metrics_text() {
  TRY_AS(seen, observer_->look());
  publish(seen, metrics_);
  publish_passes();
  publish_live();
  return metrics_.text();
}

void Daemon::publish_passes() {
  const auto totals = reconciler_.totals();
  metrics_.set(Metric::passes, {{"outcome", "ended"}}, static_cast<double>(totals.ended));
  metrics_.set(Metric::passes, {{"outcome", "stopped"}}, static_cast<double>(totals.stopped));
  metrics_.set(Metric::pass_repaired, {}, static_cast<double>(totals.repaired));
  for (std::size_t i = 0; i < totals.found.size(); ++i)
    if (totals.found[i] > 0)
      metrics_.set(Metric::pass_findings,
                   {{"situation", std::string(sync::name_of(static_cast<sync::Situation>(i)))}},
                   static_cast<double>(totals.found[i]));
}

void Daemon::publish_live() {
  const auto live = live_.state();
  metrics_.set(Metric::live_watching, live.watching ? 1 : 0);
  for (const auto& [outcome, number] : live.changes)
    metrics_.set(Metric::live_changes, {{"outcome", outcome}}, static_cast<double>(number));
}

Result<std::string> Daemon::status_html(const std::optional<PersonQuestion>& asked) {
  StatusPage page;
  page.version = kVersion;
  page.scim_url = config_->scim.external_url.empty() ? scim_url() : config_->scim.external_url;
  page.started = record_->started;
  TRY_AS(seen, observer_->look());
  page.seen = std::move(seen);
  page.certificate_expires = certificate_end_.with([](const auto& end) { return end; });
  page.pushes = record_->traffic.history(page.seen.at, kMinutesEach);
  TRY(store_->read([&](const store::Reader& reader) { return read_state(reader, page); }));
  page.can_search = !config_->admin_token_file.empty();
  if (asked) {
    page.asked = asked->name;
    page.found = look_up(*asked);
  }
  return render(page);
}

Result<PersonView> Daemon::look_up(const PersonQuestion& question) {
  if (config_->admin_token_file.empty())
    return Error{Error::Code::denied, "nobody can be looked up here: [admin] token_file is not set"};
  TRY(check_admin_token(config_->admin_token_file, question.token));
  return view_person(*store_, directory_, *context_.mapping, system_clock(), question.name);
}

}  // namespace bridge::app
