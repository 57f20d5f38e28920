#include "app/cli.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <limits>

#include "app/adopt_report.h"
#include "app/audit_command.h"
#include "app/backup.h"
#include "app/check.h"
#include "app/exit_code.h"
#include "app/explain.h"
#include "app/help.h"
#include "app/operator_client.h"
#include "app/reconcile.h"
#include "app/serve.h"
#include "app/setup_cli.h"
#include "base/section.h"
#include "config/config.h"
#include "version.h"

namespace bridge::app {
namespace {

// What the command line chose; run after parsing, so that every mistake in it is told first.
using Chosen = std::function<int()>;

CLI::App* subcommand(CLI::App& cli, const std::string& name, const std::string& what,
                     std::string& config_file) {
  CLI::App* made = cli.add_subcommand(name, what);
  made->add_option("--config", config_file, "The configuration file")->capture_default_str();
  return made;
}

struct CredentialOptions {
  std::string rights = "all";
  int id = 0;
};

// "token" for bearer tokens, "client" for OAuth 2.0 clients and their secrets.
void add_credentials(CLI::App& cli, const std::string& noun, const std::string& secret, Chosen& chosen,
                     std::string& config_file, OperatorCommand& command, bool& json,
                     CredentialOptions& options) {
  const std::string program = "  scim-ldap-bridge " + noun;
  CLI::App* group =
      cli.add_subcommand(noun, "Make, list and revoke the " + secret + "s clients sign in with");
  group->require_subcommand(1);
  auto add = [&](const std::string& verb, const std::string& what, const std::string& footer) {
    CLI::App* made = subcommand(*group, verb, what, config_file);
    made->add_flag("--json", json, "Print for programs");
    made->footer(footer);
    made->callback([&chosen, &config_file, &command, &json, &options, name = noun + "." + verb] {
      command.name = name;
      command.options = {{"rights", options.rights}, {"id", options.id}};
      chosen = [&] { return run_operator_command(config_file, command, json); };
    });
    return made;
  };
  CLI::App* create = add("create",
                         (secret.starts_with('O') ? "Make an " : "Make a ") + secret +
                             " and print it once; only its digest is kept",
                         "Examples:\n" + program + " create entra --expires 180\n" + program +
                             " create monitor --rights read-only > secret.txt\n"
                             "Only the secret goes to standard output. Several may be live, so that one can "
                             "follow the other.");
  create->add_option("NAME", command.subject, "Who will use it")->required();
  create->add_option("--expires", command.expires_in_days, "Days until it ends by itself")
      ->check(CLI::Range(1, 3650));
  create->add_option("--rights", options.rights, "What its user may do")
      ->check(CLI::IsMember({"read-only", "users", "read-users", "all"}))
      ->capture_default_str();
  add("list", "List the " + secret + "s there are",
      "Examples:\n" + program + " list\n" + program + " list --json");
  CLI::App* revoke = add("revoke", "End at once what a client has, or one " + secret + " of it",
                         "Examples:\n" + program + " revoke entra\n" + program +
                             " revoke entra --id 3\nWho uses it is turned away from then on.");
  revoke->add_option("NAME", command.subject, "The client's name")->required();
  revoke->add_option("--id", options.id, "Only this one; 'list' shows the numbers")
      ->check(CLI::Range(1, std::numeric_limits<int>::max()));
}

void add_reports(CLI::App& cli, Chosen& chosen, std::string& config_file, OperatorCommand& command,
                 bool& json) {
  auto add = [&](const std::string& name, const std::string& what, const std::string& examples) {
    CLI::App* made = subcommand(cli, name, what, config_file);
    made->add_flag("--json", json, "Print for programs");
    made->footer(examples);
    made->callback([&chosen, &config_file, &command, &json, name] {
      command.name = name;
      chosen = [&] { return run_operator_command(config_file, command, json); };
    });
  };
  add("flags", "List what somebody should know: nested groups, unknown members, refused values …",
      "Examples:\n"
      "  scim-ldap-bridge flags\n"
      "  scim-ldap-bridge flags --json | jq '.[] | select(.kind == \"nested_group\")'\n"
      "Exit codes: 0 nothing has to be done, 3 somebody should look. docs/messages.md explains each kind.");
  add("status", "Tell what the bridge is doing and how it fares",
      "Examples:\n"
      "  scim-ldap-bridge status\n"
      "  scim-ldap-bridge status --json\n"
      "Works with the daemon running or stopped. The same for a browser: /status at [admin] listen.");
  add("reload", "Check what was changed and let the running bridge take it over",
      "Example:\n  scim-ldap-bridge reload\n"
      "What is wrong changes nothing. Keys marked (restart) in the configuration keep their values.");
}

void add_check(CLI::App& cli, Chosen& chosen, std::string& config_file, CheckOptions& options) {
  CLI::App* made = subcommand(cli, "check",
                              "Check the configuration, the mapping file and its tests, and both against the "
                              "directory, without changing anything",
                              config_file);
  made->add_option("--mapping", options.mapping_file,
                   "Check this mapping file instead of the configured one");
  made->add_flag("--strict", options.strict, "Exit with 3 when there are warnings");
  CLI::Option* offline =
      made->add_flag("--offline", options.offline, "Check the files alone, ask no directory");
  made->add_flag("--if-reachable", options.if_reachable, "Only warn when the directory cannot be asked")
      ->excludes(offline);
  made->add_flag("--json", options.json, "Print for programs");
  made->footer(
      "Examples:\n"
      "  scim-ldap-bridge check\n"
      "  scim-ldap-bridge check --mapping new.toml --strict\n"
      "  scim-ldap-bridge check --offline --mapping new.toml --json\n"
      "Exit codes: 0 all is well, 1 something cannot work, 3 warnings (with --strict).");
  made->callback([&] {
    chosen = [&] {
      options.config_file = config_file;
      return check(options);
    };
  });
}

void add_explain(CLI::App& cli, Chosen& chosen, std::string& config_file, ExplainOptions& options) {
  CLI::App* made = subcommand(cli, "explain", "Tell what becomes of a person or group, rule by rule, and why",
                              config_file);
  CLI::App* what = made->add_option_group("what");
  what->add_option("NAME", options.who, "Id, userName, externalId, or a group's displayName");
  what->add_option("--input", options.input,
                   "A JSON file with what a client would push; - for standard input");
  what->require_option(1);
  made->add_option("--mapping", options.mapping_file, "Try this mapping file instead of the configured one");
  made->add_flag("--live", options.live, "Also tell how the entry in the directory differs");
  made->add_flag("--json", options.json, "Print for programs");
  made->footer(
      "Examples:\n"
      "  scim-ldap-bridge explain jo@example.org\n"
      "  scim-ldap-bridge explain jo@example.org --mapping new.toml\n"
      "  scim-ldap-bridge explain jo@example.org --live\n"
      "  scim-ldap-bridge explain --input person.json\n"
      "Nothing is changed, and passwords are never shown.");
  made->callback([&] {
    chosen = [&] {
      options.config_file = config_file;
      return explain(options);
    };
  });
}

void add_passes(CLI::App& cli, Chosen& chosen, std::string& config_file, ReconcileOptions& options) {
  auto add = [&](const std::string& name, const std::string& what, bool only_look,
                 const std::string& footer) {
    CLI::App* made = subcommand(cli, name, what, config_file);
    made->add_flag("--json", options.json, "Print for programs");
    if (!only_look) {
      made->add_flag("--restored", options.restored,
                     "The directory was put back from a backup: bring back what it lacks");
      made->add_option("--trust", options.trust,
                       "Ends safe mode: read back what the directory has, or make it what the state says")
          ->check(CLI::IsMember({"directory", "state"}));
    }
    made->footer(footer);
    made->callback([&, only_look] {
      chosen = [&, only_look] {
        options.config_file = config_file;
        options.only_look = only_look;
        return reconcile(options);
      };
    });
  };
  add("plan", "Show what a pass over the directory would change, and change nothing", true,
      "Prints LDIF change records, each with the reason as a comment.\n"
      "Examples:\n  scim-ldap-bridge plan\n  scim-ldap-bridge plan | ldapmodify -c -H ldapi:///\n"
      "Exit codes: 0 nothing to do, 1 the pass was stopped, 3 there is something to do.");
  add("reconcile", "Compare everything with the directory and repair what differs, now", false,
      "Also brings everybody to a changed mapping file.\n"
      "Examples:\n  scim-ldap-bridge reconcile\n  scim-ldap-bridge reconcile --json\n"
      "  scim-ldap-bridge reconcile --trust directory\n"
      "Exit codes: 0 all is as it shall be, 1 the pass was stopped, 3 something was held or could not be "
      "done.");
}

void add_audit(CLI::App& cli, Chosen& chosen, std::string& config_file, AuditOptions& options, bool& json) {
  CLI::App* made =
      subcommand(cli, "audit", "Tell what was done to the directory, when, and on whose behalf", config_file);
  CLI::App* who = made->add_option_group("who");
  who->add_option("--user", options.who, "Only changes of this person: userName, externalId or id");
  who->add_option("--group", options.who, "Only changes of this group: displayName, externalId or id");
  who->require_option(0, 1);
  made->add_option("--request", options.request, "Only what this request did (X-Request-Id)");
  made->add_option("--since", options.since, "From then on: 2h, 30d, 2026-11-22, 2026-11-22T17:00:00Z");
  made->add_option("--limit", options.limit, "So many changes at most, the newest first")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  made->add_flag("--json", json, "Print for programs");
  made->footer(
      "Examples:\n"
      "  scim-ldap-bridge audit --user jo@example.org\n"
      "  scim-ldap-bridge audit --group Staff --since 7d\n"
      "  scim-ldap-bridge audit --since 2026-11-22T08:00:00Z --json\n"
      "  scim-ldap-bridge audit --request 7d420df3-8d4c-4a2b-8d2e-3a3e3b8a4b11\n"
      "Each change is told as LDIF: what went, what came. Passwords are never in it.");
  made->callback(
      [&] { chosen = [&] { return run_operator_command(config_file, to_command(options), json); }; });
}

void add_held(CLI::App& cli, Chosen& chosen, std::string& config_file, OperatorCommand& command, bool& json,
              std::vector<std::string>& which) {
  CLI::App* held = cli.add_subcommand("held", "Look at changes and values that wait for you, and decide");
  held->require_subcommand(1);
  auto add = [&](const std::string& verb, const std::string& what) {
    CLI::App* made = subcommand(*held, verb, what, config_file);
    made->add_flag("--json", json, "Print for programs");
    made->footer(
        "Examples:\n"
        "  scim-ldap-bridge held list\n  scim-ldap-bridge held show 17\n"
        "  scim-ldap-bridge held approve 17 18\n  scim-ldap-bridge held approve --all\n"
        "  scim-ldap-bridge held reject 19");
    made->callback([&chosen, &config_file, &command, &json, &which, verb] {
      command.name = "held." + verb;
      if (command.subject.empty())
        for (const auto& one : which) command.subject += one + " ";
      chosen = [&] { return run_operator_command(config_file, command, json); };
    });
    return made;
  };
  auto add_about = [&](const std::string& verb, const std::string& what) {
    auto* about = add(verb, what)->add_option_group("what");
    about->add_option("ID", which, "Numbers that 'held list' shows, or ids of people and groups");
    about->add_flag_callback(
        "--all", [&command] { command.subject = "--all"; }, "All that wait");
    about->require_option(1);
  };
  add("list", "List them; exits with 3 when something waits");
  add_about("show", "Show what would be done, as LDIF");
  add_about("approve", "Let the directory hear of them");
  add_about("reject", "Leave the directory as it is, until a client pushes the same again");
}

// What to say when the first word is no command; else nothing.
std::string unknown_command(const CLI::App& cli, int argc, char** argv) {
  const std::string word = argc > 1 ? argv[1] : "";
  if (word.empty() || word.starts_with('-')) return "";
  std::vector<std::string> names;
  for (const CLI::App* command : cli.get_subcommands({})) names.push_back(command->get_name());
  return std::find(names.begin(), names.end(), word) == names.end() ? unknown_name("command", word, names)
                                                                    : "";
}

void add_backup(CLI::App& cli, Chosen& chosen, std::string& config_file, std::string& copy, bool& json) {
  CLI::App* made =
      subcommand(cli, "backup", "Copy the state database, also while the bridge is running", config_file);
  made->add_option("FILE", copy, "The copy; it must not be there yet")->required();
  made->add_flag("--json", json, "Print for programs");
  made->footer(
      "Example:\n  scim-ldap-bridge backup /var/backups/scim-ldap-bridge.db\n"
      "The copy is marked as one: a bridge that starts on it is in safe mode until 'reconcile --trust'.");
  made->callback([&] { chosen = [&] { return backup(config_file, copy, json); }; });
}

void add_adopt(CLI::App& cli, Chosen& chosen, std::string& config_file, OperatorCommand& command, bool& json,
               AdoptOptions& options) {
  CLI::App* made =
      subcommand(cli, "adopt", "Take over people and groups of a directory that was in use before the bridge",
                 config_file);
  made->add_flag("--json", json, "Print for programs");
  auto* said = made->add_option_group("what");
  said->add_flag("--apply", options.apply, "Do it; without it, only tell which entries would be taken over");
  CLI::Option* first = said->add_option("--first-number", command.subject,
                                        "From where on numbers were never given to anybody");
  CLI::Option* exact = said->add_option(
      "--exact", command.subject,
      "The group (id or displayName) whose entry shall list nobody but whom the client says");
  said->require_option(0, 1);
  made->footer(
      "Examples:\n  scim-ldap-bridge adopt\n  scim-ldap-bridge adopt --apply\n"
      "  scim-ldap-bridge adopt --first-number uid=10500\n  scim-ldap-bridge adopt --exact Staff\n"
      "Changes nothing in the directory. Exit codes: 0 nothing is left to adopt, 1 it was stopped, 3 entries "
      "could be\nadopted, or a person must tell them apart.");
  made->callback([&, exact, first] {
    if (exact->count() == 0 && first->count() == 0) {
      chosen = [&] {
        options.config_file = config_file;
        options.json = json;
        return adopt(options);
      };
      return;
    }
    command.name = exact->count() > 0 ? "adopt.exact" : "adopt.first_number";
    chosen = [&] { return run_operator_command(config_file, command, json); };
  });
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App cli{"Writes the users and groups Microsoft Entra ID pushes over SCIM 2.0 into an LDAP directory.",
               "scim-ldap-bridge"};
  cli.formatter(help_formatter());
  cli.failure_message(mistake_text);
  cli.set_version_flag("--version", std::string("scim-ldap-bridge ") + kVersion);
  cli.require_subcommand(1);
  cli.footer(
      "'scim-ldap-bridge COMMAND --help' shows examples. Exit codes: 0 fine, 1 failed, 2 wrong usage, 3 "
      "somebody "
      "should look.");

  std::string config_file = config::kDefaultFile;
  OperatorCommand command;
  bool json = false;
  Chosen chosen;

  CLI::App* serving =
      subcommand(cli, "serve", "Run the bridge in the foreground, as systemd does", config_file);
  bool waits = false;
  serving->add_flag("--wait", waits, "Wait until the configuration file is there");
  serving->footer(
      "Example:\n  scim-ldap-bridge serve --config /etc/scim-ldap-bridge/config.toml\n"
      "SIGTERM ends it in good order, SIGHUP reads everything again.");
  serving->callback([&] { chosen = [&] { return serve(config_file, waits); }; });

  CheckOptions checking;
  add_check(cli, chosen, config_file, checking);
  ExplainOptions explaining;
  add_explain(cli, chosen, config_file, explaining);

  ReconcileOptions reconciling;
  add_passes(cli, chosen, config_file, reconciling);

  add_setup(cli, chosen);
  CredentialOptions credential;
  add_credentials(cli, "token", "bearer token", chosen, config_file, command, json, credential);
  add_credentials(cli, "client", "OAuth 2.0 secret", chosen, config_file, command, json, credential);
  add_reports(cli, chosen, config_file, command, json);
  std::string copy;
  add_backup(cli, chosen, config_file, copy, json);
  AdoptOptions adopting;
  add_adopt(cli, chosen, config_file, command, json, adopting);
  AuditOptions auditing;
  add_audit(cli, chosen, config_file, auditing, json);
  std::vector<std::string> which;
  add_held(cli, chosen, config_file, command, json, which);

  if (const std::string unknown = unknown_command(cli, argc, argv); !unknown.empty()) {
    std::cerr << unknown << '\n';
    return kUsage;
  }
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? kFine : kUsage;
  }
  return chosen();
}

}  // namespace bridge::app
