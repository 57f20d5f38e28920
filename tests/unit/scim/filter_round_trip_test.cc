#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <random>

#include "scim/filter.h"

namespace bridge::scim {
namespace {

// Trees as parsing could have made them, of every shape and with every sort of value.
class Trees {
 public:
  explicit Trees(unsigned seed) : engine_(seed) {}

  FilterPtr any(int depth) {
    switch (depth == 0 ? pick(3) : pick(7)) {
      case 0:
        return make(Present{path()});
      case 1:
        return make(compare(path()));
      case 2:
        return make(ValuePath{{"", one_of(kLists), ""}, inner(std::min(depth, 3))});
      case 3:
        return make(Not{any(depth - 1)});
      case 4:
        return make(Or{any(depth - 1), any(depth - 1)});
      default:
        return make(And{any(depth - 1), any(depth - 1)});
    }
  }

 private:
  static constexpr std::array kLists = {"emails", "phoneNumbers", "unknownList"};
  static constexpr std::array kNames = {"userName", "shoe-size", "favourite_colour", "x1"};
  static constexpr std::array kSubs = {"value", "$ref", "odd-part"};
  static constexpr std::array kPieces = {"a", " and ", "\"", "\\", "(",    ")", "[",
                                         "]", "ü",     "😀",  "\n", "null", "7", " "};

  template <class Node>
  FilterPtr make(Node node) {
    return std::make_shared<const Filter>(std::move(node));
  }
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(engine_); }
  template <class Words>
  std::string one_of(const Words& words) {
    return words[static_cast<std::size_t>(pick(static_cast<int>(words.size())))];
  }

  AttributePath path() {
    if (pick(4) == 0) return {"urn:acme:extra", one_of(kSubs), ""};
    if (pick(4) == 0) return {"", "emails", "value"};
    return {"", one_of(kNames), ""};
  }
  FilterPtr inner(int depth) {
    AttributePath sub{"", one_of(kSubs), ""};
    if (depth == 0) return pick(2) ? make(Present{sub}) : make(compare(sub));
    if (pick(3) == 0) return make(Not{inner(depth - 1)});
    if (pick(2) == 0) return make(Or{inner(depth - 1), inner(depth - 1)});
    return make(And{inner(depth - 1), inner(depth - 1)});
  }
  Compare compare(const AttributePath& left) {
    const auto op = static_cast<Comparison>(pick(9));
    if (pick(3) == 0 && left.urn == "urn:acme:extra") return {left, op, pick(2000) - 1000};
    if (pick(3) == 0 && left.urn == "urn:acme:extra") return {left, op, 0.1 * pick(1000)};
    if (pick(3) == 0 && left.urn == "urn:acme:extra") return {left, Comparison::eq, pick(2) == 0};
    std::string text;
    for (int i = pick(6); i > 0; --i) text += one_of(kPieces);
    if (pick(8) == 0) text += '\0';
    return {left, op, text};
  }

  std::mt19937 engine_;
};

TEST(FilterRoundTrip, BringsBackAnEqualTree) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  Trees trees(seed);
  for (int i = 0; i < 2000; ++i) {
    const FilterPtr tree = trees.any(i % 6);
    const std::string text = to_text(*tree);
    const auto again = parse_filter(ResourceType::user, text);
    ASSERT_TRUE(again) << text << "\n" << again.error().message;
    ASSERT_TRUE(equal(*tree, **again)) << text << "\n" << to_text(**again);
  }
}

}  // namespace
}  // namespace bridge::scim
