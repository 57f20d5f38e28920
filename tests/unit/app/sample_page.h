#pragma once

#include "app/status_page.h"

namespace bridge::app {

// A page with something in every part of it; the names in it would be elements if nothing escaped them.
inline StatusPage sample_page() {
  using namespace std::chrono_literals;
  StatusPage page;
  page.version = "0.1.0";
  page.scim_url = "https://scim.example.org/scim/v2";
  page.seen.at = WallTime(std::chrono::hours(24 * 365 * 57));
  const WallTime now = page.seen.at;
  page.started = now - std::chrono::days(12);
  page.seen.checks = {{"directory", ""}, {"state", ""}};
  page.seen.pool = {18, 2, 3};
  page.seen.counts = {12480, 312, 1, 3, 9};
  page.seen.members = 48211;
  page.seen.flags = {{"adopted", 2}, {"nested_group", 3}, {"unknown_member", 3}, {"value_refused", 1}};
  page.seen.clients = {{"entra <b>", now - 4min}, {"okta", now - 30h}};
  page.seen.tokens = {{1,
                       store::Credential::Kind::token,
                       "entra <b>",
                       "",
                       scim::Rights::all,
                       now - 1h,
                       now + std::chrono::days(160),
                       {}}};
  page.seen.passes = {
      {now - 8min, now - 7min, 1200ms, "repair", "schedule", "", 0, {{"drifted", 2}, {"missing", 1}}},
      {now - 68min, now - 67min, 900ms, "repair", "schedule", "", 0, {}},
  };
  page.certificate_expires = now + std::chrono::days(61);
  page.pushes.resize(144);
  for (std::size_t i = 0; i < page.pushes.size(); ++i) {
    if (i % 4 == 0) page.pushes[i].done = static_cast<unsigned>(20 + (i * 37) % 90);
    if (i % 4 == 1) page.pushes[i].done = static_cast<unsigned>((i * 13) % 25);
    if (i % 24 == 8) page.pushes[i].refused = 6;
    if (i == 97) page.pushes[i].failed = 40;
  }
  page.flags = {
      {"nested_group",
       {"7f3a0c1e"},
       "g2",
       "group 'Engineering' has the group 'Platform <i>' as a member",
       "entra",
       now - 3h},
      {"nested_group",
       {"8b1d2f3c"},
       "g3",
       "group 'All staff' has the group 'Berlin' as a member",
       "entra",
       now - 3h},
      {"nested_group",
       {"8b1d2f3c"},
       "g4",
       "group 'All staff' has the group 'Oslo' as a member",
       "entra",
       now - 3h},
      {"value_refused", {"c0ffee00-1111"}, "mail", "mail 'jo@@example.org' is refused", "entra", now - 26h},
      {"unknown_member", {"7f3a0c1e"}, "5e1f", "", "entra", now - 50h},
  };
  page.groups = {{{"7f3a0c1e"}, "Engineering <b>"}, {{"8b1d2f3c"}, "All staff"}};
  page.changes = {
      {now - 4min, "3b6f1c88-aaaa", "", "entra <b>", "modified mail, title"},
      {now - 5min, "7f3a0c1e-bbbb", "Engineering", "entra", "modified member"},
      {now - 44min, "99aa0c1e-cccc", "", "entra", "added"},
      {now - 3h, "99aa0c1e-dddd", "", "", "removed"},
  };
  return page;
}

}  // namespace bridge::app
