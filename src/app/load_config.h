#pragma once

#include <memory>
#include <string>

#include "config/config.h"

namespace bridge::app {

// config::load, and what must be known before anything else is read: schemas of the operator's own. For
// main's thread, before there are others. Every command begins here.
Result<std::shared_ptr<const config::Config>> load_config(const std::string& file);

}  // namespace bridge::app
