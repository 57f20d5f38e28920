#include "http/response_writer.h"

#include <gtest/gtest.h>

namespace bridge::http {
namespace {

const WallTime kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + std::chrono::hours(17) +
                      std::chrono::minutes(1) + std::chrono::seconds(38);

TEST(ResponseWriter, WritesAResponse) {
  const std::string text = serialize({201, {{"Location", "/x"}, {"ETag", "W/\"1\""}}, "{}"}, {"id-1", kNow});
  EXPECT_EQ(text,
            "HTTP/1.1 201 Created\r\n"
            "Date: Sun, 22 Nov 2026 17:01:38 GMT\r\n"
            "Location: /x\r\n"
            "ETag: W/\"1\"\r\n"
            "X-Request-Id: id-1\r\n"
            "Content-Length: 2\r\n"
            "\r\n"
            "{}");
}

TEST(ResponseWriter, LetsNoHeaderValueEndItsLine) {
  const std::string value("/a\r\nSet-Cookie: b\n\0c\td", 23);
  const std::string text = serialize({200, {{"Location", value}}, ""}, {"", kNow});
  EXPECT_NE(text.find("\r\nLocation: /aSet-Cookie: bc\td\r\n"), std::string::npos) << text;
}

TEST(ResponseWriter, GivesHeadTheLengthButNotTheBody) {
  Delivery delivery{"", kNow};
  delivery.to_head = true;
  const std::string text = serialize({200, {}, "hello"}, delivery);
  EXPECT_NE(text.find("\r\nContent-Length: 5\r\n"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\r\n\r\n"));
}

TEST(ResponseWriter, GivesStatusesWithoutContentNeitherBodyNorLength) {
  for (const int status : {204, 304}) {
    const std::string text = serialize({status, {}, "left out"}, {"", kNow});
    EXPECT_EQ(text.find("Content-Length"), std::string::npos);
    EXPECT_TRUE(text.ends_with("\r\n\r\n"));
  }
}

TEST(ResponseWriter, SendsABodyThatComesInPiecesInChunks) {
  Response response{200, {}, "first "};
  response.more = [](const auto&) {};
  Delivery delivery{"", kNow};
  const std::string text = serialize(response, delivery);
  EXPECT_TRUE(text.ends_with("\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nfirst \r\n")) << text;
  EXPECT_EQ(text.find("Content-Length"), std::string::npos);
  EXPECT_EQ(serialize(Piece{std::string(26, 'x'), false}, 1), "1a\r\n" + std::string(26, 'x') + "\r\n");
  EXPECT_EQ(serialize(Piece{"", false}, 1), "");
  EXPECT_EQ(serialize(Piece{"x", true}, 1), "1\r\nx\r\n0\r\n\r\n");

  delivery.to_head = true;
  EXPECT_TRUE(serialize(response, delivery).ends_with("\r\nTransfer-Encoding: chunked\r\n\r\n"));
}

TEST(ResponseWriter, SendsItBareToAnOldClient) {
  Response response{200, {}, "first "};
  response.more = [](const auto&) {};
  Delivery delivery{"", kNow};
  delivery.close = true;
  delivery.minor_version = 0;
  const std::string text = serialize(response, delivery);
  EXPECT_TRUE(text.ends_with("\r\nConnection: close\r\n\r\nfirst ")) << text;
  EXPECT_EQ(text.find("Transfer-Encoding"), std::string::npos);
  EXPECT_EQ(serialize(Piece{"x", true}, 0), "x");
}

TEST(ResponseWriter, SaysWhetherTheConnectionStays) {
  Delivery delivery{"", kNow};
  EXPECT_EQ(serialize({}, delivery).find("Connection"), std::string::npos);
  delivery.minor_version = 0;
  EXPECT_NE(serialize({}, delivery).find("\r\nConnection: keep-alive\r\n"), std::string::npos);
  delivery.close = true;
  EXPECT_NE(serialize({}, delivery).find("\r\nConnection: close\r\n"), std::string::npos);
}

TEST(ResponseWriter, WritesDatesOfAnyDay) {
  EXPECT_EQ(http_date(WallTime{}), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(http_date(std::chrono::sys_days(std::chrono::year(2028) / 2 / 29)),
            "Tue, 29 Feb 2028 00:00:00 GMT");
}

}  // namespace
}  // namespace bridge::http
