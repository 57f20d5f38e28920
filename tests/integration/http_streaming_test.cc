// Bodies that are made while the client takes them.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>

#include "http/body_source.h"
#include "http/worker_pool.h"
#include "integration/http_test_server.h"
#include "support/eventually.h"
#include "support/http_client.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kPiece = 64 * 1024;

// Answers every request with so many pieces, the first of them at once; "breaks" for one that ends in a
// failure.
class Streaming : public ::testing::Test {
 protected:
  static constexpr int kPieces = 200;

  static std::string piece(int number) { return std::string(kPiece, static_cast<char>('a' + number % 26)); }

  static std::string whole() {
    std::string text;
    for (int i = 0; i < kPieces; ++i) text += piece(i);
    return text;
  }

  void answer(const http::Request& request, const http::Reply& reply) {
    http::Response response{200, {}, piece(0)};
    const bool breaks = request.path == "/breaks";
    response.more = http::source_in(
        pool_,
        [this, breaks, number = 0]() mutable -> Result<scim::Piece> {
          ++made_;
          if (++number == 3 && breaks) return unavailable("no more");
          return scim::Piece{piece(number), number == kPieces - 1};
        },
        request.id);
    reply(std::move(response));
  }

  std::unique_ptr<http::Server> start(http::Limits limits = {}) {
    return serve([this](http::Request&& request, const http::Reply& reply) { answer(request, reply); },
                 with_limits(limits));
  }

  std::atomic<int> made_ = 0;
  http::WorkerPool pool_{1, 1};
};

TEST_F(Streaming, ArriveWholeAndTheConnectionStays) {
  const auto server = start();
  HttpClient client(server->port());
  for (int i = 0; i < 2; ++i) {
    const auto response = client.ask(http_request("GET", "/"));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->header("Transfer-Encoding"), "chunked");
    EXPECT_FALSE(response->header("Content-Length"));
    EXPECT_EQ(response->body, whole());
  }
}

TEST_F(Streaming, ArriveWholeThroughTls) {
  http::Server::Settings settings = with_tls();
  const auto server =
      serve([this](http::Request&& request, const http::Reply& reply) { answer(request, reply); }, settings);
  HttpClient client(server->port());
  ASSERT_TRUE(client.start_tls());
  EXPECT_EQ(client.ask(http_request("GET", "/"))->body, whole());
}

TEST_F(Streaming, AnswerWhatWasSentBehindTheirRequest) {
  const auto server = start();
  HttpClient client(server->port());
  client.send(http_request("GET", "/1") + http_request("HEAD", "/2") + http_request("GET", "/3"));
  EXPECT_EQ(client.read_response()->body, whole());
  EXPECT_EQ(client.read_response(true)->header("Transfer-Encoding"), "chunked");
  EXPECT_EQ(client.read_response()->body, whole());
}

TEST_F(Streaming, EndWithTheConnectionForAnOldClient) {
  const auto server = start();
  HttpClient client(server->port());
  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string answer = client.read_to_end();
  EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_EQ(answer.substr(answer.find("\r\n\r\n") + 4), whole());
}

TEST_F(Streaming, AreCutOffWhenTheyCannotBeFinished) {
  const auto server = start();
  HttpClient client(server->port());
  client.send(http_request("GET", "/breaks"));
  const std::string answer = client.read_to_end();
  EXPECT_TRUE(client.is_closed_by_server());
  EXPECT_FALSE(answer.ends_with("0\r\n\r\n"));
  EXPECT_EQ(HttpClient(server->port()).ask(http_request("GET", "/"))->body, whole());
}

TEST_F(Streaming, AreMadeNoFasterThanTheyAreTakenAndHoldNoThread) {
  http::Limits limits;
  limits.write_stall_time = 300ms;
  const auto server = start(limits);
  HttpClient deaf(server->port());
  const int small = 4096;
  ::setsockopt(deaf.fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  deaf.send(http_request("GET", "/"));
  ASSERT_TRUE(eventually([&] { return made_ > 0; }));
  EXPECT_EQ(HttpClient(server->port()).ask(http_request("GET", "/"))->body, whole());  // By the only worker.
  server->drain_and_stop(20s);  // Returns when the deaf one is cut off.
  EXPECT_LT(made_, 2 * (kPieces - 1));
  EXPECT_FALSE(deaf.read_response());
}

TEST_F(Streaming, AreFinishedBeforeTheServerStops) {
  const auto server = start();
  HttpClient client(server->port());
  client.send(http_request("GET", "/"));
  ASSERT_TRUE(eventually([&] { return made_ > 0; }));
  std::jthread stopping([&] { server->drain_and_stop(20s); });
  EXPECT_EQ(client.read_response()->body, whole());
  EXPECT_TRUE(client.is_closed_by_server());
}

}  // namespace
}  // namespace bridge::testing
