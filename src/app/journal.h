#pragma once

#include <string>
#include <string_view>

#include "base/events.h"

namespace bridge::app {

// When standard error is the journal's (systemd.exec(5), $JOURNAL_STREAM), log lines go there with their
// fields beside the text: BRIDGE_EVENT, BRIDGE_REQUEST, BRIDGE_DN … and the event's MESSAGE_ID
// (systemd.journal-fields(7)). Before threads start.
void log_to_journal();

// The event's id for good: 128 bits in hexadecimal, from the digest of its name.
std::string message_id(Event event);

}  // namespace bridge::app
