// One server, clients that break rules, stall, vanish or flood: nobody else may notice.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <random>
#include <thread>

#include "http/worker_pool.h"
#include "integration/http_test_server.h"
#include "support/eventually.h"
#include "support/http_client.h"
#include "support/http_framing_cases.h"
#include "support/manual_clock.h"

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

// The same for a test that turns the clock itself.
http::Server::Settings with_short_times(const ManualClock& clock) {
  http::Limits limits = with_short_times().limits;
  return {.listen = {}, .tls = nullptr, .limits = limits, .clock = clock};
}

constexpr std::size_t kBig = 32 << 20;

// Answers /big with more than sockets buffer.
void echo_or_big(http::Request&& request, const http::Reply& reply) {
  if (request.path == "/big")
    reply({200, {}, std::string(kBig, 'x')});
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

// Keeps requests back until others have come, so that clients vanish while theirs are worked on.
class Backlog {
 public:
  void take(http::Reply reply, std::string path) {
    std::lock_guard lock(mutex_);
    waiting_.emplace_back(std::move(reply), std::move(path));
    while (waiting_.size() > (closed_ ? 0 : 3)) answer_oldest();
  }
  void close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    while (!waiting_.empty()) answer_oldest();
  }

 private:
  void answer_oldest() {
    pool_.submit([reply = std::move(waiting_.front().first), path = std::move(waiting_.front().second)] {
      reply({200, {}, path});
    });
    waiting_.pop_front();
  }

  std::mutex mutex_;
  std::deque<std::pair<http::Reply, std::string>> waiting_;
  bool closed_ = false;
  http::WorkerPool pool_{4, 10'000};
};

TEST(HttpMisbehaviour, NeverGetsAnotherClientsReply) {
  Backlog backlog;
  http::Server::Settings settings;
  settings.threads = 2;
  auto server =
      serve([&](http::Request&& request, http::Reply reply) { backlog.take(std::move(reply), request.path); },
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
    EXPECT_TRUE(eventually([&] { return right + wrong > 2000; }) || right > 100);
    over = true;
    backlog.close();
  }
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(right, 100);
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
    ASSERT_FALSE(client.is_closed_by_server(20ms));  // Idle time, in which a spinning server would be seen.
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
  ManualClock clock;
  http::Server::Settings settings = with_short_times(clock);
  settings.limits.write_stall_time = 24h;  // It never stalls.
  const auto server = serve(echo_or_big, settings);
  HttpClient client(server->port());
  client.send(http_request("GET", "/big"));
  std::size_t taken = 0;
  std::string some(40'000, ' ');
  const auto take_some = [&] {
    const auto got = ::recv(client.fd(), some.data(), some.size(), 0);
    taken += static_cast<std::size_t>(std::max<ssize_t>(0, got));
    return got > 0;
  };
  for (int i = 0; i < 16; ++i) {
    ASSERT_TRUE(take_some());
    clock.advance(100ms);
  }
  server->drain_and_stop(20s);  // Returns when the last connection is gone.
  while (take_some()) continue;
  EXPECT_LT(taken, kBig);
}

TEST(HttpMisbehaviour, GetsA408ForADrippingHead) {
  ManualClock clock;
  const auto server = serve(echo, with_short_times(clock));
  HttpClient client(server->port());
  client.send("GET / HTTP/1.1\r\nX: ");
  std::optional<HttpResponse> response;
  EXPECT_TRUE(eventually([&] {
    clock.advance(100ms);
    client.send("a");
    response = client.read_response(false, 20ms);
    return response.has_value();
  }));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 408);
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
  ManualClock clock;
  std::mutex mutex;
  std::vector<http::Reply> replies;
  const auto asked = [&] {
    std::lock_guard lock(mutex);
    return replies.size();
  };
  const auto server = serve(
      [&](http::Request&& request, http::Reply reply) {
        if (request.path == "/idle") return reply({});
        std::lock_guard lock(mutex);
        replies.push_back(std::move(reply));
      },
      with_short_times(clock));
  std::vector<HttpClient> clients;
  for (int i = 0; i < 30; ++i) {
    clients.emplace_back(server->port());
    clients.back().send(http_request("GET", "/"));
  }
  ASSERT_TRUE(eventually([&] { return asked() == clients.size(); }));
  for (int i = 0; i < 3; ++i) {  // Each time the idle one is closed the server has looked at its deadlines.
    HttpClient idle(server->port());
    ASSERT_TRUE(idle.ask(http_request("GET", "/idle")));
    clock.advance(24h);
    ASSERT_TRUE(idle.is_closed_by_server());
  }
  for (const http::Reply& reply : replies) reply({200, {}, "late"});
  for (HttpClient& client : clients) {
    const auto response = client.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
  }
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
          if (client.is_closed_by_server(std::chrono::milliseconds(random() % 20))) break;
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

// All but the first two ask once and never again.
TEST(HttpMisbehaviour, SitsOnAConnectionUntilOthersWaitForIt) {
  http::Limits limits;
  limits.connections = 20;
  const auto server = serve(echo, with_limits(limits));
  HttpClient within_request(server->port());
  within_request.send("GET /slow HTTP/1.1\r\n");
  std::vector<HttpClient> idle;
  for (int i = 0; i < 18; ++i) {
    idle.emplace_back(server->port());
    ASSERT_TRUE(idle.back().ask(http_request("GET", "/")));
  }
  HttpClient silent(server->port());
  for (int i = 0; i < 10; ++i) {
    HttpClient good(server->port());
    const auto answer = good.ask(http_request("GET", "/good"));
    ASSERT_TRUE(answer) << i;
    EXPECT_EQ(answer->body, "GET /good");
  }
  within_request.send("host: x\r\n\r\n");
  const auto answer = within_request.read_response();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "GET /slow");
}

TEST(HttpMisbehaviour, OfOneAddressTakesAwayOnlyItsOwnConnections) {
  http::Limits limits;
  limits.connections_of_one = 3;
  http::Server::Settings settings = with_limits(limits);
  const auto server = serve(echo, settings);
  std::vector<HttpClient> few;
  for (int i = 0; i < 3; ++i) {
    few.emplace_back(server->port());
    ASSERT_TRUE(few.back().ask(http_request("GET", "/")));
  }
  HttpClient one_more(server->port());
  EXPECT_TRUE(one_more.is_closed_by_server());
  EXPECT_TRUE(few[0].ask(http_request("GET", "/")));
  few.pop_back();
  EXPECT_TRUE(eventually([&] {
    HttpClient again(server->port());
    return again.ask(http_request("GET", "/")).has_value();
  }));
}

TEST(HttpMisbehaviour, OfOneAddressIsNotLaidAtTheDoorOfItsProxy) {
  http::Limits limits;
  limits.connections_of_one = 1;
  http::Server::Settings settings = with_limits(limits);
  settings.proxies = *Networks::parse({"127.0.0.1"});
  const auto server = serve(echo, settings);
  std::vector<HttpClient> many;
  for (int i = 0; i < 5; ++i) {
    many.emplace_back(server->port());
    EXPECT_TRUE(many.back().ask(http_request("GET", "/")));
  }
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
