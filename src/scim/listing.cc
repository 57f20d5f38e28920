#include "scim/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "scim/error.h"

namespace bridge::scim {
namespace {

constexpr std::string_view kListUrn = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

// A whole number; one that no machine word holds counts as the nearest that does.
Result<long> parse_number(std::string_view name, std::string_view text, std::string_view keyword) {
  long number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = !text.empty() && end == text.data() + text.size();
  if (whole && fault == std::errc()) return number;
  if (whole && fault == std::errc::result_out_of_range)
    return text[0] == '-' ? std::numeric_limits<long>::min() : std::numeric_limits<long>::max();
  return invalid_input(fmt::format("parameter '{}' must be a number, not '{}'", name, text), keyword);
}

}  // namespace

Result<Page> parse_page(const Request& request) {
  Page page;
  if (const auto cursor = request.parameter("cursor")) page.cursor = std::string(*cursor);
  if (const auto text = request.parameter("startIndex")) {
    if (page.cursor)
      return invalid_input("a page is asked for by 'startIndex' or by 'cursor', not by both", kInvalidValue);
    TRY_AS(number, parse_number("startIndex", *text, kInvalidValue));
    page.start_index = std::max(number, 1L);
  }
  if (const auto text = request.parameter("count")) {
    TRY_AS(number, parse_number("count", *text, page.cursor ? kInvalidCount : kInvalidValue));
    page.count = std::clamp(number, 0L, kMostPerPage);
  }
  return page;
}

Json list_response(std::vector<Json> resources, long total, long start_index) {
  Json response = {{"schemas", Json::array({kListUrn})},
                   {"totalResults", total},
                   {"startIndex", start_index},
                   {"itemsPerPage", resources.size()},
                   {"Resources", Json::array()}};
  response["Resources"] =
      Json::array_t(std::make_move_iterator(resources.begin()), std::make_move_iterator(resources.end()));
  return response;
}

void ListText::begin_resource(std::string& text) { text += count_++ == 0 ? "{\"Resources\":[" : ","; }

void ListText::end(Json members, std::string& text) const {
  members["schemas"] = Json::array({kListUrn});
  members["itemsPerPage"] = count_;
  if (count_ == 0) text += "{\"Resources\":[";
  text.append("],").append(to_text(members), 1);
}

}  // namespace bridge::scim
