#include "http/request_reader.h"

#include <gtest/gtest.h>

#include <chrono>

#include "support/http_framing_cases.h"

namespace bridge::http {
namespace {

using testing::accepted_messages;
using testing::refused_messages;

const Limits kLimits;

// What a stream of bytes comes to.
struct Outcome {
  std::vector<Request> requests;
  std::vector<bool> keep_alive;
  int continues = 0;
  Refusal refusal{0, ""};
};

void feed(RequestReader& reader, std::string_view bytes, Outcome& outcome) {
  while (!bytes.empty() && outcome.refusal.status == 0) {
    Progress progress = reader.take(bytes);
    if (auto* complete = std::get_if<Complete>(&progress)) {
      outcome.requests.push_back(std::move(complete->request));
      outcome.keep_alive.push_back(complete->keep_alive);
    } else if (const auto* refusal = std::get_if<Refusal>(&progress)) {
      outcome.refusal = *refusal;
    } else {
      outcome.continues += std::holds_alternative<SendContinue>(progress) ? 1 : 0;
      EXPECT_TRUE(bytes.empty()) << "what is not complete takes all";
    }
  }
}

Outcome feed_split(std::string_view bytes, const std::vector<std::size_t>& cuts,
                   const Limits& limits = kLimits) {
  Outcome outcome;
  RequestReader reader(limits);
  std::size_t from = 0;
  for (const std::size_t cut : cuts) {
    feed(reader, bytes.substr(from, cut - from), outcome);
    from = cut;
  }
  feed(reader, bytes.substr(from), outcome);
  return outcome;
}

Outcome feed_whole(std::string_view bytes, const Limits& limits = kLimits) {
  return feed_split(bytes, {}, limits);
}

Outcome feed_bytes(std::string_view bytes) {
  std::vector<std::size_t> cuts;
  for (std::size_t i = 1; i < bytes.size(); ++i) cuts.push_back(i);
  return feed_split(bytes, cuts);
}

TEST(RequestReader, AcceptsWhatIsWellFormedHoweverItIsSplit) {
  for (const auto& [what, bytes, body] : accepted_messages()) {
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
      const Outcome outcome = feed_split(bytes, {cut});
      ASSERT_EQ(outcome.requests.size(), 1u) << what << " cut at " << cut << ": " << outcome.refusal.detail;
      ASSERT_EQ(outcome.requests[0].body, body) << what << " cut at " << cut;
    }
    const Outcome outcome = feed_bytes(bytes);
    ASSERT_EQ(outcome.requests.size(), 1u) << what;
    EXPECT_EQ(outcome.requests[0].body, body) << what;
  }
}

TEST(RequestReader, RefusesWhatIsNotHoweverItIsSplit) {
  for (const auto& [what, bytes, status] : refused_messages()) {
    const Outcome whole = feed_whole(bytes);
    EXPECT_EQ(whole.refusal.status, status) << what << ": " << whole.refusal.detail;
    EXPECT_TRUE(whole.requests.empty()) << what;
    for (std::size_t cut = 1; cut<bytes.size(); cut += bytes.size()> 2000 ? 97 : 1) {
      const Outcome outcome = feed_split(bytes, {cut});
      ASSERT_EQ(outcome.refusal, whole.refusal) << what << " cut at " << cut;
      ASSERT_TRUE(outcome.requests.empty()) << what << " cut at " << cut;
    }
    EXPECT_EQ(feed_bytes(bytes).refusal, whole.refusal) << what;
  }
}

TEST(RequestReader, ReadsARequestLine) {
  const Outcome outcome =
      feed_whole("PATCH /Users/1?a=b?c HTTP/1.1\r\nHost: h\r\nX-Name:  some value \r\n\r\n");
  ASSERT_EQ(outcome.requests.size(), 1u);
  const Request& request = outcome.requests[0];
  EXPECT_EQ(request.method, "PATCH");
  EXPECT_EQ(request.target, "/Users/1?a=b?c");
  EXPECT_EQ(request.path, "/Users/1");
  EXPECT_EQ(request.query, "a=b?c");
  EXPECT_EQ(request.minor_version, 1);
  const std::vector<Header> headers = {{"Host", "h"}, {"X-Name", "some value"}};
  EXPECT_EQ(request.headers, headers);
  EXPECT_EQ(*request.header("x-NAME"), "some value");
  EXPECT_EQ(request.header("x-none"), nullptr);
}

TEST(RequestReader, PrefersTheHostOfAnAbsoluteTarget) {
  const Outcome outcome = feed_whole("GET https://right:1?q HTTP/1.1\r\nHost: wrong\r\n\r\n");
  ASSERT_EQ(outcome.requests.size(), 1u);
  EXPECT_EQ(*outcome.requests[0].header("Host"), "right:1");
  EXPECT_EQ(outcome.requests[0].target, "/?q");
  EXPECT_EQ(outcome.requests[0].path, "/");
}

TEST(RequestReader, LeavesTheNextRequestAlone) {
  const std::string first =
      "POST /1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n";
  const std::string second = "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nb";
  const std::string third = "GET /3 HTTP/1.0\r\n\r\n";
  const std::string all = first + second + third;
  for (std::size_t cut = 1; cut < all.size(); ++cut) {
    const Outcome outcome = feed_split(all, {cut});
    ASSERT_EQ(outcome.requests.size(), 3u) << cut;
    EXPECT_EQ(outcome.requests[0].body + outcome.requests[1].body, "ab");
    EXPECT_EQ(outcome.requests[2].path, "/3");
    EXPECT_TRUE(outcome.requests[2].headers.empty());
    EXPECT_EQ(outcome.keep_alive, (std::vector<bool>{true, true, false}));
  }
}

TEST(RequestReader, InvitesABodyOnceAndOnlyIfItHasNotBegun) {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
  EXPECT_EQ(feed_split(head + "ab", {head.size()}).continues, 1);
  EXPECT_EQ(feed_whole(head + "ab").continues, 0);
  EXPECT_EQ(feed_whole(head + "ab").requests.size(), 1u);
  const std::string old = "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  EXPECT_EQ(feed_split(old + "ab", {old.size()}).continues, 0);
}

TEST(RequestReader, RefusesATooLargeBodyBeforeItIsSent) {
  Limits limits;
  limits.body = 10;
  EXPECT_EQ(feed_whole("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n", limits).refusal.status,
            413);
  const std::string chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(feed_whole(chunked + "6\r\nabcdef\r\n5\r\n", limits).refusal.status, 413);
  EXPECT_EQ(feed_whole(chunked + "6\r\nabcdef\r\n4\r\nabcd\r\n0\r\n\r\n", limits).requests.size(), 1u);
}

TEST(RequestReader, TellsWhereInARequestItIs) {
  RequestReader reader(kLimits);
  EXPECT_EQ(reader.phase(), RequestReader::Phase::idle);
  Outcome outcome;
  feed(reader, "P", outcome);
  EXPECT_EQ(reader.phase(), RequestReader::Phase::head);
  feed(reader, "OST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n", outcome);
  EXPECT_EQ(reader.phase(), RequestReader::Phase::body);
  feed(reader, "ab", outcome);
  EXPECT_EQ(reader.phase(), RequestReader::Phase::idle);
}

TEST(RequestReader, NeedsTimeInProportionToTheBytes) {
  Limits limits;
  limits.head = 4 << 20;
  limits.target = 2 << 20;
  const std::string line = "GET /" + std::string(1 << 20, 'a');
  RequestReader reader(limits);
  Outcome outcome;
  feed(reader, line, outcome);
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 20'000; ++i) feed(reader, "a", outcome);
  // Looking at the whole line again for each byte would take 20 s.
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(2));
  feed(reader, " HTTP/1.1\r\nHost: x\r\n\r\n", outcome);
  EXPECT_EQ(outcome.requests.size(), 1u);
}

}  // namespace
}  // namespace bridge::http
