#include <gtest/gtest.h>

#include <filesystem>

#include "integration/ldap_hooked_network.h"
#include "ldap/libldap_session.h"
#include "support/certificate.h"
#include "support/slapd_process.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;
using ldap::Failure;
using ldap::Settings;

class LdapLogin : public ::testing::Test {
 protected:
  static ldap::Outcome<std::unique_ptr<ldap::Session>> open(const Settings& settings) {
    return ldap::open_session(settings, system_clock(), system_clock().steady_now() + 10s);
  }

  static void works(const Settings& settings) {
    auto session = open(settings);
    ASSERT_TRUE(session) << session.error().message;
    auto suffix = (*session)->read(*ldap::Dn::parse(SlapdProcess::kSuffix), {});
    ASSERT_TRUE(suffix) << suffix.error().message;
    EXPECT_TRUE(*suffix);
  }

  static Failure fails(const Settings& settings) {
    auto session = open(settings);
    EXPECT_FALSE(session);
    return session ? Failure{} : session.error();
  }
};

TEST_F(LdapLogin, WorksByLdaps) {
  const SlapdProcess slapd({.tls = true});
  works(slapd.ldaps_settings());
}

TEST_F(LdapLogin, WorksByStartTls) {
  const SlapdProcess slapd({.tcp = true, .tls = true});
  Settings settings = slapd.tcp_settings();
  settings.start_tls = true;
  settings.ca_file = slapd.ca_file();
  works(settings);
}

// The certificate of this server's authority, with the name that the server makes the root DN of.
Settings with_certificate(const SlapdProcess& slapd, Settings settings) {
  const std::string folder = std::filesystem::path(slapd.ca_file()).parent_path().string();
  make_client_certificate(folder, "bridge", "/O=Example/CN=bridge");
  settings.bind_dn.clear();
  settings.password_file.clear();
  settings.ca_file = slapd.ca_file();
  settings.certificate = folder + "/bridge.pem";
  settings.key = folder + "/bridge.key";
  return settings;
}

const SlapdOptions kKnowsCertificates{
    .tcp = true,
    .tls = true,
    .global_config = "TLSVerifyClient try\nauthz-regexp cn=bridge,o=example cn=admin,dc=example,dc=org\n"};

TEST_F(LdapLogin, WorksByOurOwnCertificateWithoutAPassword) {
  const SlapdProcess slapd(kKnowsCertificates);
  const Settings by_ldaps = with_certificate(slapd, slapd.ldaps_settings());
  Settings by_start_tls = with_certificate(slapd, slapd.tcp_settings());
  by_start_tls.start_tls = true;
  for (const Settings& settings : {by_ldaps, by_start_tls}) {
    auto session = open(settings);
    ASSERT_TRUE(session) << session.error().message;
    const auto dn = *ldap::Dn::parse("ou=made,dc=example,dc=org");
    const auto made = (*session)->add({dn, {{"objectClass", {"organizationalUnit"}}, {"ou", {"made"}}}});
    EXPECT_TRUE(made) << made.error().message;  // Which nobody else may do here.
    EXPECT_TRUE((*session)->remove(dn));
  }
}

TEST_F(LdapLogin, TellsWhichFileOfOurCertificateCannotBeUsed) {
  const SlapdProcess slapd(kKnowsCertificates);
  Settings settings = with_certificate(slapd, slapd.ldaps_settings());
  settings.key = "/nowhere/bridge.key";
  EXPECT_NE(fails(settings).message.find("our own certificate or key"), std::string::npos);
}

TEST_F(LdapLogin, RefusesACertificateOfAnotherAuthority) {
  const SlapdProcess slapd({.tls = true});
  const TempDir other;
  make_certificate(other.path().string());
  Settings settings = slapd.ldaps_settings();
  settings.ca_file = other / "ca.pem";
  EXPECT_EQ(fails(settings).kind, Failure::Kind::unavailable);
  settings.ca_file.clear();
  EXPECT_EQ(fails(settings).kind, Failure::Kind::unavailable);
}

TEST_F(LdapLogin, RefusesACertificateOfAnotherHost) {
  const SlapdProcess slapd({.tls = true, .certificate_names = "DNS:elsewhere.example"});
  const Failure failure = fails(slapd.ldaps_settings());
  EXPECT_EQ(failure.kind, Failure::Kind::unavailable);
  EXPECT_NE(failure.message.find("must be for '127.0.0.1'"), std::string::npos) << failure.message;
}

TEST_F(LdapLogin, TakesAnyCertificateOnlyWhenToldTo) {
  const SlapdProcess slapd({.tls = true, .certificate_names = "DNS:elsewhere.example"});
  Settings settings = slapd.ldaps_settings();
  settings.ca_file.clear();
  settings.verify_certificate = false;
  works(settings);
}

TEST_F(LdapLogin, ReadsACaFileAgainWhenItWasChanged) {
  const SlapdProcess slapd({.tls = true});
  const TempDir dir;
  make_certificate(dir.path().string());
  Settings settings = slapd.ldaps_settings();
  settings.ca_file = dir / "ca.pem";
  fails(settings);
  write_file(settings.ca_file, read_file(slapd.ca_file()));
  std::filesystem::last_write_time(settings.ca_file, std::filesystem::file_time_type::clock::now() + 1h);
  works(settings);
}

TEST_F(LdapLogin, SaysSoWhenTheCaFileIsUseless) {
  const SlapdProcess slapd({.tls = true});
  Settings settings = slapd.ldaps_settings();
  settings.ca_file = "/nonexistent/ca.pem";
  const Failure failure = fails(settings);
  EXPECT_EQ(failure.kind, Failure::Kind::denied);
  EXPECT_NE(failure.message.find("CA file"), std::string::npos) << failure.message;
}

TEST_F(LdapLogin, SpeaksNoTlsOlderThan1_2) {
  const TempDir dir;
  make_certificate(dir.path().string());
  const auto open_at = [&](const std::string& version) {
    const std::string port = std::to_string(free_port());
    ChildProcess server({"openssl", "s_server", "-accept", port, "-cert", dir / "server.pem", "-key",
                         dir / "server.key", version, "-cipher", "ALL:@SECLEVEL=0", "-quiet"},
                        dir / "s_server.log");
    Settings settings;
    settings.uri = "ldaps://127.0.0.1:" + port;
    settings.ca_file = dir / "ca.pem";
    settings.connect_timeout = 300ms;
    Failure failure = fails(settings);
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (failure.message.find("refused") != std::string::npos && std::chrono::steady_clock::now() < end) {
      failure = fails(settings);
    }
    return failure.message;
  };
  // A server that speaks no LDAP: whoever gets past the handshake fails at the first question.
  const std::string good = open_at("-tls1_2"), old = open_at("-tls1_1");
  EXPECT_NE(good.find("searching"), std::string::npos) << good;
  EXPECT_NE(old.find("no TLS version from 1.2"), std::string::npos) << old;
}

TEST_F(LdapLogin, WorksOverALocalSocketWithoutAPassword) {
  const SlapdProcess slapd;
  Settings settings;
  settings.uri = slapd.ldapi_uri();
  works(settings);
}

TEST_F(LdapLogin, WorksWithAPasswordOnLoopback) {
  const SlapdProcess slapd({.tcp = true});
  works(slapd.tcp_settings());
}

TEST_F(LdapLogin, SendsNoPasswordInClearTextThroughTheNetwork) {
  const SlapdProcess slapd({.tcp = true, .tls = true});
  const FarAway far_away;
  const Failure failure = fails(slapd.tcp_settings());
  EXPECT_EQ(failure.kind, Failure::Kind::denied);
  EXPECT_NE(failure.message.find("clear text"), std::string::npos) << failure.message;

  Settings allowed = slapd.tcp_settings();
  allowed.allow_clear_text = true;
  works(allowed);
  works(slapd.ldaps_settings());
  Settings nameless = slapd.tcp_settings();
  nameless.bind_dn.clear();
  works(nameless);
}

TEST_F(LdapLogin, IsDeniedWithAWrongPassword) {
  const SlapdProcess slapd;
  const TempDir dir;
  Settings settings = slapd.settings();
  settings.password_file = dir / "password";
  write_file(settings.password_file, "wrong");
  EXPECT_EQ(fails(settings).kind, Failure::Kind::denied);
  write_file(settings.password_file, SlapdProcess::kPassword);  // Without a newline at its end.
  works(settings);
}

TEST_F(LdapLogin, IsDeniedWithoutAPassword) {
  const SlapdProcess slapd;
  const TempDir dir;
  Settings settings = slapd.settings();
  settings.password_file = dir / "password";
  EXPECT_NE(fails(settings).message.find(settings.password_file), std::string::npos);
  write_file(settings.password_file, "\n");
  EXPECT_EQ(fails(settings).kind, Failure::Kind::denied);
}

TEST_F(LdapLogin, NamesTheUriThatItCouldNotReach) {
  Settings settings;
  settings.uri = "ldap://127.0.0.1:" + std::to_string(free_port());
  const Failure failure = fails(settings);
  EXPECT_EQ(failure.kind, Failure::Kind::unavailable);
  EXPECT_NE(failure.message.find(settings.uri), std::string::npos);
  EXPECT_NE(failure.message.find("refused"), std::string::npos) << failure.message;
}

TEST_F(LdapLogin, IsDeniedByAUriThatIsNone) {
  for (const char* uri : {"", "localhost", "http://localhost", "ldap://"}) {
    Settings settings;
    settings.uri = uri;
    EXPECT_EQ(fails(settings).kind, Failure::Kind::denied) << uri;
  }
}

}  // namespace

}  // namespace bridge::testing
