#include "app/check.h"

#include <iostream>

#include "app/exit_code.h"
#include "config/config.h"
#include "mapping/mapping.h"

namespace bridge::app {
namespace {

bool check_mapping(const std::string& file) {
  const auto mapping = mapping::Mapping::load(file);
  if (!mapping) {
    std::cerr << mapping.error().message << '\n';
    return false;
  }
  const auto failures = (*mapping)->run_tests();
  for (const auto& failure : failures) std::cerr << failure << '\n';
  if (failures.empty()) std::cout << file << ": good\n";
  return failures.empty();
}

}  // namespace

int check(const std::string& config_file, const std::string& mapping_file) {
  const auto config = config::load(config_file);
  if (config)
    std::cout << config_file << ": good\n";
  else
    std::cerr << config.error().message << '\n';

  std::string mapping = mapping_file;
  if (mapping.empty() && config) mapping = (*config)->mapping;
  const bool mapping_good = mapping.empty() || check_mapping(mapping);
  return config && mapping_good ? kFine : kFailed;
}

}  // namespace bridge::app
