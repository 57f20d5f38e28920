#include "base/fault.h"

#ifdef BRIDGE_FAULT_POINTS
#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <string>

namespace bridge {
namespace {

struct Fault {
  std::string name;
  std::atomic<int> left = 0;

  Fault() {
    const char* wish = std::getenv("SCIM_LDAP_BRIDGE_FAULT");
    if (wish == nullptr) return;
    name = wish;
    left = 1;
    if (const auto colon = name.find(':'); colon != std::string::npos) {
      left = static_cast<int>(std::strtol(name.c_str() + colon + 1, nullptr, 10));
      name.resize(colon);
    }
  }
};

}  // namespace

void fault_point(std::string_view name) {
  static Fault fault;
  if (name == fault.name && --fault.left == 0) ::raise(SIGKILL);
}

}  // namespace bridge
#endif
