#include "app/keep_secrets.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/private_file.h"

namespace bridge::app {

Status keep_secrets(const config::Config& config) {
  constexpr rlimit kNone{0, 0};
  ::setrlimit(RLIMIT_CORE, &kNone);
  ::prctl(PR_SET_DUMPABLE, 0);
  for (const std::string* file : {&config.ldap.password_file, &config.ldap.key, &config.ldap.keytab,
                                  &config.scim.key, &config.admin_token_file})
    if (!file->empty()) TRY(check_private(*file));
  return Done{};
}

}  // namespace bridge::app
