// Any text is read as a path or refused; what is read is printed so that it reads the same, be it an
// attribute or what a PATCH aims at.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "scim/patch_target.h"
#include "scim/path.h"

using namespace bridge::scim;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check(ResourceType type, std::string_view text) {
  if (const auto path = parse_attribute_path(type, text)) {
    // The core schema as a whole is the path without names: its URN is left out everywhere, so it prints as
    // nothing.
    const bool whole_resource = *path == AttributePath{};
    const auto again = parse_attribute_path(type, to_text(*path));
    require(whole_resource ? !again && to_text(*path).empty() : again && *again == *path);
    const Attribute* attribute = find_attribute(type, *path);
    require(attribute == nullptr || !path->attribute.empty());
  }
  if (const auto target = parse_patch_target(type, text)) {
    const auto again = parse_patch_target(type, to_text(*target));
    require(again && again->index() == target->index() && to_text(*again) == to_text(*target));
    require(is_read_only(type, *again) == is_read_only(type, *target));
    require(static_cast<bool>(check_target(type, *again)) == static_cast<bool>(check_target(type, *target)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(ResourceType::user, text);
  check(ResourceType::group, text);
  return 0;
}
