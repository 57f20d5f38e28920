// The status page's flags, nested groups first.
#include <algorithm>

#include "app/flag_guide.h"
#include "app/readable.h"
#include "app/status_sections.h"

namespace bridge::app {
namespace {

// One flag without what may name people: then the group or the id has to do.
Html example(const StatusPage& page, const store::Flag& flag, bool personal) {
  const auto group = page.groups.find(flag.resource);
  const Html where = group != page.groups.end() ? html("Group “{}”", group->second)
                     : flag.resource.value.empty()
                         ? html("<span class=\"mono\">{}</span>", flag.subject)
                         : html("<span class=\"mono\">{}</span>", flag.resource.value);
  return personal ? html("<li>{}</li>", where) : html("<li>{}: {}</li>", where, flag.detail);
}

Html examples(const StatusPage& page, std::string_view kind, long count, bool personal) {
  Html items;
  long shown = 0;
  for (const auto& flag : page.flags) {
    if (flag.kind != kind) continue;
    items += example(page, flag, personal);
    ++shown;
  }
  if (count > shown && shown > 0)
    items +=
        html("<li>and {} more: <code>scim-ldap-bridge flags</code></li>", with_separators(count - shown));
  return html("<ul class=\"examples\">{}</ul>", items);
}

Html one_kind(const StatusPage& page, const std::string& kind, long count) {
  const FlagGuide& guide = guide_to(kind);
  return html(
      "<li><h3><span class=\"count {}\">{}</span> {}</h3><p class=\"soft\">{} "
      "<span class=\"mono\">{}</span></p>{}</li>",
      guide.just_to_know ? "plain" : "warn", with_separators(count), guide.title, guide.remedy, kind,
      examples(page, kind, count, guide.personal));
}

}  // namespace

long flags_to_act_on(const StatusPage& page) {
  long count = 0;
  for (const auto& [kind, of_kind] : page.seen.flags)
    if (!guide_to(kind).just_to_know) count += of_kind;
  return count;
}

Html flags_section(const StatusPage& page) {
  auto kinds = page.seen.flags;
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const auto& a, const auto& b) { return rank_of(a.first) < rank_of(b.first); });
  Html rows;
  for (const auto& [kind, count] : kinds) rows += one_kind(page, kind, count);
  if (rows.text.empty()) return {};
  return html("<section><h2>What somebody should know</h2><ul class=\"rows\">{}</ul></section>", rows);
}

}  // namespace bridge::app
