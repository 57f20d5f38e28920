#include "http/request_id.h"

#include <gtest/gtest.h>

namespace bridge::http {
namespace {

std::string id_of(std::vector<Header> headers) {
  Request request;
  request.headers = std::move(headers);
  return request_id_of(request, system_random());
}

TEST(RequestId, IsWhatTheClientCallsItsRequest) {
  EXPECT_EQ(id_of({{"x-request-id", "abc-1"}}), "abc-1");
  EXPECT_EQ(id_of({{"Client-Request-Id", "7d420df3"}}), "7d420df3");
  EXPECT_EQ(id_of({{"client-request-id", "second"}, {"X-Request-Id", "first"}}), "first");
}

TEST(RequestId, IsANewOneWhenTheClientGivesNone) {
  EXPECT_EQ(id_of({}).size(), 36u);
  EXPECT_NE(id_of({}), id_of({}));
}

TEST(RequestId, IsNoTextThatCouldMeanSomethingElsewhere) {
  for (const char* bad : {"", "two words", "a\"b", "<b>", "a\x01", "event=x", "\xc3\xa4"})
    EXPECT_EQ(id_of({{"X-Request-Id", bad}}).size(), 36u) << bad;
  EXPECT_EQ(id_of({{"X-Request-Id", std::string(128, 'a')}}).size(), 128u);
  EXPECT_EQ(id_of({{"X-Request-Id", std::string(129, 'a')}}).size(), 36u);
}

}  // namespace
}  // namespace bridge::http
