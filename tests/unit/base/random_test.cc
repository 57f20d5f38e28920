#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

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

// Letters and digits as they stand in the form; x stands for any hexadecimal digit.
bool has_form(const std::string& text, std::string_view form) {
  return std::equal(text.begin(), text.end(), form.begin(), form.end(), [](char c, char wanted) {
    const bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    return wanted == 'x' ? is_hex : c == wanted;
  });
}

TEST(Uuid, IsNewEachTime) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = make_uuid(system_random());
    EXPECT_TRUE(has_form(uuid, "xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx")) << uuid;
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
