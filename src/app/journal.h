#pragma once

#include <string>

#include "base/events.h"

namespace bridge::app {

// Whether standard error goes to the journal (systemd.exec(5), $JOURNAL_STREAM), which would rather have the
// fields than the text.
bool stderr_is_the_journals();

// The event's id for good (systemd.journal-fields(7)): 128 bits in hexadecimal, from the digest of its name.
std::string message_id(Event event);

}  // namespace bridge::app
