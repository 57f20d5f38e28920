#include "app/adopt_command.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "sync/numbers.h"

namespace bridge::app {
namespace {

using scim::Json;

struct Assignment {
  std::string pool;
  std::int64_t number = 0;
};

Result<Assignment> parse(const std::string& text) {
  const auto equals = text.find('=');
  Assignment made{text.substr(0, equals)};
  const char* const end = text.data() + text.size();
  const auto read = equals == text.npos ? std::from_chars_result{end, std::errc::invalid_argument}
                                        : std::from_chars(text.data() + equals + 1, end, made.number);
  if (read.ec == std::errc() && read.ptr == end && !made.pool.empty()) return made;
  return invalid_input("'" + text + "' is no first number; write for example uid=10500");
}

Result<const mapping::NumberPool*> find_pool(const mapping::Mapping& mapping, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& pool : mapping.pools()) {
    if (pool.name == name) return &pool;
    names.push_back(pool.name);
  }
  if (names.empty()) return not_found("the mapping gives out no numbers; there is no [numbers.…] in it");
  return not_found(fmt::format("the mapping has no pool '{}'; it has {}", name, fmt::join(names, ", ")));
}

}  // namespace

Result<Json> set_first_number(const std::string& assignment, const OperatorContext& context) {
  TRY_AS(wanted, parse(assignment));
  TRY_AS(mapping, context.mapping());
  TRY_AS(pool, find_pool(*mapping, wanted.pool));
  TRY(sync::begin_numbers_at(context.store, *pool, wanted.number));
  TRY_AS(mark,
         context.store.read([&](const store::Reader& reader) { return reader.high_water(pool->name); }));
  return Json{{"pool", pool->name}, {"next", mark ? mark->next : wanted.number}};
}

}  // namespace bridge::app
