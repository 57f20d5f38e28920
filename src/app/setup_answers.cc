#include "app/setup_answers.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/address.h"
#include "config/config.h"
#include "ldap/dial.h"
#include "ldap/libldap_session.h"
#include "ldap/server_traits.h"

namespace bridge::app {
namespace {

constexpr std::chrono::seconds kPatience{10};

std::filesystem::path presets_folder() {
  return std::filesystem::path(config::kDefaultFile).parent_path() / "mappings";
}

// Proposals only: where the directory does not say, there is none.
std::string first_naming_context(const ldap::Settings& settings) {
  auto session = ldap::open_session(settings, system_clock(), system_clock().steady_now() + kPatience);
  if (!session) return "";
  const auto root = (*session)->read(ldap::Dn(), {"namingContexts"});
  if (!root || !*root) return "";
  const auto contexts = ldap::values_of((*root)->attributes, "namingContexts");
  return contexts.empty() ? "" : contexts.front();
}

std::string fitting_preset(const ldap::Settings& settings) {
  constexpr char kUsual[] = "openldap-inetorgperson";
  auto session = ldap::open_session(settings, system_clock(), system_clock().steady_now() + kPatience);
  if (!session) return kUsual;
  const auto traits = ldap::traits_of(**session, settings.uri);
  if (!traits) return kUsual;
  if (traits->server.find("389") != std::string::npos) return "389ds";
  return traits->uuid_attribute == "objectGUID" ? "active-directory" : kUsual;
}

// The first line of a comment that says something to people.
std::string title_of(const std::filesystem::path& preset) {
  std::ifstream lines(preset);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("# ")) return line.substr(2);
  return "";
}

void list_presets() {
  std::error_code ignored;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(presets_folder(), ignored))
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) std::cerr << "  " << file.stem().string() << ": " << title_of(file) << '\n';
}

Result<std::string> file_of_preset(const std::string& preset) {
  const bool is_file = preset.find('/') != std::string::npos || preset.ends_with(".toml");
  const std::filesystem::path file =
      is_file ? std::filesystem::path(preset) : presets_folder() / (preset + ".toml");
  if (std::filesystem::is_regular_file(file)) return file.string();
  return not_found("there is no mapping file '" + file.string() + "'; --preset takes the name of one in '" +
                   presets_folder().string() + "', or a file");
}

bool wants_start_tls(const ldap::Settings& settings) {
  const auto server = ldap::parse_server(settings.uri.substr(0, settings.uri.find(' ')));
  return server && !server->tls && !server->local && !is_loopback(server->host);
}

Result<Secret> password_from(const std::string& file) {
  std::ifstream opened(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(opened), {}};
  if (!opened || text.empty()) return not_found("'" + file + "' holds no password");
  if (text.back() == '\n') text.pop_back();
  return Secret(std::move(text));
}

Status ask_for_directory(const SetupOptions& options, Questions& questions, SetupAnswers& answers) {
  ldap::Settings& ldap = answers.ldap;
  TRY_AS(uri, questions.ask(options.uri, "Address of the directory", "--uri", "ldap://localhost"));
  ldap.uri = uri;
  ldap.ca_file = options.ca_file.value_or("");
  ldap.start_tls = options.start_tls;
  if (!ldap.start_tls && wants_start_tls(ldap)) {
    TRY_AS(encrypt, questions.ask_yes("Encrypt the connection with StartTLS", "--start-tls", true));
    ldap.start_tls = encrypt;
  }
  const std::string context = options.offline || options.base ? "" : first_naming_context(ldap);
  TRY_AS(base, questions.ask(options.base, "Where the tree begins, such as dc=example,dc=org", "--base",
                             context.empty() ? std::nullopt : std::optional(context)));
  if (base.find_first_of("'\"\\\n") != std::string::npos || !ldap::Dn::parse(base))
    return invalid_input("'" + base + "' cannot be the base; write for example dc=example,dc=org");
  answers.base = base;
  return Done{};
}

// Over ldapi:// the server may see who we are, and then there is no name and no password.
Status ask_for_account(const SetupOptions& options, Questions& questions, SetupAnswers& answers) {
  const bool local = answers.ldap.uri.starts_with("ldapi://");
  const std::string proposal = local ? "" : "cn=scim-ldap-bridge," + answers.base;
  TRY_AS(bind_dn, questions.ask(options.bind_dn,
                                local ? "The bridge's account (empty: the Unix user it runs as)"
                                      : "The bridge's account",
                                "--bind-dn", proposal));
  answers.ldap.bind_dn = bind_dn;
  if (bind_dn.empty()) return Done{};
  auto password = options.password_file ? password_from(*options.password_file)
                                        : questions.ask_secret("Its password", "--password-file");
  if (!password) return std::move(password).error();
  answers.password = *std::move(password);
  return Done{};
}

Status ask_for_preset(const SetupOptions& options, Questions& questions, SetupAnswers& answers) {
  if (!options.preset && !options.take_proposals) {
    std::cerr << "What becomes of people and groups is said by a mapping file. There are:\n";
    list_presets();
  }
  const std::string proposal = options.preset    ? ""
                               : options.offline ? "openldap-inetorgperson"
                                                 : fitting_preset(answers.ldap);
  TRY_AS(preset, questions.ask(options.preset, "Which one to begin with", "--preset", proposal));
  TRY_AS(file, file_of_preset(preset));
  answers.preset_file = file;
  return Done{};
}

Status ask_for_listening(const SetupOptions& options, Questions& questions, SetupAnswers& answers) {
  TRY_AS(listen, questions.ask(options.listen,
                               "Where to listen for SCIM (127.0.0.1:8080 behind a TLS proxy, [::]:8443 with "
                               "a certificate)",
                               "--listen", "127.0.0.1:8080"));
  TRY_AS(address, parse_address(listen));
  answers.listen = listen;
  answers.certificate = options.certificate.value_or("");
  answers.key = options.key.value_or("");
  answers.external_url = options.external_url.value_or("");
  if (address.is_local()) return Done{};
  TRY_AS(certificate, questions.ask(options.certificate, "Its certificate (PEM)", "--certificate", {}));
  TRY_AS(key, questions.ask(options.key, "The certificate's private key (PEM)", "--key", {}));
  answers.certificate = std::filesystem::absolute(certificate).string();
  answers.key = std::filesystem::absolute(key).string();
  return Done{};
}

}  // namespace

Result<SetupAnswers> gather(const SetupOptions& options, Questions& questions) {
  SetupAnswers answers;
  TRY(ask_for_directory(options, questions, answers));
  TRY(ask_for_account(options, questions, answers));
  TRY(ask_for_preset(options, questions, answers));
  TRY(ask_for_listening(options, questions, answers));
  return answers;
}

}  // namespace bridge::app
