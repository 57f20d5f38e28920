#include "http/framing.h"

#include <gtest/gtest.h>

namespace bridge::http {
namespace {

Request head(int minor_version, std::vector<Header> headers) {
  Request request;
  request.method = "POST";
  request.minor_version = minor_version;
  request.headers = std::move(headers);
  request.headers.push_back({"Host", "x"});
  return request;
}

Framing framed(const Request& request) {
  const auto framing = frame(request, Limits{});
  EXPECT_TRUE(framing);
  return framing ? *framing : Framing{};
}

TEST(Framing, FindsHowLongABodyIs) {
  EXPECT_EQ(framed(head(1, {})).body, Framing::Body::none);
  EXPECT_EQ(framed(head(1, {{"content-length", "0"}})).body, Framing::Body::none);
  const Framing sized = framed(head(1, {{"content-length", "1048576"}}));
  EXPECT_EQ(sized.body, Framing::Body::sized);
  EXPECT_EQ(sized.length, 1048576u);
  EXPECT_EQ(framed(head(1, {{"transfer-encoding", "Chunked"}})).body, Framing::Body::chunked);
}

TEST(Framing, KeepsConnectionsAliveAsTheVersionHasIt) {
  EXPECT_TRUE(framed(head(1, {})).keep_alive);
  EXPECT_FALSE(framed(head(0, {})).keep_alive);
  EXPECT_FALSE(framed(head(1, {{"Connection", "Close"}})).keep_alive);
  EXPECT_FALSE(framed(head(1, {{"Connection", "upgrade ,close"}})).keep_alive);
  EXPECT_TRUE(framed(head(0, {{"Connection", "Keep-Alive"}})).keep_alive);
  EXPECT_TRUE(framed(head(0, {{"Connection", "a,,"}, {"Connection", "keep-alive"}})).keep_alive);
  EXPECT_FALSE(framed(head(0, {{"Connection", "keep-alive, close"}})).keep_alive);
  EXPECT_TRUE(framed(head(1, {{"Connection", "closed"}})).keep_alive);
}

TEST(Framing, ExpectsContinueOnlyBeforeABody) {
  EXPECT_TRUE(framed(head(1, {{"Expect", "100-continue"}, {"Content-Length", "1"}})).expects_continue);
  EXPECT_FALSE(framed(head(1, {{"Expect", "100-continue"}})).expects_continue);
  EXPECT_FALSE(framed(head(0, {{"Expect", "100-continue"}, {"Content-Length", "1"}})).expects_continue);
}

TEST(Framing, TakesTheBodyLimitLiterally) {
  Limits limits;
  limits.body = 5;
  EXPECT_TRUE(frame(head(1, {{"Content-Length", "5"}}), limits));
  EXPECT_EQ(frame(head(1, {{"Content-Length", "6"}}), limits).error().status, 413);
}

}  // namespace
}  // namespace bridge::http
