#include "app/audit_command.h"

#include <fmt/core.h>

#include <map>
#include <sstream>

#include "app/stored_resource.h"
#include "app/terminal.h"
#include "base/duration.h"
#include "scim/date_time.h"

namespace bridge::app {
namespace {

using Colour = Terminal::Colour;
using scim::Json;

Result<std::optional<WallTime>> read_since(const std::string& text, WallTime now) {
  if (text.empty()) return std::optional<WallTime>();
  if (const auto back = parse_duration(text)) return std::optional(now - *back);
  if (const auto instant = scim::parse_date_time(text))
    return std::optional(std::chrono::floor<WallTime::duration>(*instant));
  return invalid_input("--since '" + text +
                       "' is no time; write how far back (\"2h\", \"30d\") or a date such as \"2026-11-22\"");
}

// What people call a resource; its id when it is gone.
std::string name_of(const store::Reader& reader, const scim::ResourceId& id) {
  const auto resource = reader.resource(id);
  if (!resource || !*resource) return "";
  const bool user = (*resource)->type == scim::ResourceType::user;
  return (*resource)->body.value(user ? "userName" : "displayName", "");
}

Result<store::AuditQuery> make_query(const OperatorCommand& command, WallTime now) {
  store::AuditQuery query;
  query.request_id = command.options.value("request", "");
  query.limit = command.options.value("limit", AuditOptions().limit);
  TRY_AS(since, read_since(command.options.value("since", ""), now));
  query.since = since;
  return query;
}

// Rows of a resource that is gone are found by its id; by its name only in what was written then.
Status aim_at(const store::Reader& reader, const std::string& who, store::AuditQuery& query,
              std::string& note) {
  if (who.empty()) return Done{};
  TRY_AS(found, find_resource(reader, who));
  query.resource = found ? found->id : scim::ResourceId{who};
  if (found) return Done{};
  TRY_AS(rows, reader.audit_trail({.resource = query.resource, .limit = 1}));
  if (!rows.empty()) return Done{};
  query.resource.reset();
  query.naming = who;
  note = "nobody is called '" + who + "' now; these are changes whose text contains it";
  return Done{};
}

void print_ldif(const Terminal& terminal, const std::string& ldif) {
  std::istringstream lines(ldif);
  for (std::string line; std::getline(lines, line);)
    if (!line.empty())
      fmt::print("    {}\n", line.starts_with("dn:") ? terminal.paint(Colour::bold, line) : line);
}

}  // namespace

OperatorCommand to_command(const AuditOptions& options) {
  OperatorCommand command{"audit", options.who};
  command.options = Json::object();
  command.options["request"] = options.request;
  command.options["since"] = options.since;
  command.options["limit"] = options.limit;
  return command;
}

Result<Json> tell_audit(const OperatorCommand& command, const OperatorContext& context) {
  TRY_AS(query, make_query(command, context.clock.now()));
  return context.store.read([&](const store::Reader& reader) -> Result<Json> {
    std::string note;
    TRY(aim_at(reader, command.subject, query, note));
    TRY_AS(rows, reader.audit_trail(query));
    std::map<scim::ResourceId, std::string> names;
    Json changes = Json::array();
    for (const auto& row : rows) {
      if (!names.contains(row.resource)) names[row.resource] = name_of(reader, row.resource);
      Json change = Json::object();
      change["at"] = to_rfc3339(row.at);
      change["id"] = row.resource.value;
      change["name"] = names[row.resource];
      change["client"] = row.client;
      change["request"] = row.request_id;
      change["ldif"] = row.ldif;
      changes.push_back(std::move(change));
    }
    Json answer = Json::object();
    answer["changes"] = std::move(changes);
    answer["note"] = note;
    return answer;
  });
}

void print_audit(const Json& answer) {
  const Terminal terminal = Terminal::standard_output();
  const std::string note = answer.value("note", "");
  if (!note.empty()) fmt::print("{}.\n\n", note);
  if (answer["changes"].empty())
    fmt::print(
        "No change is on record; --since and --limit say how far is looked, [audit] keep how long it is "
        "kept.\n");
  for (const auto& change : answer["changes"]) {
    const std::string client = change.value("client", ""), request = change.value("request", "");
    fmt::print("{}  {}  {}\n", terminal.paint(Colour::green, change.value("at", "")),
               change.value("name", ""), terminal.paint(Colour::dim, change.value("id", "")));
    fmt::print("    asked by {}{}\n", client.empty() ? "the bridge itself" : client,
               request.empty() ? "" : ", request " + request);
    print_ldif(terminal, change.value("ldif", ""));
    fmt::print("\n");
  }
}

}  // namespace bridge::app
