#include "app/load_config.h"

#include <unistd.h>

#include <cerrno>

#include "ldap/kerberos.h"
#include "scim/extensions.h"

namespace bridge::app {

Result<std::shared_ptr<const config::Config>> load_config(const std::string& file) {
  auto loaded = config::load(file);
  if (!loaded && ::access(file.c_str(), R_OK) != 0)
    return invalid_input(loaded.error().message +
                         (errno == EACCES ? "; try sudo" : "; name it with --config FILE"));
  TRY_AS(config, std::move(loaded));
  if (!config->ldap.keytab.empty()) ldap::use_keytab(config->ldap.keytab);
  scim::declare_extensions(config->scim.schemas);
  return std::move(config);
}

}  // namespace bridge::app
