#include "app/operator_client.h"

#include <iostream>

#include "app/control.h"
#include "app/exit_code.h"
#include "app/group_commands.h"
#include "app/load_config.h"

namespace bridge::app {
namespace {

Result<scim::Json> execute_here(const config::Config& config, const OperatorCommand& command) {
  TRY_AS(lock, store::FolderLock::take(config.state_folder));
  TRY_AS(store, store::Store::open(config.state_folder + "/state.db", 1));
  return execute(command,
                 {*store, system_clock(), system_random(),
                  [&] { return mapping::Mapping::load(config.mapping); }, [] {}, [](scim::Json&) {}});
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
  return command.name == "flags" && asks_for_attention(*answer) ? kSomethingToSee : kFine;
}

}  // namespace bridge::app
