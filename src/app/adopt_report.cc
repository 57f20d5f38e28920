#include "app/adopt_report.h"

#include <fmt/core.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/adopt_desk.h"
#include "app/control.h"
#include "app/exit_code.h"
#include "app/load_config.h"
#include "app/operator_client.h"
#include "ldap/libldap_session.h"

namespace bridge::app {
namespace {

using scim::Json;
using Progress = std::function<Result<Json>(const std::string& ticket)>;

constexpr std::chrono::milliseconds kGlance{100};

struct Outcome {
  Json counts;
  std::string file;  // One finding a line; removed by whoever read it.
};

Result<Outcome> wait_for(const Json& begun, const Progress& progress) {
  for (;;) {
    TRY_AS(answer, progress(begun.value("ticket", "")));
    if (answer.contains("stopped")) return unavailable(answer["stopped"].get<std::string>());
    if (answer.value("ended", false)) return Outcome{answer["counts"], begun.value("file", "")};
    std::this_thread::sleep_for(kGlance);
  }
}

Result<Json> progress_at(const std::string& socket, const std::string& ticket) {
  TRY_AS(answer, ask_daemon(socket, to_json(OperatorCommand{"adopt.progress", ticket, 0})));
  if (!answer) return unavailable("the daemon went away; what was taken over until then stays so");
  return *std::move(answer);
}

// In a process that is the only one. A state that was lost is made anew.
Result<Outcome> run_here(const config::Config& config, bool only_look) {
  TRY(become_owner_of(config.state_folder));
  TRY_AS(mapping, mapping::Mapping::load(config.mapping));
  TRY_AS(lock, store::FolderLock::take(config.state_folder));
  TRY_AS(store, store::Store::open(config.state_folder + "/state.db", 2));
  ldap::Pool directory(
      [&](SteadyTime deadline) { return ldap::open_session(config.ldap, system_clock(), deadline); }, 4,
      system_clock());
  sync::ResourceLocks locks;
  sync::Context context{.store = *store,
                        .directory = directory,
                        .mapping = mapping,
                        .clock = system_clock(),
                        .random = system_random(),
                        .locks = locks};
  if (auto identity = ldap::Dn::parse(config.ldap.bind_dn)) context.identity = *std::move(identity);
  AdoptDesk desk(context, config.state_folder);
  TRY_AS(begun, desk.begin(only_look));
  return wait_for(begun, [&](const std::string& ticket) { return desk.progress(ticket); });
}

Result<Outcome> run(const AdoptOptions& options) {
  TRY_AS(config, load_config(options.config_file));
  const OperatorCommand question{"adopt.begin", options.apply ? "apply" : "look", 0};
  TRY_AS(begun, ask_daemon(config->control_socket, to_json(question)));
  if (!begun) return run_here(*config, !options.apply);
  return wait_for(*begun,
                  [&](const std::string& ticket) { return progress_at(config->control_socket, ticket); });
}

// No value may end the line it stands in.
std::string in_one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return text;
}

void print_line(const Json& finding) {
  const bool done = finding.value("done", false);
  fmt::print("{:<10} {:<6} {:<32} {}\n", done ? "adopted" : finding.value("finding", ""),
             finding.value("type", ""), in_one_line(finding.value("name", "")),
             in_one_line(finding.value("dn", "")));
  if (const auto why = finding.value("why", ""); !why.empty())
    fmt::print("{:<10} {}\n", "", in_one_line(why));
}

template <class Print>
Status each_finding(const std::string& path, const Print& print) {
  std::ifstream file(path);
  if (!file) return unavailable("'" + path + "' cannot be read");
  ::unlink(path.c_str());
  for (std::string line; std::getline(file, line);) {
    TRY_AS(finding, scim::parse_json(line));
    print(finding);
  }
  return Done{};
}

Status print(const Outcome& outcome, const AdoptOptions& options) {
  const Json& counts = outcome.counts;
  if (options.json) {
    fmt::print("{{\"findings\":[");
    const char* between = "\n";
    TRY(each_finding(outcome.file, [&](const Json& finding) {
      fmt::print("{}{}", between, scim::to_text(finding));
      between = ",\n";
    }));
    fmt::print("],\n\"counts\":{}}}\n", scim::to_text(counts));
    return Done{};
  }
  TRY(each_finding(outcome.file, print_line));
  std::fflush(stdout);
  fmt::print(stderr, "{} entries read, {} ours already; {} matched, {} ambiguous, {} unmatched, {} adopted\n",
             counts.value("entries", 0L), counts.value("linked", 0L), counts.value("matched", 0L),
             counts.value("ambiguous", 0L), counts.value("unmatched", 0L), counts.value("taken", 0L));
  if (!options.apply && counts.value("matched", 0L) > 0)
    fmt::print(stderr, "'scim-ldap-bridge adopt --apply' makes people and groups of those matched.\n");
  if (options.apply && counts.value("taken", 0L) > 0)
    fmt::print(stderr, "'scim-ldap-bridge plan' shows what the next pass would change in them.\n");
  return Done{};
}

}  // namespace

int adopt(const AdoptOptions& options) {
  const auto outcome = run(options);
  const Status printed = outcome ? print(*outcome, options) : Status(outcome.error());
  if (!printed) {
    std::cerr << printed.error().message << '\n';
    return kFailed;
  }
  const Json& counts = outcome->counts;
  const long left = counts.value("matched", 0L) - counts.value("taken", 0L) + counts.value("ambiguous", 0L);
  return left > 0 ? kSomethingToSee : kFine;
}

}  // namespace bridge::app
