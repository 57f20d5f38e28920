#include "config/config.h"

#include <gtest/gtest.h>

#include "support/data_cases.h"
#include "support/places.h"
#include "support/temp_dir.h"

namespace bridge::config {
namespace {

using testing::TempDir;
using testing::write_file;
using namespace std::chrono_literals;

constexpr char kLeast[] = "[ldap]\nuri = \"ldapi://%2Frun%2Fslapd.sock\"\n";

std::shared_ptr<const Config> load_text(const TempDir& folder, const std::string& text) {
  const std::string file = folder / "config.toml";
  write_file(file, text);
  const auto config = load(file);
  if (!config) ADD_FAILURE() << config.error().message;
  return config ? *config : nullptr;
}

TEST(Config, LoadsWhatIsShipped) {
  const auto config = load(testing::shipped("packaging/config.toml"));
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ((*config)->ldap.uri, "ldap://localhost");
  EXPECT_EQ((*config)->file, testing::shipped("packaging/config.toml"));
}

TEST(Config, ShippedCommentsShowTheTrueDefaults) {
  const TempDir folder;
  std::string text = testing::read_file(testing::shipped("packaging/config.toml"));
  // Take the comment signs off every "# key = value" line.
  for (const std::string key : {"listen",
                                "allow_plain_http",
                                "max_body_bytes",
                                "max_connections",
                                "workers",
                                "request_timeout",
                                "socket",
                                "folder",
                                "file",
                                "start_tls",
                                "ca_file",
                                "verify_certificate",
                                "allow_clear_text",
                                "connect_timeout",
                                "operation_timeout",
                                "level",
                                "token_file",
                                "keep",
                                "format",
                                "enabled",
                                "percent",
                                "number",
                                "disable_percent",
                                "disable_number",
                                "window",
                                "every",
                                "mode",
                                "rollout",
                                "hsts",
                                "allow_from",
                                "trusted_proxies",
                                "max_connections_per_address",
                                "access_token_life"}) {
    const std::string commented = "\n# " + key + " = ";
    std::size_t found = 0;
    for (auto at = text.find(commented); at != std::string::npos; at = text.find(commented, at + 1), ++found)
      text.replace(at, commented.size(), "\n" + key + " = ");
    EXPECT_EQ(found, key == "listen" ? 2u : 1u) << key;
  }
  const auto written_out = load_text(folder, text);
  const auto by_default = load_text(folder, kLeast);
  ASSERT_TRUE(written_out && by_default);
  EXPECT_EQ(written_out->scim.listen, by_default->scim.listen);
  EXPECT_EQ(written_out->scim.allow_plain_http, by_default->scim.allow_plain_http);
  EXPECT_EQ(written_out->scim.max_body_bytes, by_default->scim.max_body_bytes);
  EXPECT_EQ(written_out->scim.max_connections, by_default->scim.max_connections);
  EXPECT_EQ(written_out->scim.workers, by_default->scim.workers);
  EXPECT_EQ(written_out->scim.request_timeout, by_default->scim.request_timeout);
  EXPECT_EQ(written_out->admin_listen, by_default->admin_listen);
  EXPECT_EQ(written_out->admin_token_file, by_default->admin_token_file);
  EXPECT_EQ(written_out->audit_keep, by_default->audit_keep);
  EXPECT_EQ(written_out->log_format, by_default->log_format);
  EXPECT_EQ(written_out->control_socket, by_default->control_socket);
  EXPECT_EQ(written_out->state_folder, by_default->state_folder);
  EXPECT_EQ(written_out->mapping, by_default->mapping);
  EXPECT_EQ(written_out->guard.enabled, by_default->guard.enabled);
  EXPECT_EQ(written_out->guard.percent, by_default->guard.percent);
  EXPECT_EQ(written_out->guard.number, by_default->guard.number);
  EXPECT_EQ(written_out->guard.disable_percent, by_default->guard.disable_percent);
  EXPECT_EQ(written_out->guard.disable_number, by_default->guard.disable_number);
  EXPECT_EQ(written_out->guard.window, by_default->guard.window);
  EXPECT_EQ(written_out->ldap.start_tls, by_default->ldap.start_tls);
  EXPECT_EQ(written_out->ldap.ca_file, by_default->ldap.ca_file);
  EXPECT_EQ(written_out->ldap.verify_certificate, by_default->ldap.verify_certificate);
  EXPECT_EQ(written_out->ldap.allow_clear_text, by_default->ldap.allow_clear_text);
  EXPECT_EQ(written_out->ldap.connect_timeout, by_default->ldap.connect_timeout);
  EXPECT_EQ(written_out->ldap.operation_timeout, by_default->ldap.operation_timeout);
  EXPECT_EQ(written_out->log_level, by_default->log_level);
  EXPECT_EQ(written_out->scim.hsts, by_default->scim.hsts);
  EXPECT_EQ(written_out->scim.allow_from, by_default->scim.allow_from);
  EXPECT_EQ(written_out->scim.trusted_proxies, by_default->scim.trusted_proxies);
  EXPECT_EQ(written_out->scim.max_connections_per_address, by_default->scim.max_connections_per_address);
  EXPECT_EQ(written_out->auth.access_token_life, by_default->auth.access_token_life);
}

TEST(Config, ReadsEveryKey) {
  const TempDir folder;
  const auto config = load_text(folder, R"(
    [scim]
    listen = "[::]:443"
    external_url = "https://scim.example.org/scim/v2/"
    certificate = "/tls/cert.pem"
    key = "/tls/key.pem"
    max_body_bytes = 2048
    max_connections = 7
    workers = 3
    request_timeout = "1500ms"
    client_ca = "ca.pem"
    client_crl = "/crl.pem"
    client_names = ["CN=a"]
    allow_from = ["192.0.2.0/24"]
    trusted_proxies = ["unix"]
    max_connections_per_address = 9
    hsts = "0s"
    [auth]
    access_token_life = "2h"
    [[auth.federation]]
    client = "entra"
    tenant = "2f4a9838-26b7-47ee-be60-ccc1fdec5953"
    audience = "api://app"
    subject = "sp"
    [[auth.entra]]
    client = "trial"
    rights = "read-only"
    tenant = "2f4a9838-26b7-47ee-be60-ccc1fdec5953"
    keys = "keys.json"
    [admin]
    listen = ""
    [control]
    socket = "/run/c.sock"
    [state]
    folder = "/state"
    [mapping]
    file = "/map.toml"
    [ldap]
    uri = "ldaps://a.example.org ldaps://b.example.org"
    bind_dn = "cn=bridge"
    password_file = "/secret"
    ca_file = "/ca.pem"
    certificate = "us.pem"
    key = "/us.key"
    verify_certificate = false
    connect_timeout = "2s"
    operation_timeout = "1min"
    [log]
    level = "debug"
  )");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->scim.listen, "[::]:443");
  EXPECT_EQ(config->scim.external_url, "https://scim.example.org/scim/v2");
  EXPECT_EQ(config->scim.certificate, "/tls/cert.pem");
  EXPECT_EQ(config->scim.key, "/tls/key.pem");
  EXPECT_EQ(config->scim.max_body_bytes, 2048u);
  EXPECT_EQ(config->scim.max_connections, 7);
  EXPECT_EQ(config->scim.workers, 3);
  EXPECT_EQ(config->scim.request_timeout, 1500ms);
  EXPECT_EQ(config->scim.client_ca, folder / "ca.pem");
  EXPECT_EQ(config->scim.client_crl, "/crl.pem");
  EXPECT_EQ(config->scim.client_names, std::vector<std::string>{"CN=a"});
  EXPECT_EQ(config->scim.allow_from, std::vector<std::string>{"192.0.2.0/24"});
  EXPECT_EQ(config->scim.trusted_proxies, std::vector<std::string>{"unix"});
  EXPECT_EQ(config->scim.max_connections_per_address, 9);
  EXPECT_EQ(config->scim.hsts, 0ms);
  EXPECT_EQ(config->auth.access_token_life, 2h);
  ASSERT_EQ(config->auth.federation.size(), 1u);
  const auto& federation = config->auth.federation[0];
  EXPECT_EQ(federation.rights, scim::Rights::all);
  EXPECT_EQ(federation.subject, "sp");
  EXPECT_EQ(federation.issuer, "https://login.microsoftonline.com/2f4a9838-26b7-47ee-be60-ccc1fdec5953/v2.0");
  EXPECT_EQ(federation.keys,
            "https://login.microsoftonline.com/2f4a9838-26b7-47ee-be60-ccc1fdec5953/discovery/v2.0/keys");
  ASSERT_EQ(config->auth.entra.size(), 1u);
  const auto& trial = config->auth.entra[0];
  EXPECT_EQ(trial.client, "trial");
  EXPECT_EQ(trial.rights, scim::Rights::read_only);
  EXPECT_EQ(trial.issuer, "https://sts.windows.net/2f4a9838-26b7-47ee-be60-ccc1fdec5953/");
  EXPECT_EQ(trial.audience, "8adf8e6e-67b2-4cf2-a259-e3dc5476c621");
  EXPECT_EQ(trial.keys, folder / "keys.json");
  EXPECT_EQ(config->admin_listen, "");
  EXPECT_EQ(config->control_socket, "/run/c.sock");
  EXPECT_EQ(config->state_folder, "/state");
  EXPECT_EQ(config->mapping, "/map.toml");
  EXPECT_EQ(config->ldap.uri, "ldaps://a.example.org ldaps://b.example.org");
  EXPECT_EQ(config->ldap.bind_dn, "cn=bridge");
  EXPECT_EQ(config->ldap.password_file, "/secret");
  EXPECT_EQ(config->ldap.ca_file, "/ca.pem");
  EXPECT_EQ(config->ldap.certificate, folder / "us.pem");
  EXPECT_EQ(config->ldap.key, "/us.key");
  EXPECT_FALSE(config->ldap.verify_certificate);
  EXPECT_EQ(config->ldap.connect_timeout, 2s);
  EXPECT_EQ(config->ldap.operation_timeout, 1min);
  EXPECT_EQ(config->log_level, LogLevel::debug);
}

TEST(Config, RelativePathsStartAtTheFolderOfTheFile) {
  const TempDir folder;
  const auto config = load_text(folder, std::string(kLeast) + "[mapping]\nfile = \"mappings/mine.toml\"\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->mapping, folder / "mappings/mine.toml");
  EXPECT_EQ(config->ldap.password_file, "");
}

TEST(Config, TakesPlainHttpOnAUnixSocketAndWhereItIsAllowed) {
  const TempDir folder;
  EXPECT_TRUE(load_text(folder, std::string("[scim]\nlisten = \"unix:/run/s.sock\"\n") + kLeast));
  EXPECT_TRUE(load_text(folder, std::string("[scim]\nlisten = \"[::1]:80\"\n") + kLeast));
  EXPECT_TRUE(
      load_text(folder, std::string("[scim]\nlisten = \"10.0.0.1:80\"\nallow_plain_http = true\n") + kLeast));
}

TEST(Config, TakesClearTextWhereNobodyCanListenOrItIsAllowed) {
  const TempDir folder;
  const std::string account = "bind_dn = \"cn=a\"\npassword_file = \"p\"\n";
  EXPECT_TRUE(load_text(folder, "[ldap]\nuri = \"ldap://127.0.0.1:3890\"\n" + account));
  EXPECT_TRUE(load_text(folder, "[ldap]\nuri = \"ldap://ds.example.org\"\nstart_tls = true\n" + account));
  EXPECT_TRUE(
      load_text(folder, "[ldap]\nuri = \"ldap://ds.example.org\"\nallow_clear_text = true\n" + account));
  EXPECT_TRUE(load_text(folder, "[ldap]\nuri = \"ldap://ds.example.org\"\n"));  // No password is sent.
}

TEST(Config, SaysWhichFileIsMissing) {
  const auto config = load("/nowhere/config.toml");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().message, "/nowhere/config.toml: cannot be read: No such file or directory");
}

class RejectedConfig : public ::testing::TestWithParam<testing::DataCase> {};

TEST_P(RejectedConfig, SaysWhatIsWrongAndWhere) {
  const auto config = load(GetParam().file);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, Error::Code::invalid_input);
  EXPECT_EQ(config.error().message, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Files, RejectedConfig, ::testing::ValuesIn(testing::data_cases("config/rejected")),
                         testing::name_of);

}  // namespace
}  // namespace bridge::config
