#include "app/status_sections.h"

#include <algorithm>

#include "app/push_chart.h"
#include "app/readable.h"

namespace bridge::app {
namespace {

Html tile(const char* title, const Html& value, const Html& note = {}) {
  return html("<div class=\"tile\"><dt>{}</dt>{}{}</div>", title, value,
              note.text.empty() ? Html() : html("<dd class=\"soft\"><small>{}</small></dd>", note));
}

Html number(long value) { return html("<dd>{}</dd>", with_separators(value)); }
Html word(std::string_view value) { return html("<dd class=\"word\">{}</dd>", value); }

bool works(const StatusPage& page, std::string_view name) {
  for (const Check& check : page.seen.checks)
    if (check.name == name) return check.problem.empty();
  return true;
}

Html unfinished(const StatusPage& page) {
  const long dirty = page.seen.counts.dirty;
  return dirty == 0 ? html("nothing waits") : html("and {} references", with_separators(dirty));
}

std::string last_seen(const StatusPage& page) {
  std::optional<WallTime> last;
  for (const auto& [client, time] : page.seen.clients)
    if (!last || time > *last) last = time;
  return last ? relative_to(page.seen.at, *last) : "not since the start";
}

Traffic::Pushes total(const StatusPage& page) {
  Traffic::Pushes sum;
  for (const auto& one : page.pushes) {
    sum.done += one.done;
    sum.refused += one.refused;
    sum.failed += one.failed;
  }
  return sum;
}

unsigned busiest(const StatusPage& page) {
  unsigned most = 0;
  for (const auto& one : page.pushes) most = std::max(most, one.done + one.refused + one.failed);
  return most;
}

Html key(const char* kind, unsigned count, const char* what) {
  return html("<li><i class=\"{}\"></i>{} {}</li>", kind, with_separators(count), what);
}

double seconds(std::chrono::milliseconds time) { return std::chrono::duration<double>(time).count(); }

Html findings(const PassSummary& pass) {
  Html text;
  for (const auto& [situation, count] : pass.found)
    text += html("{}{} {}", text.text.empty() ? "" : ", ", with_separators(count), situation);
  if (!text.text.empty()) return text;
  return pass.ended && pass.stopped.empty() ? html("all as it should be") : Html();
}

}  // namespace

Html moment(const StatusPage& page, WallTime time) {
  return html("<time datetime=\"{}\" title=\"{}\" class=\"soft\">{}</time>", to_rfc3339(time),
              short_utc(time), relative_to(page.seen.at, time));
}

Html tiles(const StatusPage& page) {
  const auto& seen = page.seen;
  Html all = tile("Directory", word(works(page, "directory") ? "answers" : "does not answer"),
                  html("{} of {} sessions busy", seen.pool.leased, seen.pool.size));
  all += tile("Last request", word(last_seen(page)), html("from any client"));
  all += tile("People", number(seen.counts.users), html("&nbsp;"));
  all += tile("Groups", number(seen.counts.groups), html("{} members", with_separators(seen.members)));
  all += tile("Unfinished changes", number(seen.counts.open_intents), unfinished(page));
  return all;
}

Html pushes_section(const StatusPage& page) {
  const auto sum = total(page);
  if (sum.done + sum.refused + sum.failed == 0)
    return html(
        "<section><h2>Pushes of the last day</h2><p class=\"soft\">Nothing was pushed since "
        "{}.</p></section>",
        short_utc(page.started));
  Html keys = key("done", sum.done, "carried out");
  keys += key("refused", sum.refused, "refused");
  keys += key("failed", sum.failed, "not at that time");
  keys += html("<li class=\"soft\">at most {} in ten minutes</li>", with_separators(busiest(page)));
  return html(
      "<section><h2>Pushes of the last day</h2><ul class=\"key\">{}</ul>{}<div class=\"axis\"><span>24 h "
      "ago</span>"
      "<span>18 h</span><span>12 h</span><span>6 h</span><span>now</span></div></section>",
      keys, push_chart(page.pushes));
}

Html held_section(const StatusPage& page) {
  if (page.held.empty()) return {};
  Html rows;
  for (const HeldChange& one : page.held)
    rows += html(
        "<li><div class=\"row\"><strong>{} {}</strong><span>{}<br><span class=\"mono "
        "soft\">{}</span></span>{}"
        "</div></li>",
        one.number, one.what, one.why, one.id, moment(page, one.since));
  const long more = page.seen.counts.held - static_cast<long>(page.held.size());
  if (more > 0) rows += html("<li class=\"soft\">and {} more</li>", with_separators(more));
  return html(
      "<section><h2>Held changes</h2><p class=\"soft\" style=\"margin-bottom:.9rem\">More was to go than the "
      "guard "
      "lets pass. Look with <code>scim-ldap-bridge held list</code> and <code>held show NUMBER</code>, then "
      "<code>held "
      "approve</code> or <code>held reject</code>.</p><ul class=\"rows\">{}</ul></section>",
      rows);
}

Html passes_section(const StatusPage& page) {
  Html rows;
  for (const PassSummary& pass : page.seen.passes) {
    const Html ended =
        pass.ended ? html("{} s", fmt::format("{:.1f}", seconds(pass.took))) : html("not ended");
    rows +=
        html("<li><div class=\"row\">{}<span>{}{}{}</span><span class=\"soft\">{} {}</span></div></li>",
             moment(page, pass.begun), findings(pass),
             pass.stopped.empty() ? Html() : html("<span class=\"differs\">stopped: {}</span>", pass.stopped),
             pass.left == 0 ? Html() : html("<br>{} still to be put right", with_separators(pass.left)),
             pass.mode, ended);
  }
  if (rows.text.empty()) rows = html("<li class=\"soft\">None yet.</li>");
  return html(
      "<section><h2>Last passes over the directory</h2><ul class=\"rows\">{}</ul><p class=\"soft\" "
      "style=\"margin-top:.9rem\">What a pass would do now: <code>scim-ldap-bridge "
      "plan</code>.</p></section>",
      rows);
}

Html changes_section(const StatusPage& page) {
  Html rows;
  for (const RecentChange& change : page.changes) {
    const Html who = change.group.empty() ? html("A person") : html("Group “{}”", change.group);
    rows += html(
        "<li><div class=\"row\">{}<span>{} <span class=\"soft\">{} <span "
        "class=\"mono\">{}</span></span></span>"
        "<span class=\"soft\">{}</span></div></li>",
        moment(page, change.at), who, change.what, change.id.substr(0, 8),
        change.client.empty() ? std::string("the bridge") : change.client);
  }
  if (rows.text.empty()) rows = html("<li class=\"soft\">None on record.</li>");
  return html(
      "<section><h2>Last changes of the directory</h2><ul class=\"rows\">{}</ul><p class=\"soft\" "
      "style=\"margin-top:.9rem\">Names and values: <code>scim-ldap-bridge audit</code>.</p></section>",
      rows);
}

Html clients_section(const StatusPage& page) {
  Html rows;
  for (const auto& [client, time] : page.seen.clients)
    rows += html("<li><div class=\"row\"><strong>{}</strong><span>was last seen</span>{}</div></li>", client,
                 moment(page, time));
  for (const auto& token : page.seen.tokens)
    if (token.expires)
      rows += html("<li><div class=\"row\"><strong>{}</strong><span>token ends {}</span>{}</div></li>",
                   token.client, short_utc(*token.expires), moment(page, *token.expires));
  if (page.certificate_expires)
    rows += html("<li><div class=\"row\"><strong>Certificate</strong><span>ends {}</span>{}</div></li>",
                 short_utc(*page.certificate_expires), moment(page, *page.certificate_expires));
  if (rows.text.empty()) rows = html("<li class=\"soft\">No client was seen since the start.</li>");
  return html("<section><h2>Clients</h2><ul class=\"rows\">{}</ul></section>", rows);
}

}  // namespace bridge::app
