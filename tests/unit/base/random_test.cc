#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <regex>
#include <set>

namespace bridge {
namespace {

class Constant final : public Random {
 public:
  explicit Constant(unsigned char byte) : byte_(byte) {}
  void fill(std::span<unsigned char> bytes) override { std::fill(bytes.begin(), bytes.end(), byte_); }

 private:
  unsigned char byte_;
};

TEST(Uuid, SetsVersionAndVariant) {
  Constant zeros(0x00);
  Constant ones(0xff);
  EXPECT_EQ(make_uuid(zeros), "00000000-0000-4000-8000-000000000000");
  EXPECT_EQ(make_uuid(ones), "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

TEST(Uuid, IsNewEachTime) {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = make_uuid(system_random());
    EXPECT_TRUE(std::regex_match(uuid, form)) << uuid;
    EXPECT_TRUE(seen.insert(uuid).second) << uuid;
  }
}

TEST(SystemRandom, FillsEverything) {
  std::array<unsigned char, 4096> bytes{};
  system_random().fill(bytes);
  EXPECT_LT(std::count(bytes.begin(), bytes.end(), 0), 100);  // 16 are to be expected.
}

}  // namespace
}  // namespace bridge
