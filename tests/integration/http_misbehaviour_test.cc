// One server, clients that break rules, stall, vanish or flood: nobody else may notice.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <atomic>
#include <functional>
#include <future>
#include <random>
#include <thread>

#include "http/worker_pool.h"
#include "integration/http_test_server.h"
#include "support/http_client.h"
#include "support/http_framing_cases.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;
using Moment = std::chrono::steady_clock::time_point;

Moment now() { return std::chrono::steady_clock::now(); }

std::chrono::microseconds processor_time() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto in_microseconds = [](const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
  };
  return in_microseconds(used.ru_utime) + in_microseconds(used.ru_stime);
}

bool eventually(const std::function<bool()>& condition) {
  const Moment deadline = now() + 10s;
  while (!condition()) {
    if (now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

http::Server::Settings with_short_times() {
  http::Limits limits;
  limits.header_time = 300ms;
  limits.body_time = 300ms;
  limits.idle_time = 300ms;
  limits.write_stall_time = 300ms;
  limits.write_time = 1500ms;
  limits.linger_time = 200ms;
  return with_limits(limits);
}

// Answers /big with more than sockets buffer.
void echo_or_big(http::Request&& request, const http::Reply& reply) {
  if (request.path == "/big")
    reply({200, {}, std::string(32 << 20, 'x')});
  else
    echo(std::move(request), reply);
}

TEST(HttpMisbehaviour, IsRefusedOnceAndNothingIsSmuggled) {
  std::atomic<int> handled = 0;
  const auto server = serve([&](http::Request&&, const http::Reply& reply) {
    ++handled;
    reply({});
  });
  for (const auto& [what, bytes, status] : refused_messages()) {
    HttpClient client(server->port());
    client.send(bytes + http_request("GET", "/smuggled") + http_request("GET", "/smuggled"));
    const auto response = client.read_response();
    ASSERT_TRUE(response) << what;
    EXPECT_EQ(response->status, status) << what;
    EXPECT_EQ(response->header("Connection"), "close") << what;
    EXPECT_EQ(response->header("Content-Type"), "application/scim+json") << what;
    EXPECT_NE(response->body.find("\"status\":\"" + std::to_string(status) + "\""), std::string::npos)
        << what;
    EXPECT_TRUE(response->header("X-Request-Id")) << what;
    EXPECT_TRUE(client.is_closed_by_server()) << what;
  }
  EXPECT_EQ(handled, 0);
}

TEST(HttpMisbehaviour, IsToldFromUnusualButGoodManners) {
  const auto server = serve([](http::Request&& request, const http::Reply& reply) {
    reply({200, {}, request.body});
  });
  for (const auto& [what, bytes, body] : accepted_messages()) {
    HttpClient client(server->port());
    const auto response = client.ask(bytes);
    ASSERT_TRUE(response) << what;
    EXPECT_EQ(response->status, 200) << what;
    EXPECT_EQ(response->body, body) << what;
  }
}

TEST(HttpMisbehaviour, SplitChunksWhereverTheyLike) {
  const auto server = serve(echo);
  const std::string request =
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n "
      "world\r\n0\r\n\r\n";
  HttpClient client(server->port());
  const int on = 1;
  ::setsockopt(client.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  for (std::size_t cut = 1; cut < request.size(); ++cut) {
    client.send(request.substr(0, cut));
    // A second request, answered, tells that the server has taken the first piece alone.
    HttpClient other(server->port());
    ASSERT_TRUE(other.ask(http_request("GET", "/")));
    const auto response = client.ask(request.substr(cut));
    ASSERT_TRUE(response) << cut;
    EXPECT_EQ(response->body, "POST / hello world") << cut;
  }
}

TEST(HttpMisbehaviour, NeverGetsAnotherClientsReply) {
  http::WorkerPool pool(4, 10'000);
  http::Server::Settings settings;
  settings.threads = 2;
  auto server = serve(
      [&](http::Request&& request, http::Reply reply) {
        pool.submit([reply = std::move(reply), path = request.path] {
          std::this_thread::sleep_for(
              std::chrono::microseconds(200));  // So that clients vanish while it runs.
          reply({200, {}, path});
        });
      },
      settings);
  std::atomic<bool> over = false;
  std::atomic<int> right = 0;
  std::atomic<int> wrong = 0;
  const int port = server->port();
  {
    std::vector<std::jthread> clients;
    for (int id = 0; id < 3; ++id) {
      clients.emplace_back(
          [&, id] {  // Come, ask and are gone; their file descriptors are used again at once.
            while (!over) {
              HttpClient client(port);
              client.send(http_request("GET", "/aborting/" + std::to_string(id)));
              if (id != 0) client.reset();
            }
          });
      clients.emplace_back([&, id] {
        for (int n = 0; !over; ++n) {
          const std::string path = "/patient/" + std::to_string(id) + "/" + std::to_string(n);
          const auto response = HttpClient(port).ask(http_request("GET", path));
          ++(response && response->body == path ? right : wrong);
        }
      });
    }
    EXPECT_TRUE(eventually([&] { return right + wrong > 5000; }) || right > 500);
    over = true;
  }
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(right, 500);
}

TEST(HttpMisbehaviour, LosesNoReplyOfOtherThreads) {
  http::WorkerPool pool(4, 1000);
  const auto server = serve([&](http::Request&& request, http::Reply reply) {
    pool.submit([reply = std::move(reply), path = request.path] { reply({200, {}, path}); });
  });
  std::vector<std::jthread> clients;
  for (int id = 0; id < 8; ++id) {
    clients.emplace_back([&, id] {
      HttpClient client(server->port());
      for (int n = 0; n < 1500; ++n) {
        const std::string path = "/" + std::to_string(id) + "/" + std::to_string(n);
        const auto response = client.ask(http_request("GET", path));
        ASSERT_TRUE(response) << path;
        ASSERT_EQ(response->body, path);
      }
    });
  }
}

TEST(HttpMisbehaviour, DoesNotReadItsResponseWhileOthersAreServed) {
  const auto server = serve(echo_or_big);
  std::vector<HttpClient> deaf;
  for (int i = 0; i < 6; ++i) {
    deaf.emplace_back(server->port());
    const int small = 4096;
    ::setsockopt(deaf.back().fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    deaf.back().send(http_request("GET", "/big"));
  }
  HttpClient client(server->port());
  ASSERT_TRUE(client.ask(http_request("GET", "/warm")));
  const auto used = processor_time();
  const Moment begun = now();
  for (int i = 0; now() < begun + 1s; ++i) {
    ASSERT_TRUE(client.ask(http_request("GET", "/")));
    std::this_thread::sleep_for(20ms);  // Idle time, in which a spinning server would be seen.
  }
  EXPECT_LT(processor_time() - used, 500ms);
}

TEST(HttpMisbehaviour, LosesItsConnectionWhenItTakesNoByteOfItsResponse) {
  const auto server = serve(echo_or_big, with_short_times());
  HttpClient client(server->port());
  ASSERT_TRUE(client.ask(http_request("GET", "/")));
  client.send(http_request("GET", "/big"));
  char one = 0;
  ASSERT_EQ(::recv(client.fd(), &one, 1, MSG_PEEK), 1);  // The response is on its way.
  const Moment begun = now();
  server->drain_and_stop(20s);  // Returns when the last connection is gone.
  EXPECT_GT(now() - begun, 200ms);
  EXPECT_LT(now() - begun, 10s);
  EXPECT_FALSE(client.read_response());
}

TEST(HttpMisbehaviour, LosesItsConnectionWhenItDripsItsResponse) {
  const auto server = serve(echo_or_big, with_short_times());
  HttpClient client(server->port());
  client.send(http_request("GET", "/big"));
  const Moment begun = now();
  std::string some(40'000, ' ');  // So much every 10 ms is enough not to stall, but the whole would take 8 s.
  while (::recv(client.fd(), some.data(), some.size(), 0) > 0 && now() < begun + 20s) {
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_GT(now() - begun, 1400ms);
  EXPECT_LT(now() - begun, 7s);
}

TEST(HttpMisbehaviour, GetsA408ForADrippingHead) {
  const auto server = serve(echo, with_short_times());
  HttpClient client(server->port());
  const Moment begun = now();
  std::jthread drip([&](const std::stop_token& stop) {
    client.send("GET / HTTP/1.1\r\nX: ");
    while (!stop.stop_requested() && client.send("a")) std::this_thread::sleep_for(20ms);
  });
  const auto response = client.read_response();
  drip.request_stop();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 408);
  EXPECT_LT(now() - begun, 3s);
}

TEST(HttpMisbehaviour, GetsA408ForABodyThatDoesNotCome) {
  const auto server = serve(echo, with_short_times());
  for (const char* framing :
       {"Content-Length: 10\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"}) {
    HttpClient client(server->port());
    const auto response = client.ask(std::string("POST / HTTP/1.1\r\nHost: x\r\n") + framing);
    ASSERT_TRUE(response) << framing;
    EXPECT_EQ(response->status, 408);
    EXPECT_TRUE(client.is_closed_by_server());
  }
}

TEST(HttpMisbehaviour, IsSentAwayWithoutAWordWhenItSaysNothing) {
  const auto server = serve(echo, with_short_times());
  HttpClient silent(server->port());
  HttpClient idle(server->port());
  ASSERT_TRUE(idle.ask(http_request("GET", "/")));
  EXPECT_TRUE(silent.is_closed_by_server());
  EXPECT_TRUE(idle.is_closed_by_server());
}

TEST(HttpMisbehaviour, IsNotTimedOutWhileItsRequestIsWorkedOn) {
  std::atomic<bool> waiting = false;
  http::WorkerPool pool(30, 30);
  const auto server = serve(
      [&](http::Request&&, http::Reply reply) {
        pool.submit([&, reply = std::move(reply)] {
          waiting = true;
          std::this_thread::sleep_for(1s);  // Several times as long as any limit, over several sweeps.
          reply({200, {}, "late"});
        });
      },
      with_short_times());
  std::vector<HttpClient> clients;
  for (int i = 0; i < 30; ++i) {
    clients.emplace_back(server->port());
    clients.back().send(http_request("GET", "/"));
  }
  for (HttpClient& client : clients) {
    const auto response = client.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
  }
  EXPECT_TRUE(waiting);
}

// Idle limits strike while other events for the same connections are on their way.
TEST(HttpMisbehaviour, MayMeetTheIdleLimitAtAnyMoment) {
  http::Limits limits = with_short_times().limits;
  limits.idle_time = 1ms;
  const auto server = serve(echo_or_big, with_limits(limits));
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::vector<std::jthread> clients;
  for (unsigned id = 0; id < 8; ++id) {
    clients.emplace_back([&, id] {
      std::mt19937 random(seed + id);
      const Moment end = now() + 2s;
      while (now() < end) {
        HttpClient client(server->port());
        while (client.ask(http_request("GET", random() % 8 == 0 ? "/big" : "/")) && now() < end) {
          std::this_thread::sleep_for(std::chrono::milliseconds(random() % 20));
        }
      }
    });
  }
  clients.clear();
  EXPECT_TRUE(HttpClient(server->port()).ask(http_request("GET", "/")));
}

TEST(HttpMisbehaviour, ReadsTheRefusalThoughItIsStillSending) {
  const auto server = serve(echo);
  HttpClient client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n");
  for (int i = 0; i < 20 && client.send(std::string(100'000, 'x')); ++i) continue;
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 413);
}

TEST(HttpMisbehaviour, FloodsAreNotStored) {
  std::promise<http::Reply> slip;
  const auto server = serve([&](http::Request&& request, http::Reply reply) {
    if (request.path == "/wait")
      slip.set_value(std::move(reply));
    else
      echo(std::move(request), reply);
  });
  HttpClient client(server->port());
  client.send(http_request("GET", "/wait"));
  const http::Reply reply = slip.get_future().get();
  const timeval patience{0, 300'000};
  ::setsockopt(client.fd(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  std::string flood;
  while (flood.size() < 1 << 20) flood += http_request("GET", "/flood");
  bool taken = true;
  for (int i = 0; i < 64 && taken; ++i) taken = client.send(flood);
  EXPECT_FALSE(taken);  // The kernel's buffers are full, and ours do not grow.
  reply({200, {}, "at last"});
  EXPECT_EQ(client.read_response()->body, "at last");
  EXPECT_EQ(client.read_response()->body, "GET /flood");
}

TEST(HttpMisbehaviour, DoesNotExceedTheConnectionLimit) {
  http::Limits limits;
  limits.connections = 2;
  const auto server = serve(echo, with_limits(limits));
  HttpClient first(server->port());
  HttpClient second(server->port());
  ASSERT_TRUE(first.ask(http_request("GET", "/")));
  ASSERT_TRUE(second.ask(http_request("GET", "/")));
  HttpClient third(server->port());  // In the kernel's backlog.
  third.send(http_request("GET", "/third"));
  const auto used = processor_time();
  EXPECT_FALSE(third.read_response(false, 300ms));
  EXPECT_LT(processor_time() - used, 150ms);
  first.reset();
  EXPECT_EQ(third.read_response()->body, "GET /third");
}

TEST(HttpMisbehaviour, DoesNotMakeTheServerSpinWhenFileDescriptorsRunOut) {
  const auto server = serve(echo);
  HttpClient client(server->port());
  ASSERT_TRUE(client.ask(http_request("GET", "/")));
  HttpClient waiting(server->port());
  ASSERT_TRUE(waiting.ask(http_request("GET", "/")));
  std::vector<HttpClient> more;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  {
    const int next = ::dup(0);  // The lowest free descriptor; one more may be had, for the client's own side.
    ::close(next);
    const rlimit tight{static_cast<rlim_t>(next) + 1, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    more.emplace_back(server->port());
  }
  more.back().send(http_request("GET", "/late"));
  const auto used = processor_time();
  EXPECT_FALSE(more.back().read_response(false, 400ms));
  EXPECT_LT(processor_time() - used, 200ms);
  EXPECT_TRUE(client.ask(http_request("GET", "/")));
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(more.back().read_response()->body, "GET /late");
}

}  // namespace
}  // namespace bridge::testing
