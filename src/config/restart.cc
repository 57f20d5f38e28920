#include "config/restart.h"

namespace bridge::config {
namespace {

struct Key {
  const char* name;
  std::string& (*of)(Config&);
};

constexpr Key kKeys[] = {
    {"scim.listen", [](Config& config) -> std::string& { return config.scim.listen; }},
    {"admin.listen", [](Config& config) -> std::string& { return config.admin_listen; }},
    {"control.socket", [](Config& config) -> std::string& { return config.control_socket; }},
    {"state.folder", [](Config& config) -> std::string& { return config.state_folder; }},
};

}  // namespace

std::vector<std::string> restart_keys() {
  std::vector<std::string> names;
  for (const Key& key : kKeys) names.emplace_back(key.name);
  return names;
}

std::vector<std::string> keep_until_restart(const Config& running, Config& next) {
  Config kept = running;
  std::vector<std::string> changed;
  for (const Key& key : kKeys) {
    if (key.of(next) == key.of(kept)) continue;
    key.of(next) = key.of(kept);
    changed.emplace_back(key.name);
  }
  return changed;
}

}  // namespace bridge::config
