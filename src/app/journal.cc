#include "app/journal.h"

#include <sys/stat.h>
#include <sys/uio.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "base/digest.h"
#include "base/log_writer.h"

namespace bridge::app {
namespace {

bool stderr_is_the_journals() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat output {};
  return stream != nullptr && ::fstat(STDERR_FILENO, &output) == 0 &&
         stream == std::to_string(output.st_dev) + ":" + std::to_string(output.st_ino);
}

int priority_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return LOG_DEBUG;
    case LogLevel::info:
      return LOG_INFO;
    case LogLevel::warning:
      return LOG_WARNING;
    case LogLevel::error:
      return LOG_ERR;
  }
  return LOG_ERR;
}

// "request" becomes BRIDGE_REQUEST; our names have no other letters than these.
std::string journal_name(std::string_view name) {
  std::string out = "BRIDGE_";
  for (const char c : name) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : '_';
  return out;
}

void send(const LogLine& line) {
  std::vector<std::string> parts = {
      std::string("MESSAGE=") + "DIWE"[static_cast<int>(line.level)] + " " + as_text(line),
      "PRIORITY=" + std::to_string(priority_of(line.level)), "MESSAGE_ID=" + message_id(line.event),
      "SYSLOG_IDENTIFIER=scim-ldap-bridge", "BRIDGE_EVENT=" + std::string(name_of(line.event))};
  for (const Field& field : line.fields) parts.push_back(journal_name(field.name) + "=" + field.value);
  std::vector<iovec> sent;
  for (std::string& part : parts) sent.push_back({part.data(), part.size()});
  ::sd_journal_sendv(sent.data(), static_cast<int>(sent.size()));
}

}  // namespace

void log_to_journal() {
  if (stderr_is_the_journals()) set_log_writer(send);
}

std::string message_id(Event event) {
  return sha256_hex("scim-ldap-bridge event " + std::string(name_of(event))).substr(0, 32);
}

}  // namespace bridge::app
