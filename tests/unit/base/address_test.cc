#include "base/address.h"

#include <gtest/gtest.h>

namespace bridge {
namespace {

Address parsed(std::string_view text) {
  const auto address = parse_address(text);
  if (!address) ADD_FAILURE() << address.error().message;
  return address ? *address : Address{};
}

TEST(Address, ReadsAllForms) {
  EXPECT_EQ(parsed("127.0.0.1:8080"), (Address{"127.0.0.1", 8080, ""}));
  EXPECT_EQ(parsed("localhost:0"), (Address{"localhost", 0, ""}));
  EXPECT_EQ(parsed("[::1]:65535"), (Address{"::1", 65535, ""}));
  EXPECT_EQ(parsed("unix:/run/x.sock"), (Address{"", 0, "/run/x.sock"}));
}

TEST(Address, RefusesWhatIsNone) {
  for (const char* text : {"", "127.0.0.1", ":80", "::1:80", "a:", "a:65536", "a:-1", "a:8 0", "a:80x",
                           "unix:", "unix:relative", "http://a:80", "a b:80", "[::1:80"})
    EXPECT_FALSE(parse_address(text)) << text;
}

TEST(Address, KnowsWhatOtherMachinesCannotReach) {
  EXPECT_TRUE(parsed("127.9.9.9:1").is_local());
  EXPECT_TRUE(parsed("LocalHost:1").is_local());
  EXPECT_TRUE(parsed("[0:0:0:0:0:0:0:1]:1").is_local());
  EXPECT_TRUE(parsed("unix:/s").is_local());
}

TEST(Address, IsNotTakenInByNamesThatLookLocal) {
  for (const char* text : {"0.0.0.0:1", "[::]:1", "127.0.0.1.example.org:1", "localhost.example.org:1",
                           "128.0.0.1:1", "[::ffff:10.0.0.1]:1", "127.1:1"})
    EXPECT_FALSE(parsed(text).is_local()) << text;
}

}  // namespace
}  // namespace bridge
