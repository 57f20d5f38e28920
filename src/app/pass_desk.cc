#include "app/pass_desk.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "base/random.h"

namespace bridge::app {
namespace {

using scim::Json;

constexpr char kPrefix[] = "findings-";

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_private(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  return File(fd < 0 ? nullptr : ::fdopen(fd, "w"), &std::fclose);
}

}  // namespace

PassDesk::PassDesk(sync::Reconciler& reconciler, std::string folder)
    : reconciler_(reconciler), folder_(std::move(folder)) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error))
    if (entry.path().filename().string().starts_with(kPrefix)) std::filesystem::remove(entry.path(), error);
}

Result<Json> PassDesk::begin(const std::string& what) {
  using Trust = sync::Reconciler::Trust;
  const std::map<std::string, Trust> kinds = {{"plan", Trust::nobody},
                                              {"reconcile", Trust::nobody},
                                              {kRestored, Trust::nobody},
                                              {"reconcile directory", Trust::directory},
                                              {"reconcile state", Trust::state}};
  const auto kind = kinds.find(what);
  if (kind == kinds.end()) return invalid_input("a pass is 'plan' or 'reconcile'");
  const std::string path = folder_ + "/" + kPrefix + make_uuid(system_random());
  auto file = std::make_shared<File>(open_private(path));
  if (!*file) return unavailable("'" + path + "' cannot be written");
  const std::int64_t ticket = reconciler_.begin({what == "plan", what == kRestored,
                                                 [file](const sync::Finding& finding) {
                                                   const std::string line =
                                                       scim::to_text(to_json(finding)) + "\n";
                                                   std::fwrite(line.data(), 1, line.size(), file->get());
                                                   std::fflush(file->get());
                                                 },
                                                 kind->second});
  return Json{{"ticket", std::to_string(ticket)}, {"file", path}};
}

Result<Json> PassDesk::progress(const std::string& ticket) const {
  std::int64_t number = 0;
  std::from_chars(ticket.data(), ticket.data() + ticket.size(), number);
  const auto report = reconciler_.report(number);
  if (!report)
    return not_found("there is no pass with ticket '" + ticket + "'; the daemon was started again?");
  Json answer = {
      {"phase", report->phase}, {"done", report->done}, {"of", report->of}, {"ended", report->ended}};
  if (report->ended) answer["counts"] = sync::to_json(report->counts);
  if (report->failure) answer["stopped"] = report->failure->message;
  return answer;
}

Json to_json(const sync::Finding& finding) {
  const char* type = finding.type == scim::ResourceType::user ? "user" : "group";
  return {{"situation", sync::name_of(finding.situation)},
          {"type", type},
          {"id", finding.id.value},
          {"name", finding.who},
          {"dn", finding.dn.text()},
          {"why", finding.why},
          {"done", finding.done},
          {"ldif", finding.ldif}};
}

}  // namespace bridge::app
