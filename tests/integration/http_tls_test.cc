// The server behind TLS.
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>

#include "integration/http_test_server.h"
#include "support/http_client.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;

// Connects with the given versions and TLS 1.2 suites; the suite agreed on, or nothing.
std::string handshake(int port, int lowest, int highest, const char* suites = nullptr) {
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_min_proto_version(context.get(), lowest);
  SSL_CTX_set_max_proto_version(context.get(), highest);
  if (suites != nullptr) SSL_CTX_set_cipher_list(context.get(), suites);
  const HttpClient client(port);
  const std::unique_ptr<SSL, void (*)(SSL*)> ssl(SSL_new(context.get()), SSL_free);
  SSL_set_fd(ssl.get(), client.fd());
  return SSL_connect(ssl.get()) == 1 ? SSL_get_cipher_name(ssl.get()) : "";
}

TEST(HttpTls, ServesSeveralRequestsOnOneConnection) {
  const auto server = serve(
      [](http::Request&& request, const http::Reply& reply) {
        reply({200, {}, (request.secure ? "secure " : "plain ") + request.body});
      },
      with_tls());
  HttpClient client(server->port());
  ASSERT_TRUE(client.start_tls());
  EXPECT_EQ(client.ask(http_request("POST", "/", {}, "one"))->body, "secure one");
  EXPECT_EQ(client.ask(http_request("POST", "/", {}, std::string(500'000, 'x')))->body.size(), 500'007u);
  client.send(http_request("POST", "/", {}, "two") + http_request("POST", "/", {}, "three"));
  EXPECT_EQ(client.read_response()->body, "secure two");
  EXPECT_EQ(client.read_response()->body, "secure three");
}

TEST(HttpTls, SendsLargeResponses) {
  const auto server = serve(
      [](http::Request&&, const http::Reply& reply) {
        reply({200, {}, std::string(20 << 20, 'y')});
      },
      with_tls());
  HttpClient client(server->port());
  ASSERT_TRUE(client.start_tls());
  EXPECT_EQ(client.ask(http_request("GET", "/"))->body, std::string(20 << 20, 'y'));
}

TEST(HttpTls, NeverSpeaksPlainText) {
  const auto server = serve(echo, with_tls());
  HttpClient client(server->port());
  client.send(http_request("GET", "/"));
  EXPECT_FALSE(client.read_response());
}

TEST(HttpTls, SpeaksTheVersionsAndSuitesEntraOffersAndNoWeakerOnes) {
  const auto server = serve(echo, with_tls());
  const int port = server->port();
  for (const char* suite : {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"}) {
    EXPECT_EQ(handshake(port, TLS1_2_VERSION, TLS1_2_VERSION, suite), suite);
  }
  EXPECT_NE(handshake(port, TLS1_3_VERSION, TLS1_3_VERSION), "");
  EXPECT_EQ(handshake(port, TLS1_VERSION, TLS1_1_VERSION), "");
  for (const char* weak : {"ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA", "AES128-GCM-SHA256"}) {
    EXPECT_EQ(handshake(port, TLS1_2_VERSION, TLS1_2_VERSION, weak), "") << weak;
  }
}

TEST(HttpTls, ChangesItsCertificateForNewClientsOnly) {
  const auto server = serve(echo, with_tls());
  HttpClient before(server->port());
  ASSERT_TRUE(before.start_tls());
  std::string expected;
  server->set_tls(tls_context(&expected));
  HttpClient after(server->port());
  ASSERT_TRUE(after.start_tls());
  EXPECT_EQ(after.server_certificate(), expected);
  EXPECT_NE(before.server_certificate(), expected);
  EXPECT_TRUE(before.ask(http_request("GET", "/")));
  EXPECT_TRUE(after.ask(http_request("GET", "/")));
}

TEST(HttpTls, IsNotDelayedBySilentHandshakes) {
  const auto server = serve(echo, with_tls());
  std::vector<HttpClient> silent;
  for (int i = 0; i < 20; ++i) {
    silent.emplace_back(server->port());
    if (i % 2 == 0) silent.back().send("\x16\x03\x01");
  }
  const auto begun = std::chrono::steady_clock::now();
  HttpClient client(server->port());
  ASSERT_TRUE(client.start_tls());
  EXPECT_TRUE(client.ask(http_request("GET", "/")));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
}

TEST(HttpTls, EndsHandshakesThatTakeTooLong) {
  auto settings = with_tls();
  settings.limits.header_time = 200ms;
  const auto server = serve(echo, settings);
  HttpClient silent(server->port());
  EXPECT_TRUE(silent.is_closed_by_server(5s));
}

TEST(HttpTls, OutlivesClientsThatAreGoneBeforeTheirResponse) {
  const auto server = serve(
      [](http::Request&&, const http::Reply& reply) {
        reply({200, {}, std::string(300'000, 'x')});
      },
      with_tls());
  for (int i = 0; i < 60; ++i) {
    HttpClient client(server->port());
    ASSERT_TRUE(client.start_tls());
    client.send(http_request("GET", "/"));
    if (i % 2 == 0) client.reset();
  }
  HttpClient client(server->port());
  ASSERT_TRUE(client.start_tls());
  EXPECT_TRUE(client.ask(http_request("GET", "/")));
}

TEST(HttpTls, AnswersAClientThatHasClosedItsSendingHalf) {
  const auto server = serve(echo, with_tls());
  HttpClient client(server->port());
  ASSERT_TRUE(client.start_tls());
  client.send(http_request("GET", "/last"));
  client.half_close();
  EXPECT_EQ(client.read_response()->body, "GET /last");
}

TEST(HttpTls, OneClientsProtocolErrorDoesNotHurtAnother) {
  const auto server = serve(echo, with_tls());
  HttpClient good(server->port());
  ASSERT_TRUE(good.start_tls());
  for (int i = 0; i < 20; ++i) {
    HttpClient bad(server->port());
    ASSERT_TRUE(bad.start_tls());
    ASSERT_EQ(::send(bad.fd(), "garbage within the session", 26, MSG_NOSIGNAL), 26);
    EXPECT_TRUE(good.ask(http_request("GET", "/")));
  }
}

TEST(HttpTls, NamesTheFileThatIsWrong) {
  const TempDir dir;
  make_certificate(dir.path().string());
  const TempDir other;
  make_certificate(other.path().string());
  write_file(dir / "nonsense.pem", "nonsense");
  const std::string chain = dir / "server.pem";
  const auto message = [](const std::string& certificate, const std::string& key) {
    const auto context = http::load_tls_context({certificate, key});
    return context ? "" : context.error().message;
  };
  EXPECT_EQ(message(chain, dir / "server.key"), "");
  EXPECT_EQ(message(dir / "none.pem", dir / "server.key"),
            "reading the certificate chain '" + (dir / "none.pem") + "': No such file or directory");
  EXPECT_EQ(message(dir / "nonsense.pem", dir / "server.key"),
            "reading the certificate chain '" + (dir / "nonsense.pem") + "': no start line");
  EXPECT_EQ(message(chain, dir / "none.key"),
            "reading the private key '" + (dir / "none.key") + "': No such file or directory");
  EXPECT_EQ(message(chain, other / "server.key"),
            "reading the private key '" + (other / "server.key") + "': key values mismatch");
}

}  // namespace
}  // namespace bridge::testing
