// The status page's search for people: who has the admin token sees what was pushed, the entry and the
// difference.
#include <fmt/ranges.h>

#include "app/readable.h"
#include "app/status_sections.h"

namespace bridge::app {
namespace {

Html attributes(const PersonView& found) {
  Html rows;
  for (const auto& [name, value] : found.attributes)
    rows += html("<tr><th>{}</th><td class=\"mono\">{}</td></tr>", name, value);
  return html("<table>{}</table>", rows);
}

Html line(const LiveComparison::Line& one) {
  const bool differs = one.state == LiveComparison::Line::State::differs;
  return html("<tr><th>{}</th><td class=\"mono\">{}</td><td class=\"{}\">{}</td></tr>", one.attribute.text(),
              fmt::format("{}", fmt::join(one.has, ", ")), differs ? "differs" : "soft", name_of(one.state));
}

Html entry(const LiveComparison& live) {
  if (!live.found) return html("<p>There is no entry <span class=\"mono\">{}</span>.</p>", live.dn.text());
  Html rows;
  for (const auto& one : live.lines) rows += line(one);
  Html text = html("<p class=\"mono\">{}</p><table>{}</table>", live.dn.text(), rows);
  if (live.ldif.empty()) return text += html("<p class=\"soft\">The entry is as it should be.</p>");
  return text +=
         html("<p style=\"margin-top:.8rem\">What would have to be changed:</p><pre>{}</pre>", live.ldif);
}

Html flags(const StatusPage& page, const PersonView& found) {
  Html rows;
  for (const auto& flag : found.flags)
    rows += html("<li>{} <span class=\"mono\">{}</span>, {}</li>", flag.detail, flag.kind,
                 moment(page, flag.since));
  return rows.text.empty() ? Html() : html("<ul class=\"examples\">{}</ul>", rows);
}

Html answer(const StatusPage& page) {
  if (!page.found) return {};
  if (!*page.found)
    return html("<p style=\"margin-top:1rem\" class=\"differs\">{}</p>", page.found->error().message);
  const PersonView& found = **page.found;
  return html(
      "<h3 style=\"margin-top:1.3rem\">{}</h3><p class=\"soft\">{} <span class=\"mono\">{}</span></p>{}"
      "<h3 style=\"margin-top:1.2rem\">As pushed</h3>{}<h3 style=\"margin-top:1.2rem\">In the "
      "directory</h3>{}",
      page.asked, found.type == "user" ? "person" : "group", found.id, flags(page, found), attributes(found),
      found.live ? entry(*found.live) : html("<p class=\"differs\">{}</p>", found.problem));
}

}  // namespace

Html search_section(const StatusPage& page) {
  if (!page.can_search)
    return html(
        "<section><h2>Look somebody up</h2><p class=\"soft\"><code>scim-ldap-bridge explain NAME "
        "--live</code> shows "
        "what was pushed, the entry, and how they differ. To do so on this page, set <code>[admin] "
        "token_file</code>."
        "</p></section>");
  return html(
      "<section id=\"search\"><h2>Look somebody up</h2><form method=\"post\" action=\"/status#search\" "
      "autocomplete=\"off\"><label>userName, externalId, id, or a group’s displayName<input name=\"name\" "
      "value=\"{}\" "
      "required></label><label>Admin token<input name=\"token\" type=\"password\" required></label>"
      "<button>Look up</button></form>{}</section>",
      page.asked, answer(page));
}

}  // namespace bridge::app
