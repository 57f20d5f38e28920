#pragma once

#include <string>

#include "app/questions.h"
#include "app/setup.h"
#include "base/secret.h"
#include "ldap/settings.h"

namespace bridge::app {

// All that must be known for a configuration.
struct SetupAnswers {
  ldap::Settings ldap;  // Without the password's file.
  Secret password;
  std::string base;
  std::string preset_file;
  std::string listen, certificate, key, external_url;
};

// Asks for what the options do not say, with proposals from the directory where it can be asked. Fails with
// what was not answered or makes no sense.
Result<SetupAnswers> gather(const SetupOptions& options, Questions& questions);

}  // namespace bridge::app
