#include "app/status_page.h"

#include "app/readable.h"
#include "app/status_sections.h"
#include "status_html.h"

namespace bridge::app {
namespace {

struct Headline {
  const char* mood = "good";
  std::string title;
  std::string text;
};

std::string problems_of(const StatusPage& page, bool decisive) {
  std::string problems;
  for (const Check& check : page.seen.checks)
    if (check.decisive == decisive && !check.problem.empty())
      problems += (problems.empty() ? "" : "; ") + check.problem;
  return problems;
}

Headline headline_of(const StatusPage& page) {
  if (const std::string problems = problems_of(page, true); !problems.empty())
    return {"bad", "The bridge cannot do its work",
            problems +
                ". What clients push is answered with “try again”; nothing that was acknowledged is lost."};
  if (page.seen.counts.held > 0)
    return {"warn", "Changes wait for a person", "Look at what is held, then approve or reject it."};
  if (const std::string problems = problems_of(page, false); !problems.empty())
    return {"warn", "Pushes are carried out, but something went wrong", problems + "."};
  const long flags = flags_to_act_on(page);
  if (flags == 1) return {"warn", "Everything works; one thing asks for attention", "It is explained below."};
  if (flags > 1)
    return {"warn", "Everything works; " + with_separators(flags) + " things ask for attention",
            "They are explained below."};
  return {"good", "Everything works", "The directory answers, and nothing asks for attention."};
}

Html headline(const StatusPage& page) {
  const Headline line = headline_of(page);
  return html(
      "<div class=\"headline {}\"><span class=\"dot\"></span><div><strong>{}</strong><p>{}</p></div></div>",
      line.mood, line.title, line.text);
}

Html footer(const StatusPage& page) {
  return html(
      "Version {}, running since {} ({}). SCIM is served at <span class=\"mono\">{}</span>. For programs: "
      "<a href=\"/metrics\">/metrics</a>, <a href=\"/readyz\">/readyz</a>.",
      page.version, short_utc(page.started), relative_to(page.seen.at, page.started), page.scim_url);
}

}  // namespace

std::string render(const StatusPage& page) {
  const Headline line = headline_of(page);
  return fill_page(kStatusHtml, {{"title", html("{} · scim-ldap-bridge", line.title)},
                                 {"as_of", html("as of {}", short_utc(page.seen.at))},
                                 {"headline", headline(page)},
                                 {"tiles", tiles(page)},
                                 {"pushes", pushes_section(page)},
                                 {"held", held_section(page)},
                                 {"flags", flags_section(page)},
                                 {"passes", passes_section(page)},
                                 {"changes", changes_section(page)},
                                 {"clients", clients_section(page)},
                                 {"search", search_section(page)},
                                 {"footer", footer(page)}});
}

}  // namespace bridge::app
