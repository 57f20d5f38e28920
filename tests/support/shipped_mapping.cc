#include "support/shipped_mapping.h"

#include "support/places.h"
#include "support/temp_dir.h"

namespace bridge::testing {

std::string shipped_mapping(const std::string& preset, const std::vector<std::string>& rules) {
  std::string text = read_file(shipped("mappings/" + preset + ".toml")), added;
  for (const std::string& rule : rules) added += rule + "\n";
  const std::string section = "[users.attributes]\n";
  return text.insert(text.find(section) + section.size(), added);
}

}  // namespace bridge::testing
