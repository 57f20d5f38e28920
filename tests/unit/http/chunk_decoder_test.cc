#include "http/chunk_decoder.h"

#include <gtest/gtest.h>

namespace bridge::http {
namespace {

constexpr std::string_view kChunks =
    "5;x=\"y\"\r\nhello\r\n1\r\n\r\r\n00a\r\n0123456789\r\n0;z\r\nA: b\r\n\r\nnext";

TEST(ChunkDecoder, GivesTheSameHoweverItIsSplit) {
  const std::size_t end = kChunks.size() - 4;
  for (std::size_t first = 0; first < end; ++first) {
    for (std::size_t second = first; second < end; ++second) {
      ChunkDecoder decoder(100);
      std::string body;
      std::string_view bytes = kChunks.substr(0, first);
      ASSERT_FALSE(*decoder.take(bytes, body));
      bytes = kChunks.substr(first, second - first);
      ASSERT_FALSE(*decoder.take(bytes, body));
      bytes = kChunks.substr(second);
      ASSERT_TRUE(*decoder.take(bytes, body)) << first << " " << second;
      ASSERT_EQ(body, "hello\r0123456789") << first << " " << second;
      ASSERT_EQ(bytes, "next");
    }
  }
}

TEST(ChunkDecoder, CountsWhatEarlierChunksBrought) {
  ChunkDecoder decoder(6);
  std::string body;
  std::string_view bytes = "4\r\nabcd\r\n3\r\n";
  const auto outcome = decoder.take(bytes, body);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().status, 413);
}

TEST(ChunkDecoder, AcceptsExactlyTheLimit) {
  ChunkDecoder decoder(4);
  std::string body;
  std::string_view bytes = "4\r\nabcd\r\n0\r\n\r\n";
  EXPECT_TRUE(*decoder.take(bytes, body));
}

}  // namespace
}  // namespace bridge::http
