#include "app/notify.h"

#include <systemd/sd-daemon.h>

namespace bridge::app {

void notify(const std::string& state) { ::sd_notify(0, state.c_str()); }

}  // namespace bridge::app
