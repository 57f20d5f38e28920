#include "app/journal.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/digest.h"

namespace bridge::app {

bool stderr_is_the_journals() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat output {};
  return stream != nullptr && ::fstat(STDERR_FILENO, &output) == 0 &&
         stream == std::to_string(output.st_dev) + ":" + std::to_string(output.st_ino);
}

std::string message_id(Event event) {
  return sha256_hex("scim-ldap-bridge event " + std::string(name_of(event))).substr(0, 32);
}

}  // namespace bridge::app
