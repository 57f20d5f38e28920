#include "app/notify.h"

#include <systemd/sd-daemon.h>

#include <algorithm>

namespace bridge::app {

void notify(const std::string& state) { ::sd_notify(0, state.c_str()); }

std::string status_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return "STATUS=" + text;
}

}  // namespace bridge::app
