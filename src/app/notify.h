#pragma once

#include <string>

namespace bridge::app {

// Tells systemd (sd_notify(3)): "READY=1", "STATUS=…", "STOPPING=1". Nothing happens where systemd did not
// ask.
void notify(const std::string& state);

// "STATUS=…" for it, on one line.
std::string status_line(std::string text);

}  // namespace bridge::app
