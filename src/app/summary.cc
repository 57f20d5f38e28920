#include "app/summary.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

namespace bridge::app {
namespace {

std::string counted(const scim::Json& status, const char* key, const char* what) {
  const auto count = status.value(key, 0L);
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string of_last_pass(const scim::Json& status) {
  const auto pass = status.find("last_pass");
  if (pass == status.end() || !pass->is_object()) return "";
  if (!pass->contains("ended")) return "; a pass is running";
  return fmt::format("; last pass {}, {} repaired", pass->value("ended", ""), pass->value("repaired", 0L));
}

}  // namespace

std::string summarise(const scim::Json& status) {
  std::string text = counted(status, "users", "user") + ", " + counted(status, "groups", "group") + ", " +
                     counted(status, "flags", "flag");
  if (const auto held = status.value("held", 0L); held > 0) text += fmt::format(", {} held", held);
  if (status.value("open_intents", 0L) > 0)
    text += ", " + counted(status, "open_intents", "change") + " to settle";
  return text + "; the directory " + status.value("directory", "was not asked") + of_last_pass(status);
}

}  // namespace bridge::app
