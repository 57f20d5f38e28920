#include "base/network.h"

#include <gtest/gtest.h>

namespace bridge {
namespace {

TEST(Network, ContainsItsAddressesAndNoOthers) {
  const struct {
    const char *network, *inside, *outside;
  } cases[] = {{"10.1.0.0/16", "10.1.255.255", "10.2.0.0"},
               {"192.0.2.7", "192.0.2.7", "192.0.2.6"},
               {"192.0.2.128/25", "192.0.2.128", "192.0.2.127"},
               {"0.0.0.0/0", "203.0.113.9", "2001:db8::1"},
               {"192.0.2.0/24", "::ffff:192.0.2.9", "::192.0.2.9"},
               {"2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"},
               {"::1", "::1", "::2"},
               {"::/0", "10.0.0.1", "localhost"}};
  for (const auto& [text, inside, outside] : cases) {
    const auto network = Network::parse(text);
    ASSERT_TRUE(network) << text;
    EXPECT_TRUE(network->contains(inside)) << text;
    EXPECT_FALSE(network->contains(outside)) << text;
  }
}

TEST(Network, IsNotMadeOfAnythingElse) {
  for (const char* text :
       {"", "10", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "2001:db8::/129", "example.org",
        "10.0.0.1/8", "2001:db8::1/64", "/8", "10.0.0.0 /8"})
    EXPECT_FALSE(Network::parse(text)) << text;
}

TEST(Networks, KnowClientsOfUnixSockets) {
  const auto networks = Networks::parse({"unix", "127.0.0.0/8"});
  ASSERT_TRUE(networks);
  EXPECT_TRUE(networks->contains("unix"));
  EXPECT_TRUE(networks->contains("127.0.0.1"));
  EXPECT_FALSE(networks->contains("192.0.2.1"));
  EXPECT_FALSE(Networks::parse({"127.0.0.0/8"})->contains("unix"));
  EXPECT_TRUE(Networks::parse({})->empty());
  EXPECT_FALSE(Networks::parse({"unix"})->empty());
}

}  // namespace
}  // namespace bridge
