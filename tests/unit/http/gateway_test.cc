#include "http/gateway.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <vector>

#include "support/manual_clock.h"

namespace bridge::http {
namespace {

Result<Principal, Denial> only_sesame(const Evidence& evidence) {
  if (evidence.bearer_token == "sesame") return Principal{"entra", scim::Rights::users};
  if (evidence.bearer_token == "flood") return Denial{429, 7};
  return Denial{};
}

scim::Response echo(const scim::Request& request) {
  scim::Response response;
  response.body = request.method + " by " + request.client + " at " + request.base_url;
  for (const std::string& segment : request.path) response.body += " " + segment;
  return response;
}

class GatewayTest : public ::testing::Test {
 protected:
  Response ask(const Gateway& gateway, Request request) {
    std::promise<Response> answered;
    gateway(std::move(request), Reply([&](Response response) { answered.set_value(std::move(response)); }));
    return answered.get_future().get();
  }

  Gateway gateway(Application application) { return Gateway({}, std::move(application), only_sesame, pool_); }

  static Request get(std::string path, std::string authorization = "Bearer sesame") {
    Request request;
    request.method = "GET";
    request.path = std::move(path);
    request.headers = {{"Host", "h"}, {"Authorization", std::move(authorization)}};
    return request;
  }

  WorkerPool pool_{2, 8};
};

TEST_F(GatewayTest, HandsARequestToTheApplication) {
  const Response response = ask(gateway(echo), get("/scim/v2/Users/1"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "GET by entra at http://h/scim/v2 Users 1");
}

TEST_F(GatewayTest, UsesTheExternalUrlWithoutItsLastSlash) {
  const Gateway gateway({"https://id.example.org/scim/v2/"}, echo, only_sesame, pool_);
  EXPECT_EQ(ask(gateway, get("/scim/v2")).body, "GET by entra at https://id.example.org/scim/v2");
}

TEST_F(GatewayTest, LetsNobodyInWithoutAToken) {
  std::atomic<int> calls = 0;
  const Gateway guarded = gateway([&](const scim::Request&) {
    ++calls;
    return scim::Response{};
  });
  for (const char* authorization : {"", "Bearer", "Bearer wrong", "Basic sesame", "sesame"}) {
    const Response response = ask(guarded, get("/scim/v2/Users", authorization));
    EXPECT_EQ(response.status, 401) << authorization;
    const bool shown = authorization == std::string("Bearer wrong");
    const Header challenge = {"WWW-Authenticate", std::string("Bearer realm=\"scim\"") +
                                                      (shown ? ", error=\"invalid_token\"" : "")};
    EXPECT_EQ(response.headers.back(), challenge);
    EXPECT_NE(response.body.find("\"status\":\"401\""), std::string::npos) << response.body;
  }
  Request bare = get("/scim/v2/Users/%zz");  // The token comes before everything else.
  bare.headers.pop_back();
  bare.body = "not json";
  EXPECT_EQ(ask(guarded, bare).status, 401);
  EXPECT_EQ(calls, 0);
}

TEST_F(GatewayTest, SendsAwayWhoFailsTooOften) {
  const Response response = ask(gateway(echo), get("/scim/v2/Users", "Bearer flood"));
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.headers.back(), (Header{"Retry-After", "7"}));
}

TEST_F(GatewayTest, TellsTheApplicationWhatTheClientMayDo) {
  const Gateway told = gateway([](const scim::Request& request) {
    scim::Response response;
    response.status = scim::may(request.rights, request) ? 200 : 403;
    return response;
  });
  EXPECT_EQ(ask(told, get("/scim/v2/Users")).status, 200);
  const Response refused = ask(told, get("/scim/v2/Groups"));
  EXPECT_EQ(refused.status, 403);
  const Header challenge = {"WWW-Authenticate", "Bearer realm=\"scim\", error=\"insufficient_scope\""};
  EXPECT_EQ(refused.headers.back(), challenge);
}

TEST_F(GatewayTest, AnswersOutsideItsBaseWith404) {
  const Response response = ask(gateway(echo), get("/", ""));
  EXPECT_EQ(response.status, 404);
  EXPECT_NE(response.body.find("urn:ietf:params:scim:api:messages:2.0:Error"), std::string::npos);
}

TEST_F(GatewayTest, AnswersABrokenTargetWith400) {
  EXPECT_EQ(ask(gateway(echo), get("/scim/v2/Users/%ff")).status, 400);
}

// However long the line before it is, a request ends about when it should.
TEST_F(GatewayTest, DoesNotWorkForWhoHasWaitedTooLong) {
  using namespace std::chrono_literals;
  bridge::testing::ManualClock clock;
  WorkerPool one{1, 8};
  std::promise<void> begun, gate;
  std::atomic<int> calls = 0;
  const Gateway patient(
      {.external_url = "", .clock = clock, .patience = 3s},
      [&](const scim::Request&) {
        if (++calls == 1) {
          begun.set_value();
          gate.get_future().wait();
        }
        return scim::Response{};
      },
      only_sesame, one);
  std::vector<std::promise<Response>> answers(3);
  const auto send = [&](std::promise<Response>& answer) {
    patient(get("/scim/v2/Users"), Reply([&](Response response) { answer.set_value(std::move(response)); }));
  };
  send(answers[0]);
  begun.get_future().wait();
  send(answers[1]);
  clock.advance(3s);
  send(answers[2]);
  clock.advance(1s);
  gate.set_value();
  EXPECT_EQ(answers[0].get_future().get().status, 200);
  const Response late = answers[1].get_future().get();
  EXPECT_EQ(late.status, 503);
  EXPECT_EQ(late.headers.back(), (Header{"Retry-After", "5"}));
  EXPECT_EQ(answers[2].get_future().get().status, 200);
  EXPECT_EQ(calls, 2);
}

TEST_F(GatewayTest, SurvivesWhateverTheApplicationThrows) {
  const Gateway known =
      gateway([](const scim::Request&) -> scim::Response { throw std::runtime_error("the secret"); });
  const Response response = ask(known, get("/scim/v2/Users"));
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
  const Gateway unknown = gateway([](const scim::Request&) -> scim::Response { throw 42; });
  EXPECT_EQ(ask(unknown, get("/scim/v2/Users")).status, 500);
}

// Asks for one piece and waits for it.
std::optional<Piece> next(const Source& more) {
  std::promise<std::optional<Piece>> made;
  more([&](std::optional<Piece> piece) { made.set_value(std::move(piece)); });
  return made.get_future().get();
}

TEST_F(GatewayTest, HasTheRestOfABodyMadeWhenItIsAskedFor) {
  std::atomic<int> made = 0;
  const Gateway telling = gateway([&](const scim::Request&) {
    scim::Response response;
    response.body = "0";
    response.more = [&]() -> Result<Piece> {
      const int number = ++made;
      return Piece{std::to_string(number), number == 2};
    };
    return response;
  });
  const Response response = ask(telling, get("/scim/v2/Users"));
  EXPECT_EQ(response.body, "0");
  EXPECT_EQ(made, 0);
  EXPECT_FALSE(next(response.more)->is_last);
  EXPECT_EQ(made, 1);
  const auto last = next(response.more);
  EXPECT_EQ(last->text, "2");
  EXPECT_TRUE(last->is_last);
}

TEST_F(GatewayTest, BreaksABodyOffThatCannotBeMade) {
  const auto telling = [&](const scim::MorePieces& more) {
    return gateway([more](const scim::Request&) {
      scim::Response response;
      response.more = more;
      return response;
    });
  };
  const Gateway failing = telling([]() -> Result<Piece> { return unavailable("the disk is gone"); });
  EXPECT_FALSE(next(ask(failing, get("/scim/v2/Users")).more));
  const Gateway throwing = telling([]() -> Result<Piece> { throw 42; });
  EXPECT_FALSE(next(ask(throwing, get("/scim/v2/Users")).more));
  const Response late = ask(failing, get("/scim/v2/Users"));
  pool_.stop();
  EXPECT_FALSE(next(late.more));
}

TEST_F(GatewayTest, SendsClientsAwayWhileThePoolIsFull) {
  std::promise<void> begun;
  std::promise<void> go_on;
  std::promise<Response> first;
  std::promise<Response> second;
  WorkerPool pool(1, 1);
  const Gateway slow(
      {},
      [&, once = go_on.get_future().share()](const scim::Request& request) {
        if (request.path.front() == "first") begun.set_value();
        once.wait();
        return scim::Response{};
      },
      only_sesame, pool);
  slow(get("/scim/v2/first"), Reply([&](Response response) { first.set_value(std::move(response)); }));
  begun.get_future().wait();
  slow(get("/scim/v2/second"), Reply([&](Response response) { second.set_value(std::move(response)); }));
  const Response third = ask(slow, get("/scim/v2/third"));
  EXPECT_EQ(third.status, 503);
  EXPECT_EQ(third.headers.back(), (Header{"Retry-After", "5"}));
  go_on.set_value();
  EXPECT_EQ(first.get_future().get().status, 200);
  EXPECT_EQ(second.get_future().get().status, 200);
}

}  // namespace
}  // namespace bridge::http
