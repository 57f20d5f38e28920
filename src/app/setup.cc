#include "app/setup.h"

#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/exit_code.h"
#include "app/own_process.h"
#include "app/setup_files.h"
#include "base/address.h"

namespace bridge::app {
namespace {

Status check_draft(const SetupPlaces& places, bool offline) {
  std::vector<std::string> command = {"check", "--config", places.draft.string()};
  if (offline) command.emplace_back("--offline");
  TRY_AS(checked, run_ourselves(command));
  std::cerr << checked.out;
  if (checked.exit_code == kFine) return Done{};
  return invalid_input("nothing is in use yet: put right what was found, here or in '" +
                       places.mapping.string() + "', and run setup again");
}

Result<std::string> make_token(const SetupPlaces& places, const std::string& name) {
  TRY_AS(made, run_ourselves({"token", "create", name, "--config", places.draft.string()}));
  if (made.exit_code != kFine) return invalid_input("the token '" + name + "' could not be made");
  return made.out.substr(0, made.out.find('\n'));
}

// What was in use is kept as config.toml.old.
Status put_into_use(const SetupPlaces& places) {
  std::error_code error;
  if (std::filesystem::exists(places.config))
    std::filesystem::rename(places.config, places.config.string() + ".old", error);
  if (!error) std::filesystem::rename(places.draft, places.config, error);
  if (error) return unavailable(error.message()).within("writing '" + places.config.string() + "'");
  return Done{};
}

std::string tenant_url(const SetupAnswers& answers) {
  if (!answers.external_url.empty()) return answers.external_url;
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  const auto address = parse_address(answers.listen);
  const bool ours = !answers.certificate.empty() && address && address->port != 443;
  return fmt::format("https://{}{}/scim/v2", host.data(), ours ? ":" + std::to_string(address->port) : "");
}

void tell_programs(const std::string& unit, const SetupPlaces& places, const SetupAnswers& answers,
                   const std::string& token) {
  fmt::print("{}\n", nlohmann::json({{"config", places.config.string()},
                                     {"mapping", places.mapping.string()},
                                     {"tenant_url", tenant_url(answers)},
                                     {"secret_token", token},
                                     {"unit", unit}})
                         .dump());
}

void tell(const SetupOptions& options, const SetupPlaces& places, const SetupAnswers& answers,
          const std::string& token) {
  const std::string unit = "scim-ldap-bridge" + (options.instance ? "@" + *options.instance : "");
  if (options.json) return tell_programs(unit, places, answers, token);
  fmt::print(
      "\n{} is written; what becomes of people and groups is said in {}.\n"
      "\nIn the Entra admin centre: Enterprise applications > your application > Provisioning > Admin "
      "Credentials\n"
      "  Tenant URL    {}\n"
      "  Secret Token  {}\n"
      "{}"
      "The token is shown this once. Map objectId to externalId (the default, mailNickname, changes).\n"
      "\nThe service: systemctl {} {}\n",
      places.config.string(), places.mapping.string(), tenant_url(answers), token,
      answers.certificate.empty() && answers.external_url.empty()
          ? "Entra ID speaks HTTPS only: let a TLS proxy of that name pass requests on to " + answers.listen +
                ".\n"
          : "",
      options.force ? "restart" : "enable --now", unit);
}

Status run(const SetupOptions& options) {
  const SetupPlaces places = SetupPlaces::of(options);
  if (std::filesystem::exists(places.config) && !options.force)
    return conflict("'" + places.config.string() + "' is there already; --force makes a new one");
  Questions questions(options.take_proposals);
  TRY_AS(answers, gather(options, questions));
  TRY(write_files(places, answers));
  TRY(check_draft(places, options.offline));
  TRY_AS(token, make_token(places, options.token));
  TRY(put_into_use(places));
  tell(options, places, answers, token);
  return Done{};
}

}  // namespace

int set_up(SetupOptions options) {
  if (const auto done = run(options); !done) {
    std::cerr << done.error().message << '\n';
    return kFailed;
  }
  return kFine;
}

}  // namespace bridge::app
