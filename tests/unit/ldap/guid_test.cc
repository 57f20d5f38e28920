#include "ldap/guid.h"

#include <gtest/gtest.h>

#include "ldap/filter.h"

namespace bridge::ldap {
namespace {

const std::string kBytes("\xd4\x37\x86\xf3\xf9\x51\xc1\x44\xa6\xa7\x9c\xd0\x47\x38\xfc\xc4", 16);
constexpr char kText[] = "f38637d4-51f9-44c1-a6a7-9cd04738fcc4";

TEST(Guid, IsTextAsActiveDirectoryPrintsIt) {
  EXPECT_EQ(guid_to_text(kBytes), kText);
  EXPECT_EQ(guid_to_bytes(kText), kBytes);
  EXPECT_EQ(guid_to_bytes("F38637D4-51F9-44C1-A6A7-9CD04738FCC4"), kBytes);
}

TEST(Guid, SurvivesBothWaysWhateverItsBytes) {
  for (int first = 0; first < 256; ++first) {
    std::string bytes;
    for (int i = 0; i < 16; ++i) bytes.push_back(static_cast<char>(first + 17 * i));
    EXPECT_EQ(guid_to_bytes(guid_to_text(bytes)), bytes) << first;
  }
}

TEST(Guid, StaysAsItIsWhenItIsNone) {
  for (const char* text :
       {"", "x", "f38637d4-51f9-44c1-a6a7-9cd04738fcc", "f38637d4051f9-44c1-a6a7-9cd04738fcc4",
        "f38637d4-51f9-44c1-a6a7-9cd04738fcgg", "f38637d4-51f9-44c1-a6a7-9cd04738fc-4"}) {
    EXPECT_EQ(guid_to_bytes(text), text);
    EXPECT_EQ(guid_to_text(text), text);
  }
}

TEST(Guid, IsSearchedByItsBytes) {
  EXPECT_EQ(Filter::equals("objectguid", kText).text(),
            R"((objectguid=\D47\86\F3\F9Q\C1D\A6\A7\9C\D0G8\FC\C4))");
  EXPECT_EQ(Filter::equals("uid", kText).text(), std::string("(uid=") + kText + ")");
}

}  // namespace
}  // namespace bridge::ldap
