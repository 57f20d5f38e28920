#pragma once

#include <filesystem>

#include "app/setup_answers.h"

namespace bridge::app {

// Where setup puts what it makes.
struct SetupPlaces {
  std::filesystem::path config;  // What is in use once all is right.
  std::filesystem::path draft;   // What it is until then.
  std::filesystem::path mapping;
  std::filesystem::path password;
  std::string state_folder, runtime_folder;  // Empty: the defaults.

  static SetupPlaces of(const SetupOptions& options);
};

// Writes the draft, the mapping file and the password, each readable by whom it concerns; a mapping that is
// there is kept as mapping.toml.old.
Status write_files(const SetupPlaces& places, const SetupAnswers& answers);

}  // namespace bridge::app
