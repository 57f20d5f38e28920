#include "app/credential_commands.h"

#include <fmt/core.h>

#include <algorithm>

#include "app/terminal.h"
#include "auth/credential_table.h"
#include "base/digest.h"

namespace bridge::app {
namespace {

using scim::Json;
using store::Credential;

constexpr int kLiveSecrets = 2;  // As many as a change from one to the next takes.

Credential::Kind kind_of(const OperatorCommand& command) {
  return command.name.starts_with("token.") ? Credential::Kind::token : Credential::Kind::client_secret;
}

const char* word_for(const OperatorCommand& command) {
  return kind_of(command) == Credential::Kind::token ? "token" : "secret";
}

std::string verb_of(const OperatorCommand& command) {
  return command.name.substr(command.name.find('.') + 1);
}

Json to_json(const Credential& one, WallTime now) {
  return {{"id", one.id},
          {"name", one.client},
          {"rights", scim::name_of(one.rights)},
          {"created", to_rfc3339(one.created)},
          {"expires", one.expires ? Json(to_rfc3339(*one.expires)) : Json()},
          {"state", one.revoked        ? "revoked"
                    : one.is_live(now) ? "live"
                                       : "expired"}};
}

// A name stands in Basic authentication, where ':' ends it (RFC 7617 section 2), and in log lines.
Status check_name(const std::string& name) {
  const bool odd =
      std::any_of(name.begin(), name.end(), [](char c) { return c <= ' ' || c == 0x7f || c == ':'; });
  if (!name.empty() && name.size() <= 64 && !odd) return Done{};
  return invalid_input("a client's name has 1 to 64 characters, no blanks and no ':'");
}

Status check_room(const std::vector<Credential>& known, const Credential& one) {
  if (one.kind != Credential::Kind::client_secret) return Done{};
  const auto live = std::count_if(known.begin(), known.end(), [&](const Credential& other) {
    return other.kind == one.kind && other.client == one.client && other.is_live(one.created);
  });
  if (live < kLiveSecrets) return Done{};
  return conflict("client '" + one.client +
                  "' has two live secrets already; end one first: scim-ldap-bridge client revoke " +
                  one.client + " --id ID");
}

Result<Credential> add(Credential one, store::Store& store) {
  const Status kept = store.write([&](store::Transaction& transaction) -> Status {
    TRY_AS(known, transaction.credentials());
    TRY(check_room(known, one));
    TRY(transaction.add_credential(one));
    TRY_AS(all, transaction.credentials());
    one =
        *std::find_if(all.begin(), all.end(), [&](const auto& other) { return other.digest == one.digest; });
    return Done{};
  });
  TRY(kept);
  return one;
}

Result<scim::Rights> rights_in(const OperatorCommand& command) {
  const std::string name = command.options.value("rights", "all");
  const auto rights = scim::parse_rights(name);
  if (rights) return *rights;
  return invalid_input("rights are read-only, users, read-users or all, not '" + name + "'");
}

Result<Json> create(const OperatorCommand& command, const OperatorContext& context) {
  TRY(check_name(command.subject));
  TRY_AS(rights, rights_in(command));
  const Secret secret = auth::make_secret(context.random);
  Credential credential;
  credential.kind = kind_of(command);
  credential.client = command.subject;
  credential.digest = sha256_hex(secret.reveal());
  credential.rights = rights;
  credential.created = context.clock.now();
  if (command.expires_in_days > 0)
    credential.expires = credential.created + std::chrono::days(command.expires_in_days);
  TRY_AS(made, add(std::move(credential), context.store));
  context.tokens_changed();
  Json answer = to_json(made, made.created);
  answer[word_for(command)] = secret.reveal();
  return answer;
}

Result<Json> list(const OperatorCommand& command, const OperatorContext& context) {
  TRY_AS(known, context.store.read([](const store::Reader& reader) { return reader.credentials(); }));
  Json answer = Json::array();
  for (const Credential& one : known)
    if (one.kind == kind_of(command)) answer.push_back(to_json(one, context.clock.now()));
  return answer;
}

Result<Json> revoke(const OperatorCommand& command, const OperatorContext& context) {
  const std::int64_t number = command.options.value("id", std::int64_t{0});
  const auto id = number > 0 ? std::optional(number) : std::nullopt;
  TRY(context.store.write([&](store::Transaction& transaction) {
    return transaction.revoke_credentials(kind_of(command), command.subject, id, context.clock.now());
  }));
  context.tokens_changed();
  return Json{{"name", command.subject}, {"state", "revoked"}};
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

void print_new(const OperatorCommand& command, const Json& made) {
  fmt::print("{}\n", text_of(made, word_for(command)));
  fmt::print(stderr, "This is a {} of '{}'. It is shown this once; only its digest is kept.\n",
             word_for(command), text_of(made, "name"));
}

void print_list(const OperatorCommand& command, const Json& known) {
  const std::string noun = command.name.substr(0, command.name.find('.'));
  if (known.empty()) {
    fmt::print("There are no {0}s; 'scim-ldap-bridge {0} create NAME' makes one.\n", noun);
    return;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : known) {
    const std::string expires = text_of(one, "expires");
    rows.push_back({std::to_string(one.value("id", 0)), text_of(one, "name"), text_of(one, "state"),
                    text_of(one, "rights"), text_of(one, "created"),
                    expires.empty() ? "does not expire" : expires});
  }
  fmt::print("{}", table(Terminal::standard_output(), {"ID", "NAME", "STATE", "RIGHTS", "CREATED", "EXPIRES"},
                         rows));
}

}  // namespace

bool is_credential_command(const OperatorCommand& command) {
  return command.name.starts_with("token.") || command.name.starts_with("client.");
}

Result<Json> execute_credential_command(const OperatorCommand& command, const OperatorContext& context) {
  const std::string verb = verb_of(command);
  if (verb == "create") return create(command, context);
  if (verb == "list") return list(command, context);
  if (verb == "revoke") return revoke(command, context);
  return not_found("there is no command '" + command.name + "'; is the running daemon of another version?");
}

void print_credentials(const OperatorCommand& command, const Json& answer) {
  const std::string verb = verb_of(command);
  if (verb == "create")
    print_new(command, answer);
  else if (verb == "list")
    print_list(command, answer);
  else
    fmt::print("The {}s of '{}' that were named are revoked.\n", word_for(command), text_of(answer, "name"));
}

}  // namespace bridge::app
