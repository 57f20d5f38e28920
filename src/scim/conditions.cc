#include "scim/conditions.h"

#include <fmt/format.h>

#include <algorithm>

namespace bridge::scim {
namespace {

constexpr std::string_view kSpace = " \t";

// One tag off the front of a list, without "W/" and quotes; what is between quotes may hold commas.
std::string_view take_tag(std::string_view& list) {
  if (list.starts_with("W/") || list.starts_with("w/")) list.remove_prefix(2);
  const bool quoted = list.starts_with('"');
  if (quoted) list.remove_prefix(1);
  const std::size_t end = std::min(quoted ? list.find('"') : list.find_first_of(", \t"), list.size());
  const std::string_view tag = list.substr(0, end);
  list.remove_prefix(std::min(list.find(',', end), list.size()));
  return tag;
}

bool names(std::string_view list, const Resource& resource) {
  const std::string etag = etag_of(resource);
  std::string_view quoted = etag;
  const std::string_view own = take_tag(quoted);
  for (;;) {
    list.remove_prefix(std::min(list.find_first_not_of(" \t,"), list.size()));
    if (list.empty()) return false;
    if (list.substr(0, list.find_last_not_of(kSpace) + 1) == "*") return true;
    if (take_tag(list) == own) return true;
  }
}

Error failed(std::string_view header, std::string_view wanted, std::string_view problem) {
  return {Error::Code::precondition, fmt::format("{}: {}: {}", header, wanted, problem)};
}

}  // namespace

Status check(const Conditions& conditions, const Resource& now) {
  const std::string is = "the resource is at version " + etag_of(now);
  if (!conditions.if_match.empty() && !names(conditions.if_match, now))
    return failed("If-Match", conditions.if_match, is);
  if (!conditions.if_none_match.empty() && names(conditions.if_none_match, now))
    return failed("If-None-Match", conditions.if_none_match, is);
  return Done{};
}

Status check_for_new(const Conditions& conditions) {
  if (conditions.if_match.empty()) return Done{};
  return failed("If-Match", conditions.if_match, "what is to be made has no version yet");
}

bool is_known_already(const Conditions& conditions, const Resource& now) {
  return !conditions.if_none_match.empty() && names(conditions.if_none_match, now);
}

}  // namespace bridge::scim
