#include "app/operator_command.h"

#include "app/adopt_command.h"
#include "app/adopt_desk.h"
#include "app/audit_command.h"
#include "app/backup.h"
#include "app/credential_commands.h"
#include "app/group_commands.h"
#include "app/held_commands.h"
#include "app/pass_desk.h"
#include "app/stored_resource.h"
#include "sync/safe_mode.h"

namespace bridge::app {
namespace {

using scim::Json;

Result<Json> list_flags(const OperatorContext& context) {
  TRY_AS(flags, context.store.read([](const store::Reader& reader) { return reader.flags(); }));
  Json answer = Json::array();
  for (const auto& flag : flags)
    answer.push_back({{"kind", flag.kind},
                      {"resource", flag.resource.value},
                      {"subject", flag.subject},
                      {"detail", flag.detail},
                      {"client", flag.client},
                      {"since", to_rfc3339(flag.since)}});
  TRY(add_empty_groups(answer, context));
  return answer;
}

Status add_last_pass(Json& status, store::Store& store) {
  TRY_AS(passes, store.read([](const store::Reader& reader) { return reader.passes(1); }));
  if (passes.empty()) return Done{};
  Json last = Json::object();
  if (!passes.front().outcome.empty()) {
    TRY_AS(outcome, scim::parse_json(passes.front().outcome));
    last = std::move(outcome);
  }
  last["number"] = passes.front().number;
  last["begun"] = to_rfc3339(passes.front().begun);
  if (passes.front().ended) last["ended"] = to_rfc3339(*passes.front().ended);
  status["last_pass"] = std::move(last);
  return Done{};
}

Result<Json> tell_status(const OperatorContext& context) {
  TRY_AS(counts, context.store.read([](const store::Reader& reader) { return reader.counts(); }));
  Json answer = {{"running", false},
                 {"users", counts.users},
                 {"groups", counts.groups},
                 {"flags", counts.flags},
                 {"held", counts.held},
                 {"open_intents", counts.open_intents},
                 {"dirty_references", counts.dirty}};
  TRY_AS(safe, context.store.read([](const store::Reader& reader) { return sync::safe_mode(reader); }));
  if (safe) answer["safe_mode"] = *safe;
  TRY(add_last_pass(answer, context.store));
  context.add_live(answer);
  return answer;
}

Result<Json> begin_reload(const OperatorContext& context) {
  TRY(context.reload());
  return Json{{"reload", "begun"}};
}

}  // namespace

Json to_json(const OperatorCommand& command) {
  return {{"command", command.name},
          {"subject", command.subject},
          {"expires_in_days", command.expires_in_days},
          {"options", command.options}};
}

Result<OperatorCommand> parse_operator_command(const Json& json) {
  const bool sound = json.is_object() && json.contains("command") && json["command"].is_string() &&
                     json.contains("subject") && json["subject"].is_string() &&
                     json.contains("expires_in_days") && json["expires_in_days"].is_number_integer();
  if (!sound)
    return invalid_input("the control socket takes {\"command\", \"subject\", \"expires_in_days\"}");
  OperatorCommand command{json["command"].get<std::string>(), json["subject"].get<std::string>(),
                          json["expires_in_days"].get<int>()};
  if (json.contains("options") && json["options"].is_object()) command.options = json["options"];
  return command;
}

Result<Json> execute(const OperatorCommand& command, const OperatorContext& context) {
  if (is_credential_command(command)) return execute_credential_command(command, context);
  if (command.name == "adopt.first_number") return set_first_number(command.subject, context);
  if (command.name == "flags") return list_flags(context);
  if (command.name == "adopt.exact") return adopt_exactly(command, context);
  if (command.name.starts_with("held.")) return execute_held(command, context);
  if (command.name == "reload") return begin_reload(context);
  if (command.name == "status") return tell_status(context);
  if (command.name == "pass.begin" && context.passes != nullptr)
    return context.passes->begin(command.subject);
  if (command.name == "pass.progress" && context.passes != nullptr)
    return context.passes->progress(command.subject);
  if (command.name == "backup") return copy_state(context);
  if (command.name == "adopt.begin" && context.adoption != nullptr)
    return context.adoption->begin(command.subject != "apply");
  if (command.name == "adopt.progress" && context.adoption != nullptr)
    return context.adoption->progress(command.subject);
  if (command.name == "audit") return tell_audit(command, context);
  if (command.name == "resource") return show_resource(context.store, command.subject);
  return not_found("there is no command '" + command.name + "'; is the running daemon of another version?");
}

}  // namespace bridge::app
