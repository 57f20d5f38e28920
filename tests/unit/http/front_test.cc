#include "http/front.h"

#include <gtest/gtest.h>

#include <future>

namespace bridge::http {
namespace {

using namespace std::chrono_literals;

Networks networks(const std::vector<std::string>& texts) { return *Networks::parse(texts); }

Request request(std::string remote, std::vector<Header> headers = {}) {
  Request made;
  made.remote = std::move(remote);
  made.headers = {{"Host", "inner"}};
  made.headers.insert(made.headers.end(), headers.begin(), headers.end());
  return made;
}

TEST(BelieveProxy, FindsTheClientBehindTrustedProxies) {
  const auto trusted = networks({"10.0.0.0/8", "unix"});
  const struct {
    const char *what, *remote;
    std::vector<Header> headers;
    const char* client;
  } cases[] = {
      {"no proxy", "192.0.2.1", {{"X-Forwarded-For", "203.0.113.1"}}, "192.0.2.1"},
      {"one proxy", "10.0.0.1", {{"X-Forwarded-For", "203.0.113.1"}}, "203.0.113.1"},
      {"a Unix socket", "unix", {{"x-forwarded-for", "203.0.113.1"}}, "203.0.113.1"},
      {"two proxies", "10.0.0.1", {{"X-Forwarded-For", "203.0.113.1, 10.0.0.2"}}, "203.0.113.1"},
      {"a client that lies",
       "10.0.0.1",
       {{"X-Forwarded-For", "10.0.0.9,198.51.100.1,203.0.113.1"}},
       "203.0.113.1"},
      {"several headers",
       "10.0.0.1",
       {{"X-Forwarded-For", "198.51.100.1"}, {"X-Forwarded-For", "203.0.113.1"}},
       "203.0.113.1"},
      {"a port", "10.0.0.1", {{"X-Forwarded-For", "203.0.113.1:4711"}}, "203.0.113.1"},
      {"IPv6 with a port", "10.0.0.1", {{"X-Forwarded-For", "[2001:db8::1]:4711"}}, "2001:db8::1"},
      {"IPv6", "10.0.0.1", {{"X-Forwarded-For", "2001:db8::1"}}, "2001:db8::1"},
      {"a network", "10.0.0.1", {{"X-Forwarded-For", "10.0.0.0/8"}}, "10.0.0.1"},
      {"nothing said", "10.0.0.1", {}, "10.0.0.1"},
      {"nonsense", "10.0.0.1", {{"X-Forwarded-For", "203.0.113.1, evil"}}, "10.0.0.1"},
      {"nonsense before a proxy", "10.0.0.1", {{"X-Forwarded-For", "evil\t, 10.0.0.2"}}, "10.0.0.2"},
      {"RFC 7239, which clients can write", "10.0.0.1", {{"Forwarded", "for=203.0.113.1"}}, "10.0.0.1"},
  };
  for (const auto& [what, remote, headers, client] : cases) {
    Request asked = request(remote, headers);
    believe_proxy(trusted, asked);
    EXPECT_EQ(asked.remote, client) << what;
  }
}

TEST(BelieveProxy, TakesSchemeAndHostFromNobodyElse) {
  const std::vector<Header> said = {{"X-Forwarded-Proto", "http, https"},
                                    {"X-Forwarded-Host", "scim.example.org"}};
  Request behind = request("10.0.0.1", said);
  believe_proxy(networks({"10.0.0.1"}), behind);
  EXPECT_TRUE(behind.secure);
  EXPECT_EQ(*behind.header("Host"), "scim.example.org");
  Request direct = request("10.0.0.2", said);
  believe_proxy(networks({"10.0.0.1"}), direct);
  EXPECT_FALSE(direct.secure);
  EXPECT_EQ(*direct.header("Host"), "inner");
}

Response ask(FrontSettings settings, Request asked) {
  const Handler handler = behind_front(std::move(settings), [](Request&&, const Reply& reply) {
    reply({200, {}, "ok"});
  });
  std::promise<Response> answered;
  handler(std::move(asked), Reply([&](Response response) { answered.set_value(std::move(response)); }));
  return answered.get_future().get();
}

TEST(Front, LetsInWhoComesFromAnAllowedNetwork) {
  const FrontSettings settings{{}, networks({"192.0.2.0/24"}), {}};
  EXPECT_EQ(ask(settings, request("192.0.2.9")).status, 200);
  EXPECT_EQ(ask(settings, request("192.0.3.9")).status, 403);
  EXPECT_EQ(ask(settings, request("unix")).status, 403);
  EXPECT_EQ(ask({}, request("192.0.3.9")).status, 200);
}

TEST(Front, JudgesTheClientBehindTheProxyNotTheProxy) {
  const FrontSettings settings{networks({"10.0.0.1"}), networks({"192.0.2.0/24"}), {}};
  EXPECT_EQ(ask(settings, request("10.0.0.1", {{"X-Forwarded-For", "192.0.2.1"}})).status, 200);
  EXPECT_EQ(ask(settings, request("10.0.0.1", {{"X-Forwarded-For", "192.0.3.1"}})).status, 403);
  EXPECT_EQ(ask(settings, request("10.0.0.2", {{"X-Forwarded-For", "192.0.2.1"}})).status, 403);
}

TEST(Front, SaysOverTlsThatTlsIsToBeUsed) {
  Request secure = request("192.0.2.1");
  secure.secure = true;
  const auto response = ask({{}, {}, 3600s}, secure);
  ASSERT_EQ(response.headers.size(), 1u);
  EXPECT_EQ(response.headers[0], (Header{"Strict-Transport-Security", "max-age=3600"}));
  EXPECT_TRUE(ask({{}, {}, 3600s}, request("192.0.2.1")).headers.empty());
  EXPECT_TRUE(ask({{}, {}, 0s}, secure).headers.empty());
}

}  // namespace
}  // namespace bridge::http
