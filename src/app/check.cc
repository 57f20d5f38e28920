#include "app/check.h"

#include "app/check_report.h"
#include "app/exit_code.h"
#include "app/live_check.h"
#include "app/load_config.h"

namespace bridge::app {
namespace {

using Severity = mapping::Finding::Severity;

constexpr std::chrono::seconds kPatience{10};  // For counting entries.

std::shared_ptr<const mapping::Mapping> check_file(const std::string& file, CheckReport& report) {
  auto loaded = mapping::Mapping::load(file);
  if (!loaded) {
    report.add(loaded.error());
    return nullptr;
  }
  const auto failures = (*loaded)->run_tests();
  for (const auto& failure : failures) report.add(invalid_input(failure));
  if (failures.empty()) report.tell(file + ": good");
  return *std::move(loaded);
}

void check_directory(const ldap::Settings& settings, const mapping::Mapping& mapping, bool if_reachable,
                     CheckReport& report) {
  auto survey = look_at_directory(settings, mapping, kPatience);
  if (!survey) {
    report.add(std::move(survey).error().within("the directory was not checked (--offline leaves it out)"),
               if_reachable ? Severity::warning : Severity::error);
    return;
  }
  report.tell(settings.uri + ": " + describe(*survey));
  report.add(mapping.check(*survey));
}

}  // namespace

int check(const CheckOptions& options) {
  CheckReport report;
  const auto config = load_config(options.config_file);
  if (config)
    report.tell(options.config_file + ": good");
  else
    report.add(config.error());

  std::string file = options.mapping_file;
  if (file.empty() && config) file = (*config)->mapping;
  const auto mapping = file.empty() ? nullptr : check_file(file, report);
  if (mapping) report.add(mapping->check());
  if (mapping && config && !options.offline)
    check_directory((*config)->ldap, *mapping, options.if_reachable, report);

  report.print(options.json);
  if (report.count(Severity::error) > 0) return kFailed;
  return options.strict && report.count(Severity::warning) > 0 ? kSomethingToSee : kFine;
}

}  // namespace bridge::app
