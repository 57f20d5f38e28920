#pragma once

#include <chrono>
#include <memory>
#include <thread>

#include "ldap/settings.h"
#include "ldap/survey.h"
#include "mapping/mapping.h"

namespace bridge::app {

// Looks at the directory as far as the mapping needs to know it, by a connection of its own. Takes `patience`
// for counting entries and at most twice that in all. Fails with `unavailable`.
Result<ldap::Survey> look_at_directory(const ldap::Settings& settings, const mapping::Mapping& mapping,
                                       std::chrono::milliseconds patience);

// What `check` would say of a mapping file and the directory, in the log of a daemon that serves all the
// same: looked for once, in a thread of its own.
class LiveCheck {
 public:
  LiveCheck(std::shared_ptr<const mapping::Mapping> mapping, ldap::Settings settings)
      : mapping_(std::move(mapping)), settings_(std::move(settings)) {}

  // The directory answers: begins, the first time it is called. One thread at a time; returns at once.
  void begin();

 private:
  void run() const;

  std::shared_ptr<const mapping::Mapping> mapping_;
  ldap::Settings settings_;
  bool begun_ = false;
  std::jthread thread_;
};

}  // namespace bridge::app
