#include "app/operator_client.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

#include "app/control.h"
#include "app/exit_code.h"
#include "app/load_config.h"
#include "sync/member_values.h"

namespace bridge::app {

Status become_owner_of(const std::string& folder) {
  struct stat owned {};
  if (::geteuid() != 0 || ::stat(folder.c_str(), &owned) != 0 || owned.st_uid == 0) return Done{};
  if (::setgroups(0, nullptr) == 0 && ::setgid(owned.st_gid) == 0 && ::setuid(owned.st_uid) == 0)
    return Done{};
  return unavailable(std::strerror(errno)).within("becoming the owner of '" + folder + "'");
}

namespace {

Result<scim::Json> execute_here(const config::Config& config, const OperatorCommand& command) {
  TRY(become_owner_of(config.state_folder));
  auto lock = store::FolderLock::take(config.state_folder);
  if (!lock && lock.error().code == Error::Code::conflict)
    return conflict(lock.error().message + ", which does not answer at '" + config.control_socket +
                    "'; wait until it has started, or put [control] socket right");
  if (!lock) return std::move(lock).error();
  TRY_AS(store, store::Store::open(config.state_folder + "/state.db", 1));
  OperatorContext context{*store,          system_clock(),
                          system_random(), [&] { return mapping::Mapping::load(config.mapping); },
                          [] {},           [](scim::Json&) {}};
  context.state_folder = config.state_folder;
  if (command.name.starts_with("held.")) {
    TRY_AS(mapping, context.mapping());
    context.listing = sync::listing_rules(mapping->members());
  }
  return execute(command, context);
}

}  // namespace

Result<scim::Json> ask_operator(const std::string& config_file, const OperatorCommand& command) {
  TRY_AS(config, load_config(config_file));
  TRY_AS(answer, ask_daemon(config->control_socket, to_json(command)));
  return answer ? *std::move(answer) : execute_here(*config, command);
}

int run_operator_command(const std::string& config_file, const OperatorCommand& command, bool json) {
  const auto answer = ask_operator(config_file, command);
  if (!answer) {
    std::cerr << answer.error().message << '\n';
    return kFailed;
  }
  if (!json) return print(command, *answer);
  std::cout << scim::to_text(*answer) << '\n';
  return exit_code_of(command, *answer);
}

}  // namespace bridge::app
