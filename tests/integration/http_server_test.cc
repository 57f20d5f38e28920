// One server, well-behaved clients: what is served, on which addresses, and how it ends.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <filesystem>
#include <future>

#include "http/server.h"
#include "integration/http_test_server.h"
#include "support/http_client.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;

TEST(HttpServer, ServesSeveralRequestsOnOneConnection) {
  const auto server = serve(echo);
  HttpClient client(server->port());
  for (const std::string path : {"/a", "/b", "/c"}) {
    const auto response = client.ask(http_request("POST", path + "?x=1", {}, "hello"));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "POST " + path + "?x=1 hello");
    EXPECT_EQ(response->header("Connection"), std::nullopt);
    EXPECT_TRUE(response->header("Date"));
    EXPECT_EQ(response->header("X-Request-Id")->size(), 36u);
  }
}

TEST(HttpServer, AnswersPipelinedRequestsOfOneSegmentInOrder) {
  const auto server = serve(echo);
  HttpClient client(server->port());
  client.send(http_request("GET", "/1") + http_request("POST", "/2", {}, "two") +
              "POST /3 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nthree\r\n0\r\n\r\n" +
              http_request("GET", "/4"));
  for (const char* expected : {"GET /1", "POST /2 two", "POST /3 three", "GET /4"}) {
    const auto response = client.read_response();
    ASSERT_TRUE(response) << expected;
    EXPECT_EQ(response->body, expected);
  }
}

TEST(HttpServer, AnswersAClientThatHasClosedItsSendingHalf) {
  const auto server = serve(echo);
  HttpClient client(server->port());
  client.send(http_request("GET", "/1") + http_request("GET", "/2"));
  client.half_close();
  EXPECT_EQ(client.read_response()->body, "GET /1");
  EXPECT_EQ(client.read_response()->body, "GET /2");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(HttpServer, ClosesWhenTheClientAsksForIt) {
  const auto server = serve(echo);
  HttpClient client(server->port());
  const auto response = client.ask(http_request("GET", "/", "Connection: close\r\n"));
  EXPECT_EQ(response->header("Connection"), "close");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(HttpServer, ClosesAfterAnHttp10RequestUnlessAskedNotTo) {
  const auto server = serve(echo);
  HttpClient old(server->port());
  EXPECT_EQ(old.ask("GET / HTTP/1.0\r\n\r\n")->header("Connection"), "close");
  EXPECT_TRUE(old.is_closed_by_server());
  HttpClient keeping(server->port());
  const std::string request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  EXPECT_EQ(keeping.ask(request)->header("Connection"), "keep-alive");
  EXPECT_TRUE(keeping.ask(request));
}

TEST(HttpServer, SendsNoBodyToHead) {
  const auto server = serve(echo);
  HttpClient client(server->port());
  const auto response = client.ask(http_request("HEAD", "/long"));
  EXPECT_EQ(response->header("Content-Length"), "10");
  EXPECT_EQ(client.ask(http_request("GET", "/next"))->body, "GET /next");
}

TEST(HttpServer, InvitesABodyThatWaitsForContinue) {
  const auto server = serve(echo);
  HttpClient client(server->port());
  const auto invitation =
      client.ask("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  ASSERT_TRUE(invitation);
  EXPECT_EQ(invitation->status, 100);
  EXPECT_EQ(client.ask("hello")->body, "POST /x hello");
}

TEST(HttpServer, ReceivesAndSendsLargeBodies) {
  http::Limits limits;
  limits.body = 64 << 20;
  const auto server = serve(
      [](http::Request&& request, const http::Reply& reply) {
        reply({200, {}, request.body});
      },
      with_limits(limits));
  std::string body(8 << 20, 'x');
  for (std::size_t i = 0; i < body.size(); i += 4096) body[i] = static_cast<char>('a' + i / 4096 % 26);
  HttpClient client(server->port());
  std::future<bool> sent =
      std::async(std::launch::async, [&] { return client.send(http_request("POST", "/", {}, body)); });
  ASSERT_TRUE(sent.get());
  EXPECT_EQ(client.read_response()->body, body);
}

TEST(HttpServer, AnswersFromAnotherThread) {
  std::promise<http::Reply> slip;
  const auto server = serve([&](http::Request&&, const http::Reply& reply) { slip.set_value(reply); });
  HttpClient client(server->port());
  client.send(http_request("GET", "/"));
  slip.get_future().get()({201, {{"Location", "/there"}}, "made"});
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->header("Location"), "/there");
}

TEST(HttpServer, AnswersAForgottenRequestWith500) {
  const auto server = serve([](http::Request&&, const http::Reply&) {});
  HttpClient client(server->port());
  const auto response = client.ask(http_request("GET", "/"));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 500);
  EXPECT_EQ(response->header("Content-Type"), "application/scim+json");
}

TEST(HttpServer, SurvivesAHandlerThatThrowsAnything) {
  const auto server = serve([](http::Request&&, const http::Reply&) { throw 42; });
  HttpClient client(server->port());
  EXPECT_EQ(client.ask(http_request("GET", "/"))->status, 500);
  EXPECT_EQ(client.ask(http_request("GET", "/"))->status, 500);
}

TEST(HttpServer, TakesOnlyTheFirstAnswerToARequest) {
  const auto server = serve([count = 0](http::Request&&, const http::Reply& reply) mutable {
    ++count;
    reply({200, {}, "first of " + std::to_string(count)});
    reply({200, {}, "second of " + std::to_string(count)});
  });
  HttpClient client(server->port());
  EXPECT_EQ(client.ask(http_request("GET", "/"))->body, "first of 1");
  EXPECT_EQ(client.ask(http_request("GET", "/"))->body, "first of 2");
}

TEST(HttpServer, ListensOnIpv6) {
  http::Server::Settings settings;
  settings.listen = {"[::1]:0"};
  const auto server = serve(
      [](http::Request&& request, const http::Reply& reply) {
        reply({200, {}, request.remote});
      },
      settings);
  HttpClient client(server->port(), "::1");
  EXPECT_EQ(client.ask(http_request("GET", "/"))->body, "::1");
}

TEST(HttpServer, ListensOnAUnixSocketAndReplacesOneLeftBehind) {
  const TempDir dir;
  const std::string path = dir / "http.sock";
  http::Server::Settings settings;
  settings.listen = {path};
  {
    const int left_behind = ::socket(AF_UNIX, SOCK_STREAM, 0);
    http::UniqueFd closes(left_behind);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(left_behind, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  auto server = serve(echo, settings);
  EXPECT_EQ(HttpClient(path).ask(http_request("GET", "/u"))->body, "GET /u");
  const auto second = http::Server::start(settings, echo);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message, "listening on '" + path + "': Address already in use");
  server.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(HttpServer, TakesOverAnInheritedSocket) {
  const int listening = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listening, 5), 0);
  http::Server::Settings settings;
  settings.listen = {"fd:" + std::to_string(listening)};
  const auto server = serve(echo, settings);
  ASSERT_GT(server->port(), 0);
  EXPECT_EQ(HttpClient(server->port()).ask(http_request("GET", "/i"))->body, "GET /i");
}

TEST(HttpServer, NamesTheAddressItCannotListenOn) {
  const auto first = serve(echo);
  const std::string taken = "127.0.0.1:" + std::to_string(first->port());
  for (const auto& [address, reason] : std::vector<std::pair<std::string, std::string>>{
           {taken, "Address already in use"},
           {"localhost:80", "the address must be an IP address, not a name"},
           {":80", "the address must be an IP address, not a name"},
           {"127.0.0.1:http", "the port must be a number from 0 to 65535"},
           {"127.0.0.1:65536", "the port must be a number from 0 to 65535"},
           {"fd:999", "this is not a listening socket"},
           {"fd:0x", "this is not a listening socket"},
           {"here", "must be ADDRESS:PORT, [ADDRESS]:PORT, a path that begins with '/', or fd:NUMBER"}}) {
    http::Server::Settings settings;
    settings.listen = {address};
    const auto server = http::Server::start(settings, echo);
    ASSERT_FALSE(server) << address;
    EXPECT_EQ(server.error().message, "listening on '" + address + "': " + reason);
  }
}

TEST(HttpServer, LivesBesideAnotherInOneProcess) {
  const auto scim = serve(echo);
  http::Server::Settings settings;
  settings.threads = 2;
  auto health = serve(
      [](http::Request&&, const http::Reply& reply) {
        reply({200, {}, "healthy"});
      },
      settings);
  HttpClient to_scim(scim->port());
  HttpClient to_health(health->port());
  EXPECT_EQ(to_scim.ask(http_request("GET", "/s"))->body, "GET /s");
  EXPECT_EQ(to_health.ask(http_request("GET", "/healthz"))->body, "healthy");
  health.reset();
  EXPECT_EQ(to_scim.ask(http_request("GET", "/t"))->body, "GET /t");
}

TEST(HttpServer, FinishesWhatIsBegunWhenItDrains) {
  std::promise<http::Reply> slip;
  auto server = serve([&](http::Request&& request, http::Reply reply) {
    if (request.path == "/slow")
      slip.set_value(std::move(reply));
    else
      echo(std::move(request), reply);
  });
  const int port = server->port();
  HttpClient busy(port);
  HttpClient idle(port);
  ASSERT_TRUE(idle.ask(http_request("GET", "/")));
  busy.send(http_request("GET", "/slow"));
  const http::Reply reply = slip.get_future().get();
  auto drained = std::async(std::launch::async, [&] { server->drain_and_stop(10s); });
  EXPECT_TRUE(idle.is_closed_by_server());
  EXPECT_THROW(HttpClient{port}, std::runtime_error);
  reply({200, {}, "done"});
  const auto response = busy.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "done");
  EXPECT_EQ(response->header("Connection"), "close");
  EXPECT_TRUE(busy.is_closed_by_server());
  busy.half_close();
  EXPECT_EQ(drained.wait_for(5s), std::future_status::ready);
}

TEST(HttpServer, AnswersWhoHadJustComeWhenItDrains) {
  auto server = serve(echo);
  HttpClient new_one(server->port());
  HttpClient idle(server->port());
  ASSERT_TRUE(idle.ask(http_request("GET", "/")));  // So the one before it is here, too.
  auto drained = std::async(std::launch::async, [&] { server->drain_and_stop(10s); });
  EXPECT_TRUE(idle.is_closed_by_server());
  const auto response = new_one.ask(http_request("GET", "/"));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->header("Connection"), "close");
}

TEST(HttpServer, StopsInTimeThoughARequestIsNeverAnswered) {
  std::promise<http::Reply> slip;
  auto server = serve([&](http::Request&&, http::Reply reply) { slip.set_value(std::move(reply)); });
  HttpClient client(server->port());
  client.send(http_request("GET", "/"));
  const http::Reply late = slip.get_future().get();
  server->drain_and_stop(50ms);
  EXPECT_TRUE(client.is_closed_by_server());
  server.reset();
  late({200, {}, "into the void"});
}

TEST(HttpServer, StartsAndStopsManyTimesWithoutLosingFileDescriptors) {
  const auto open_files = [] {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  serve(echo).reset();
  const auto before = open_files();
  constexpr int kTimes = 20;
  for (int i = 0; i < kTimes; ++i) {
    const auto server = serve(echo);
    HttpClient client(server->port());
    ASSERT_TRUE(client.ask(http_request("GET", "/")));
  }
  EXPECT_LE(open_files(), before + kTimes);  // Pistache's reactor never closes the eventfd that ends it.
}

}  // namespace
}  // namespace bridge::testing
