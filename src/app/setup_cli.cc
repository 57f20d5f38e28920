#include "app/setup_cli.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/setup.h"
#include "config/config.h"

namespace bridge::app {
namespace {

void add_directory_options(CLI::App& setup, SetupOptions& options) {
  setup.add_option("--uri", options.uri, "Address of the directory: ldap://, ldaps:// or ldapi://");
  setup.add_option("--base", options.base, "Where its tree begins, such as dc=example,dc=org");
  setup.add_option("--bind-dn", options.bind_dn, "The bridge's account there");
  setup.add_option("--password-file", options.password_file, "A file with its password; it is copied")
      ->check(CLI::ExistingFile);
  setup.add_flag("--start-tls", options.start_tls, "Encrypt an ldap:// connection");
  setup.add_option("--ca-file", options.ca_file, "Who vouches for the directory's certificate (PEM)")
      ->check(CLI::ExistingFile);
  setup.add_option("--preset", options.preset,
                   "The mapping to begin with: the name of a shipped one, or a file");
}

void add_listening_options(CLI::App& setup, SetupOptions& options) {
  setup.add_option("--listen", options.listen, "Where to listen for SCIM: address:port or unix:/path");
  setup.add_option("--certificate", options.certificate, "Certificate and chain for TLS (PEM)");
  setup.add_option("--key", options.key, "Its private key (PEM)");
  setup.add_option("--external-url", options.external_url, "What clients call us: https://HOST/scim/v2");
  setup.add_option("--state-folder", options.state_folder,
                   "Where to keep the state, instead of the service's folder");
  setup.add_option("--runtime-folder", options.runtime_folder,
                   "Where to put the sockets for commands and health checks");
  setup.add_option("--token", options.token, "What to call the first token")->capture_default_str();
}

}  // namespace

void add_setup(CLI::App& cli, std::function<int()>& chosen) {
  CLI::App* made = cli.add_subcommand(
      "setup", "Make a configuration and a first token, check them, and tell what to enter at Entra ID");
  const auto options = std::make_shared<SetupOptions>();
  options->config_file = config::kDefaultFile;
  CLI::Option* config = made->add_option("--config", options->config_file, "The configuration file to write")
                            ->capture_default_str();
  made->add_option("--instance", options->instance, "Set up the unit scim-ldap-bridge@NAME instead")
      ->excludes(config)
      ->check([](const std::string& name) {
        return name.empty() || name.find('/') != std::string::npos || name == "mappings" || name == "secrets"
                   ? "'" + name + "' cannot be the name of an instance"
                   : "";
      });
  add_directory_options(*made, *options);
  add_listening_options(*made, *options);
  made->add_flag("--yes", options->take_proposals,
                 "Ask nothing: take what is proposed where no option says it");
  made->add_flag("--offline", options->offline, "Do not ask the directory");
  made->add_flag("--force", options->force,
                 "Also when there is a configuration; it is kept as config.toml.old");
  made->add_flag("--json", options->json, "Print for programs");
  made->footer(
      "Examples:\n"
      "  scim-ldap-bridge setup\n"
      "  scim-ldap-bridge setup --yes --uri ldaps://ldap.example.org --base dc=example,dc=org \\\n"
      "    --bind-dn cn=bridge,dc=example,dc=org --password-file pw --external-url "
      "https://scim.example.org/scim/v2");
  made->callback([options, &chosen] { chosen = [options] { return set_up(*options); }; });
}

}  // namespace bridge::app
