#pragma once

#include "app/html.h"
#include "app/status_page.h"

namespace bridge::app {

// The parts of the status page, each markup of its own or nothing. Pure.
Html tiles(const StatusPage& page);
Html pushes_section(const StatusPage& page);
Html held_section(const StatusPage& page);
Html flags_section(const StatusPage& page);
Html passes_section(const StatusPage& page);
Html changes_section(const StatusPage& page);
Html clients_section(const StatusPage& page);
Html search_section(const StatusPage& page);  // And what was found.

long flags_to_act_on(const StatusPage& page);

// "22 Nov 17:01 UTC", with "5 min ago" beside it.
Html moment(const StatusPage& page, WallTime time);

}  // namespace bridge::app
