#include "app/held_commands.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <sstream>

#include "app/terminal.h"
#include "sync/held.h"
#include "sync/preview.h"

namespace bridge::app {
namespace {

using scim::Json;
using State = store::Held::State;

constexpr int kMost = 1'000'000;
constexpr char kAll[] = "--all";

const char* name_of(State state) {
  switch (state) {
    case State::pending:
      return "waits";
    case State::approved:
      return "approved";
    case State::rejected:
      break;
  }
  return "rejected";
}

// By what people know who it is about.
std::string shown_name(const Json& body) {
  for (const char* key : {"userName", "displayName"})
    if (body.is_object() && body.contains(key) && body[key].is_string()) return body[key].get<std::string>();
  return "";
}

Result<Json> to_json(const store::Reader& reader, const store::Held& held) {
  TRY_AS(resource, reader.resource(held.id));
  return Json{{"number", held.number},
              {"kind", sync::name_of(held.kind)},
              {"type", scim::name_of(held.type)},
              {"resource", held.id.value},
              {"name", shown_name(resource ? resource->body : held.body)},
              {"subject", held.subject},
              {"state", name_of(held.state)},
              {"client", held.client},
              {"request", held.request_id},
              {"since", to_rfc3339(held.since)},
              {"why", held.why}};
}

Result<Json> list_held(const store::Reader& reader) {
  TRY_AS(all, reader.all_held(kMost));
  Json list = Json::array();
  for (const auto& held : all) {
    TRY_AS(json, to_json(reader, held));
    list.push_back(std::move(json));
  }
  return list;
}

Result<sync::Holds> find_one(const store::Reader& reader, const std::string& word) {
  std::int64_t number = 0;
  const char* const end = word.data() + word.size();
  if (const auto read = std::from_chars(word.data(), end, number);
      read.ec == std::errc() && read.ptr == end) {
    TRY_AS(held, reader.held(number));
    if (held) return sync::Holds{*std::move(held)};
    return not_found("nothing is held under the number " + word +
                     "; 'scim-ldap-bridge held list' shows what is");
  }
  TRY_AS(found, reader.held(scim::ResourceId{word}));
  if (found.empty())
    return not_found("nothing is held of '" + word + "'; 'scim-ldap-bridge held list' shows what is");
  return std::move(found);
}

// Those that are named; all that wait, when all are meant.
Result<sync::Holds> find_held(const store::Reader& reader, const std::string& subject) {
  if (subject == kEveryHeld) return reader.all_held(kMost);
  if (subject == kAll) return reader.held_in(State::pending, kMost);
  std::map<std::int64_t, store::Held> by_number;
  std::istringstream words(subject);
  for (std::string word; words >> word;) {
    TRY_AS(found, find_one(reader, word));
    for (auto& held : found) by_number.insert_or_assign(held.number, std::move(held));
  }
  sync::Holds holds;
  for (auto& [number, held] : by_number) holds.push_back(std::move(held));
  return holds;
}

Result<Json> show_held(const std::string& subject, const OperatorContext& context) {
  TRY_AS(mapping, context.mapping());
  return context.store.read([&](const store::Reader& reader) -> Result<Json> {
    TRY_AS(holds, find_held(reader, subject));
    Json shown = Json::array();
    for (const auto& held : holds) {
      TRY_AS(json, to_json(reader, held));
      TRY_AS(ldif, sync::preview(reader, *mapping, held));
      json["ldif"] = std::move(ldif);
      shown.push_back(std::move(json));
    }
    return shown;
  });
}

Result<Json> decide(const OperatorCommand& command, const OperatorContext& context, bool approves) {
  std::size_t decided = 0;
  const auto decided_on = [&](store::Transaction& transaction) -> Status {
    TRY_AS(holds, find_held(transaction, command.subject));
    for (const auto& held : holds)
      TRY(approves ? sync::approve(transaction, context.listing, held) : sync::reject(transaction, held));
    decided = holds.size();
    return Done{};
  };
  TRY(context.store.write(decided_on));
  if (approves) context.work_left();
  return Json{{approves ? "approved" : "rejected", decided}};
}

std::string text_of(const Json& object, const char* key) { return object.value(key, std::string()); }

void print_one(const Json& held) {
  const std::string subject = text_of(held, "subject"), client = text_of(held, "client");
  fmt::print("{:>6}  {:<9} {}{}  {} {} {}\n", held.value("number", 0L), text_of(held, "state"),
             text_of(held, "kind"), subject.empty() ? "" : " " + subject, text_of(held, "type"),
             text_of(held, "resource"), text_of(held, "name"));
  fmt::print(
      "{}", Terminal::standard_output().wrap(
                fmt::format("{}, {}: {}", text_of(held, "since"),
                            client.empty() ? "found by a pass" : "pushed by " + client, text_of(held, "why")),
                8));
}

void print_shown(const Json& held) {
  fmt::print("# {}{} of {} {} {}, {}, since {}\n# {}\n{}", text_of(held, "kind"),
             text_of(held, "subject").empty() ? "" : " " + text_of(held, "subject"), text_of(held, "type"),
             text_of(held, "resource"), text_of(held, "name"), text_of(held, "state"), text_of(held, "since"),
             text_of(held, "why"),
             text_of(held, "ldif").empty() ? "# nothing is left to do\n\n" : text_of(held, "ldif"));
}

}  // namespace

bool has_waiting(const Json& held) {
  return std::any_of(held.begin(), held.end(),
                     [](const Json& one) { return text_of(one, "state") != name_of(State::rejected); });
}

Result<Json> execute_held(const OperatorCommand& command, const OperatorContext& context) {
  if (command.name == "held.list")
    return context.store.read([](const store::Reader& reader) { return list_held(reader); });
  if (command.name == "held.show") return show_held(command.subject, context);
  return decide(command, context, command.name == "held.approve");
}

void print_held(const OperatorCommand& command, const Json& answer) {
  if (command.name == "held.list" && answer.empty()) fmt::print("Nothing is held.\n");
  if (command.name == "held.list")
    for (const auto& held : answer) print_one(held);
  else if (command.name == "held.show")
    for (const auto& held : answer) print_shown(held);
  else if (command.name == "held.approve")
    fmt::print("{} approved; the running bridge carries them out, or the next that is started.\n",
               answer.value("approved", 0L));
  else
    fmt::print("{} rejected; the directory keeps them until a client pushes the same again.\n",
               answer.value("rejected", 0L));
}

}  // namespace bridge::app
