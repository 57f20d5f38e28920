#include "scim/cursor.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/digest.h"
#include "scim/error.h"

namespace bridge::scim {
namespace {

constexpr std::size_t kDigestDigits = 16;

std::string to_hex(std::string_view bytes) {
  std::string digits;
  for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return digits;
}

std::optional<std::string> from_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    unsigned byte = 0;
    const auto [end, fault] = std::from_chars(digits.data() + i, digits.data() + i + 2, byte, 16);
    if (fault != std::errc() || end != digits.data() + i + 2) return std::nullopt;
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

std::string digest_of(std::string_view query) { return sha256_hex(query).substr(0, kDigestDigits); }

std::int64_t seconds_of(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

Json to_json(const SortKey& key) {
  switch (key.kind) {
    case SortKey::Kind::number:
      return key.number;
    case SortKey::Kind::text:
      return key.text;
    case SortKey::Kind::missing:
      break;
  }
  return nullptr;
}

std::optional<SortKey> key_from(const Json& json) {
  if (json.is_null()) return SortKey();
  if (json.is_number()) return SortKey::of(json.get<double>());
  if (json.is_string()) return SortKey::of(json.get_ref<const std::string&>());
  return std::nullopt;
}

// What stands in a cursor: digest of the query, time of its making, row, key.
std::optional<Json> unpack(std::string_view cursor) {
  const auto bytes = from_hex(cursor);
  auto json = bytes ? parse_json(*bytes) : Result<Json>(Json());
  if (!json || !json->is_array() || json->size() != 4) return std::nullopt;
  const bool shaped = json->at(0).is_string() && json->at(1).is_number_integer() &&
                      json->at(2).is_number_integer() && key_from(json->at(3)).has_value();
  return shaped ? std::optional(*std::move(json)) : std::nullopt;
}

}  // namespace

std::string to_cursor(const Position& position, std::string_view query, WallTime now) {
  return to_hex(
      to_text(Json::array({digest_of(query), seconds_of(now), position.row, to_json(position.key)})));
}

Result<Position> read_cursor(std::string_view cursor, std::string_view query, WallTime now,
                             std::chrono::seconds life) {
  const auto parts = unpack(cursor);
  if (!parts || parts->at(0) != digest_of(query))
    return invalid_input(
        "the cursor is not one of this query; leave it empty for the first page, then send nextCursor as it "
        "came, with the same filter and order",
        kInvalidCursor);
  const std::int64_t made = parts->at(1);
  if (made > seconds_of(now) || seconds_of(now) - made > life.count())
    return invalid_input(
        fmt::format("the cursor is older than {} seconds; begin again with an empty one", life.count()),
        kExpiredCursor);
  return Position{*key_from(parts->at(3)), parts->at(2).get<std::int64_t>()};
}

}  // namespace bridge::scim
