#include "app/adopt_desk.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/random.h"

namespace bridge::app {
namespace {

using scim::Json;

constexpr char kPrefix[] = "adoption-";

std::shared_ptr<std::FILE> open_private(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  std::FILE* const file = fd < 0 ? nullptr : ::fdopen(fd, "w");
  return file ? std::shared_ptr<std::FILE>(file, &std::fclose) : nullptr;
}

}  // namespace

AdoptDesk::AdoptDesk(const sync::Context& context, std::string folder)
    : context_(context), folder_(std::move(folder)) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error))
    if (entry.path().filename().string().starts_with(kPrefix)) std::filesystem::remove(entry.path(), error);
}

Result<Json> AdoptDesk::begin(bool only_look) {
  std::lock_guard lock(mutex_);
  if (!run_.ticket.empty() && !run_.ended) return conflict("the directory is being adopted already; wait");
  const std::string path = folder_ + "/" + kPrefix + make_uuid(system_random());
  const auto file = open_private(path);
  if (!file) return unavailable("'" + path + "' cannot be written");
  if (thread_.joinable()) thread_.join();
  run_ = {.ticket = std::to_string(++last_)};
  thread_ =
      std::jthread([this, only_look, file](const std::stop_token& stop) { run(only_look, file, stop); });
  return Json{{"ticket", run_.ticket}, {"file", path}};
}

void AdoptDesk::run(bool only_look, const std::shared_ptr<std::FILE>& file, const std::stop_token& stop) {
  sync::Adopter::Options options;
  options.only_look = only_look;
  options.on_finding = [&](const sync::AdoptionFinding& finding) {
    const std::string line = scim::to_text(to_json(finding)) + "\n";
    std::fwrite(line.data(), 1, line.size(), file.get());
  };
  auto ended = sync::Adopter(context_, std::move(options), progress_, stop).run();
  std::fflush(file.get());
  std::lock_guard lock(mutex_);
  run_.ended = true;
  if (ended) run_.counts = *ended;
  if (!ended) run_.failure = ended.error();
}

Result<Json> AdoptDesk::progress(const std::string& ticket) const {
  std::lock_guard lock(mutex_);
  if (ticket != run_.ticket)
    return not_found("nothing is being adopted with ticket '" + ticket + "'; the daemon was started again?");
  const char* phase = progress_.phase.load();
  Json answer = {
      {"phase", phase}, {"done", progress_.done.load()}, {"of", progress_.of.load()}, {"ended", run_.ended}};
  if (run_.ended) answer["counts"] = to_json(run_.counts);
  if (run_.failure) answer["stopped"] = run_.failure->message;
  return answer;
}

Json to_json(const sync::AdoptionFinding& finding) {
  Json json = {{"finding", sync::name_of(finding.kind)},
               {"name", finding.name},
               {"dn", finding.dn.text()},
               {"why", finding.why},
               {"done", finding.done}};
  if (!finding.id.value.empty()) {
    json["id"] = finding.id.value;
    json["type"] = finding.type == scim::ResourceType::user ? "user" : "group";
  }
  return json;
}

Json to_json(const sync::Adopter::Counts& counts) {
  return {{"entries", counts.entries},     {"linked", counts.linked},       {"matched", counts.matched},
          {"ambiguous", counts.ambiguous}, {"unmatched", counts.unmatched}, {"taken", counts.taken}};
}

}  // namespace bridge::app
