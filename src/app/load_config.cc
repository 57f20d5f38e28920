#include "app/load_config.h"

#include "scim/extensions.h"

namespace bridge::app {

Result<std::shared_ptr<const config::Config>> load_config(const std::string& file) {
  TRY_AS(config, config::load(file));
  scim::declare_extensions(config->scim.schemas);
  return std::move(config);
}

}  // namespace bridge::app
