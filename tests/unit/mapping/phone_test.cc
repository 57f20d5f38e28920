#include "mapping/phone.h"

#include <gtest/gtest.h>

namespace bridge::mapping {
namespace {

using Phone = std::optional<std::string>;

TEST(Phone, TakesNumbersWithCallingCode) {
  for (const char* text : {"+49 30 1234567", "+49 (0)30/123-45.67", "0049 30 1234567", "tel:+49-30-1234567",
                           " +49301234567 ", "0049 (0)30 1234567"})
    EXPECT_EQ(international_phone(text, ""), "+49301234567") << text;
}

TEST(Phone, AddsTheCallingCodeOfACountry) {
  EXPECT_EQ(international_phone("030 1234567", "49"), "+49301234567");
  EXPECT_EQ(international_phone("(030) 1234567", "49"), "+49301234567");
  EXPECT_EQ(international_phone("(0)30 1234567", "49"), "+49301234567");
  EXPECT_EQ(international_phone("425 555-0100", "1"), "+14255550100");
  EXPECT_EQ(international_phone("1 425 555-0100", "1"), "+14255550100");
  EXPECT_EQ(international_phone("8 495 123-45-67", "7"), "+74951234567");
  EXPECT_EQ(international_phone("06 12345678", "39"), "+390612345678");
  EXPECT_EQ(international_phone("+1 425 555 0100", "49"), "+14255550100");
}

TEST(Phone, KeepsExtensions) {
  for (const char* text : {"+1 425 555 0100 x12", "+1 425 555 0100 ext. 12", "+1-425-555-0100;ext=12",
                           "+1 425 555 0100 #12", "+1 425 555 0100 Extension 12"})
    EXPECT_EQ(international_phone(text, ""), "+14255550100 x12") << text;
}

TEST(Phone, IsNothingForWhatIsNoNumber) {
  for (const char* text : {"", " ", "ask the porter", "030 1234567", "+", "+12", "+12345678901234567", "1+2",
                           "+49 30 12 x", "+49 30 12 or 13", "()", "++4930123456"})
    EXPECT_EQ(international_phone(text, ""), Phone()) << text;
  EXPECT_EQ(international_phone("", "49"), Phone());
}

}  // namespace
}  // namespace bridge::mapping
