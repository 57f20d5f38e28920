// TLS that asks clients for certificates (mutual TLS).
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "integration/http_test_server.h"
#include "support/certificate.h"
#include "support/http_client.h"

namespace bridge::testing {
namespace {

class ClientCertificate : public ::testing::Test {
 protected:
  ClientCertificate() {
    make_certificate(folder());
    make_certificate(other_.path().string());
    make_client_certificate(folder(), "entra", "/O=Example/CN=entra",
                            "DNS:entra.example.org,URI:urn:x:entra");
    make_client_certificate(folder(), "guest", "/O=Example/CN=guest", "DNS:guest.example.org");
    make_client_certificate(other_.path().string(), "entra", "/O=Example/CN=entra", "DNS:entra.example.org");
  }

  std::string folder() const { return dir_.path().string(); }

  http::TlsContext context(std::vector<std::string> names = {}, const std::string& revoked = "") {
    auto made = http::load_tls_context(
        {dir_ / "server.pem", dir_ / "server.key", {dir_ / "ca.pem", revoked, std::move(names)}});
    EXPECT_TRUE(made) << made.error().message;
    return made ? *made : nullptr;
  }

  void serve_with(const http::TlsContext& tls) {
    http::Server::Settings settings;
    settings.tls = tls;
    server_ = serve(echo, settings);
  }

  // TLS 1.3 tells a client only after its handshake that it is not wanted.
  bool may_come(const std::string& identity) const {
    HttpClient client(server_->port());
    return client.start_tls(identity) && client.ask(http_request("GET", "/")).has_value();
  }

  TempDir dir_;
  TempDir other_;
  std::unique_ptr<http::Server> server_;
};

TEST_F(ClientCertificate, OfTheAuthorityIsNeeded) {
  serve_with(context());
  EXPECT_TRUE(may_come(dir_ / "entra"));
  EXPECT_TRUE(may_come(dir_ / "guest"));
  EXPECT_FALSE(may_come(""));
  EXPECT_FALSE(may_come(other_ / "entra"));  // The same names, by another authority.
}

TEST_F(ClientCertificate, MustHaveOneOfTheNames) {
  for (const char* name :
       {"CN=entra,O=Example", "DNS:entra.example.org", "dns:ENTRA.example.org", "URI:urn:x:entra"}) {
    serve_with(context({"DNS:nobody.example.org", name}));
    EXPECT_TRUE(may_come(dir_ / "entra")) << name;
    EXPECT_FALSE(may_come(dir_ / "guest")) << name;
  }
  serve_with(context({"entra.example.org", "CN=entra"}));
  EXPECT_FALSE(may_come(dir_ / "entra"));
}

TEST_F(ClientCertificate, CountsNoMoreWhenItIsRevoked) {
  revoke_certificates(folder(), {});
  serve_with(context({}, dir_ / "crl.pem"));
  EXPECT_TRUE(may_come(dir_ / "guest"));
  HttpClient before(server_->port());
  ASSERT_TRUE(before.start_tls(dir_ / "guest"));
  ASSERT_TRUE(before.ask(http_request("GET", "/")));

  revoke_certificates(folder(), {"guest"});
  server_->set_tls(context({}, dir_ / "crl.pem"));
  EXPECT_FALSE(may_come(dir_ / "guest"));
  EXPECT_TRUE(may_come(dir_ / "entra"));
  EXPECT_TRUE(before.ask(http_request("GET", "/")));  // Who was here stays.
}

TEST_F(ClientCertificate, IsCheckedOnEveryConnection) {
  serve_with(context());
  SSL_CTX* client = SSL_CTX_new(TLS_client_method());
  SSL_CTX_use_certificate_chain_file(client, (dir_ / "entra.pem").c_str());
  SSL_CTX_use_PrivateKey_file(client, (dir_ / "entra.key").c_str(), SSL_FILETYPE_PEM);
  SSL_CTX_set_max_proto_version(client, TLS1_2_VERSION);
  SSL_SESSION* session = nullptr;
  for (int i = 0; i < 2; ++i) {
    const HttpClient connection(server_->port());
    SSL* ssl = SSL_new(client);
    SSL_set_fd(ssl, connection.fd());
    if (session != nullptr) SSL_set_session(ssl, session);
    ASSERT_EQ(SSL_connect(ssl), 1);
    EXPECT_EQ(SSL_session_reused(ssl), 0);
    if (session == nullptr) session = SSL_get1_session(ssl);
    SSL_free(ssl);
  }
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
}

TEST_F(ClientCertificate, SettingsNameTheFileThatIsWrong) {
  const auto message = [&](const std::string& authority, const std::string& revoked) {
    const auto made =
        http::load_tls_context({dir_ / "server.pem", dir_ / "server.key", {authority, revoked, {}}});
    return made ? "" : made.error().message;
  };
  EXPECT_EQ(message(dir_ / "none.pem", ""),
            "reading the clients' authority '" + (dir_ / "none.pem") + "': No such file or directory");
  const std::string wrong = message(dir_ / "ca.pem", dir_ / "ca.pem");
  EXPECT_TRUE(wrong.starts_with("reading the revoked certificates '" + (dir_ / "ca.pem") + "': ")) << wrong;
}

TEST_F(ClientCertificate, TellsWhenTheServersOwnIsOver) {
  const auto end = http::end_of_certificate(*context());
  ASSERT_TRUE(end);
  const auto left = *end - system_clock().now();
  EXPECT_GT(left, std::chrono::hours(47));
  EXPECT_LE(left, std::chrono::hours(48));
}

}  // namespace
}  // namespace bridge::testing
