#include "app/summary.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

namespace bridge::app {
namespace {

std::string counted(const scim::Json& status, const char* key, const char* what) {
  const auto count = status.value(key, 0L);
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

std::string summarise(const scim::Json& status) {
  std::string text = counted(status, "users", "user") + ", " + counted(status, "groups", "group") + ", " +
                     counted(status, "flags", "flag");
  if (status.value("open_intents", 0L) > 0)
    text += ", " + counted(status, "open_intents", "change") + " to settle";
  return text + "; the directory " + status.value("directory", "was not asked");
}

}  // namespace bridge::app
