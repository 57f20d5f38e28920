#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace bridge {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return invalid_input("odd", "invalidValue");
  return number / 2;
}

Result<int> quarter(int number) {
  TRY_AS(once, half(number));
  TRY_AS(twice, half(once));
  return twice;
}

Status check_even(int number) {
  TRY(half(number));
  return Done{};
}

TEST(Result, HoldsAValueOrTheReasonForNone) {
  EXPECT_EQ(*half(4), 2);
  const auto failed = half(3);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error(), invalid_input("odd", "invalidValue"));
}

TEST(Result, TryGoesOnWithTheValue) {
  EXPECT_EQ(*quarter(12), 3);
  EXPECT_TRUE(check_even(2));
}

TEST(Result, TryHandsTheErrorUp) {
  EXPECT_EQ(quarter(6).error().message, "odd");
  EXPECT_EQ(check_even(1).error().code, Error::Code::invalid_input);
}

TEST(Result, CarriesWhatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(5));
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 5);
}

TEST(Error, TellsWhatWasBeingDone) {
  const Error error = unavailable("connection timed out").within("reading group 'eng'");
  EXPECT_EQ(error, unavailable("reading group 'eng': connection timed out"));
}

}  // namespace
}  // namespace bridge
