#include "app/reconcile.h"

#include <fmt/core.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "app/control.h"
#include "app/exit_code.h"
#include "app/guard_limits.h"
#include "app/held_commands.h"
#include "app/load_config.h"
#include "app/operator_client.h"
#include "app/pass_desk.h"
#include "app/progress_text.h"
#include "ldap/libldap_session.h"
#include "sync/safe_mode.h"

namespace bridge::app {
namespace {

using scim::Json;

constexpr std::chrono::milliseconds kGlance{150};

// What came out of a pass, wherever it ran.
struct Outcome {
  Json counts;
  std::string file;  // One finding a line; removed by whoever read it.
};

// One line on a terminal that is written over and over, and nothing elsewhere.
class ProgressLine {
 public:
  void show(const std::string& phase, long done, long of) {
    if (!terminal_) return;
    const auto since = clock_.in(phase, std::chrono::steady_clock::now());
    fmt::print(stderr, "\r\033[K{}", progress_text(phase, done, of, since));
    std::fflush(stderr);
    shown_ = true;
  }
  ~ProgressLine() {
    if (shown_) fmt::print(stderr, "\r\033[K");
  }

 private:
  PhaseClock clock_;
  bool terminal_ = ::isatty(STDERR_FILENO) == 1;
  bool shown_ = false;
};

// `progress` is asked again and again how a pass fares that has begun.
template <class Progress>
Result<Outcome> wait_for(const Json& begun, const Progress& progress) {
  ProgressLine line;
  for (;;) {
    TRY_AS(answer, progress(begun.value("ticket", "")));
    if (answer.contains("stopped")) return unavailable(answer["stopped"].template get<std::string>());
    if (answer.value("ended", false)) return Outcome{answer["counts"], begun.value("file", "")};
    line.show(answer.value("phase", ""), answer.value("done", 0L), answer.value("of", 0L));
    std::this_thread::sleep_for(kGlance);
  }
}

Result<Json> progress_at(const std::string& socket, const std::string& ticket) {
  TRY_AS(answer, ask_daemon(socket, to_json(OperatorCommand{"pass.progress", ticket, 0})));
  if (!answer) return unavailable("the daemon went away; what the pass repaired until then stays so");
  return *std::move(answer);
}

// The parts of a daemon that a pass needs, in a process that is the only one.
Result<Outcome> run_here(const config::Config& config, const std::string& what) {
  TRY_AS(mapping, mapping::Mapping::load(config.mapping));
  const std::string file = config.state_folder + "/state.db";
  if (!std::filesystem::exists(file))  // Nor is one made: it would belong to whoever asks.
    return not_found("there is no '" + file +
                     "', so there is nothing to compare with; start the daemon first");
  TRY_AS(lock, store::FolderLock::take(config.state_folder));
  TRY_AS(store, store::Store::open(file, 2));
  ldap::Settings settings = config.ldap;
  settings.marks = std::make_shared<ldap::ChangeMarks>(config.reconcile.replica_wait);
  ldap::Pool directory(
      [&](SteadyTime deadline) { return ldap::open_session(settings, system_clock(), deadline); }, 4,
      system_clock());
  sync::ResourceLocks locks;
  TRY(sync::enter_if_copy(*store, system_clock().now()));
  sync::Context context{.store = *store,
                        .directory = directory,
                        .mapping = mapping,
                        .clock = system_clock(),
                        .random = system_random(),
                        .locks = locks,
                        .guard = limits_of(config.guard),
                        .marks = settings.marks};
  if (auto identity = ldap::Dn::parse(config.ldap.bind_dn)) context.identity = *std::move(identity);
  sync::Settler settler(context);
  sync::Reconciler reconciler(context, settler, {.every = {}, .replica_wait = config.reconcile.replica_wait});
  TRY(reconciler.start());
  PassDesk desk(reconciler, config.state_folder);
  TRY_AS(begun, desk.begin(what));
  return wait_for(begun, [&](const std::string& ticket) { return desk.progress(ticket); });
}

Result<Outcome> run(const ReconcileOptions& options) {
  TRY_AS(config, load_config(options.config_file));
  const std::string what = options.only_look       ? "plan"
                           : options.restored      ? kRestored
                           : options.trust.empty() ? "reconcile"
                                                   : "reconcile " + options.trust;
  const OperatorCommand question{"pass.begin", what, 0};
  TRY_AS(begun, ask_daemon(config->control_socket, to_json(question)));
  if (!begun) return run_here(*config, what);
  return wait_for(*begun,
                  [&](const std::string& ticket) { return progress_at(config->control_socket, ticket); });
}

// No value may end the comment it stands in.
std::string in_one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return text;
}

std::string text_of(const Json& json, const char* key) { return json.value(key, ""); }

std::string describe(const Json& finding) {
  std::string text = text_of(finding, "situation");
  if (const auto name = text_of(finding, "name"); !name.empty())
    text += ": " + text_of(finding, "type") + " " + name;
  if (const auto why = text_of(finding, "why"); !why.empty()) text += ": " + why;
  return in_one_line(std::move(text));
}

bool is_work(const Json& finding) {
  const auto situation = text_of(finding, "situation");
  return situation != "foreign" && situation != "refused" && situation != "occupied" &&
         situation != "ambiguous";
}

// As a file for ldapmodify: what only tells is a comment.
void print_plan(const Json& finding) {
  fmt::print("# {}\n", describe(finding));
  if (is_work(finding) && !text_of(finding, "ldif").empty())
    fmt::print("{}", text_of(finding, "ldif"));
  else
    fmt::print("# {}\n\n", in_one_line(text_of(finding, "dn")));
}

void print_done(const Json& finding) {
  if (text_of(finding, "situation") == "foreign") return;
  const bool done = finding.value("done", false);
  fmt::print("{:<9} {}\n          {}\n", done ? "repaired" : "left", describe(finding),
             in_one_line(text_of(finding, "dn")));
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

void print_summary(const Json& counts, bool only_look) {
  std::string situations;
  for (const auto& [name, number] : counts["situations"].items())
    situations += fmt::format(", {} {}", number.get<long>(), name);
  const long to_do = counts.value("to_do", 0L);
  if (only_look)
    fmt::print(stderr, "{} entries read, {}{}\n", counts.value("entries", 0L),
               to_do == 0 ? "nothing to do" : fmt::format("{} to do", to_do), situations);
  else
    fmt::print(stderr, "{} entries read, {} repaired, {} held{}\n", counts.value("entries", 0L),
               counts.value("repaired", 0L), counts.value("held", 0L), situations);
}

int exit_code(const Json& counts, bool only_look) {
  const long left = only_look
                        ? counts.value("to_do", 0L)
                        : counts.value("held", 0L) + counts.value("to_do", 0L) - counts.value("repaired", 0L);
  return left > 0 || counts.value("held", 0L) > 0 ? kSomethingToSee : kFine;
}

// Waits for a person, or was rejected by one: no part of the plan, but told.
void print_held(const Json& held) {
  fmt::print("# {}: {} of {} {}: {}\n", held.value("state", ""), text_of(held, "kind"), text_of(held, "type"),
             in_one_line(text_of(held, "name")), in_one_line(text_of(held, "why")));
  std::istringstream ldif(text_of(held, "ldif"));
  for (std::string line; std::getline(ldif, line);) fmt::print("#   {}\n", line);
}

Result<Json> held_changes(const ReconcileOptions& options) {
  if (!options.only_look) return Json::array();
  return ask_operator(options.config_file, {"held.show", kEveryHeld, 0});
}

Status print(const Outcome& outcome, const Json& held, const ReconcileOptions& options) {
  if (options.json) {
    fmt::print("{{\"findings\":[");
    const char* between = "\n";
    TRY(each_finding(outcome.file, [&](const Json& finding) {
      fmt::print("{}{}", between, scim::to_text(finding));
      between = ",\n";
    }));
    fmt::print("],\n\"held\":{},\n\"counts\":{}}}\n", scim::to_text(held), scim::to_text(outcome.counts));
    return Done{};
  }
  TRY(each_finding(outcome.file, options.only_look ? print_plan : print_done));
  for (const auto& one : held) print_held(one);
  std::fflush(stdout);
  print_summary(outcome.counts, options.only_look);
  return Done{};
}

}  // namespace

int reconcile(const ReconcileOptions& options) {
  const auto outcome = run(options);
  const auto held = outcome ? held_changes(options) : Result<Json>(outcome.error());
  const Status printed = held ? print(*outcome, *held, options) : Status(held.error());
  if (printed && has_waiting(*held)) return kSomethingToSee;
  if (printed) return exit_code(outcome->counts, options.only_look);
  std::cerr << printed.error().message << '\n';
  return kFailed;
}

}  // namespace bridge::app
