#include "mapping/number_loader.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

namespace bridge::mapping {
namespace {

using Range = std::pair<std::int64_t, std::int64_t>;

// The largest number that posixAccount's INTEGER means to Linux: 2^32 - 1 is "no user".
constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max() - std::int64_t{1};

std::optional<std::int64_t> number_of(const Node& node) {
  const auto* number = node.as<std::int64_t>();
  if (!number || *number < 1 || *number > kMost) return std::nullopt;
  return *number;
}

std::optional<Range> range_of(const Node& node) {
  const auto* list = node.as<Node::List>();
  if (!list || list->size() != 2) return std::nullopt;
  const auto first = number_of(list->front());
  const auto last = number_of(list->back());
  if (!first || !last || *first > *last) return std::nullopt;
  return Range{*first, *last};
}

void load_range(Section& section, NumberPool& pool) {
  const Node* node = section.require("range", "range = [10000, 59999]");
  if (!node) return;
  const auto range = range_of(*node);
  if (range)
    std::tie(pool.first, pool.last) = *range;
  else
    section.fault("range", fmt::format("must be [FIRST, LAST] with numbers from 1 to {}, the smaller one "
                                       "first; write for example [10000, 59999]",
                                       kMost));
}

void load_reserved(Section& section, NumberPool& pool) {
  constexpr char kExample[] = "a list of numbers and ranges such as [65534, [20000, 20999]]";
  const Node* node = section.find("reserved");
  if (!node) return;
  const auto* list = node->as<Node::List>();
  if (!list) return section.wrong_kind("reserved", *node, kExample);
  for (const Node& one : *list) {
    const auto number = number_of(one);
    const auto range = number ? Range{*number, *number} : range_of(one);
    if (range)
      pool.reserved.push_back(*range);
    else
      section.faults().add(one.place, fmt::format("'reserved' must be {}", kExample));
  }
}

void load_mark(Section& section, NumberPool& pool) {
  std::string text;
  section.read("mark", text);
  const Node* node = section.find("mark");
  if (!node || !node->as<std::string>()) return;
  auto dn = ldap::Dn::parse(text);
  if (dn && !dn->empty())
    pool.mark = *std::move(dn);
  else
    section.fault("mark", fmt::format("'{}' is not a distinguished name; write for example "
                                      "\"cn=uid,ou=numbers,dc=example,dc=org\"",
                                      text));
}

}  // namespace

std::vector<NumberPool> load_pools(Section numbers) {
  std::vector<NumberPool> pools;
  for (const Node::Entry& entry : numbers.entries()) {
    Section section = numbers.section(entry.key);
    if (!entry.value.as<Node::Table>()) continue;
    NumberPool pool;
    pool.name = entry.key;
    load_range(section, pool);
    load_reserved(section, pool);
    load_mark(section, pool);
    section.finish();
    pools.push_back(std::move(pool));
  }
  return pools;
}

void check_pools(const ResourceRules& rules, const std::vector<NumberPool>& pools, Faults& faults) {
  std::vector<std::string> names;
  for (const NumberPool& pool : pools) names.push_back(pool.name);
  for (const Rule& rule : rules.rules) {
    for (const Alternative& alternative : rule.alternatives) {
      const auto* allocate = std::get_if<Allocate>(&alternative.value);
      if (!allocate || allocate->pool.empty() ||
          std::find(names.begin(), names.end(), allocate->pool) != names.end())
        continue;
      faults.add(
          rule.place,
          names.empty()
              ? fmt::format("'{}': there is no [numbers.{}]; write for example [numbers.{}] with range "
                            "= [10000, 59999]",
                            rule.attribute.text(), allocate->pool, allocate->pool)
              : fmt::format("'{}': {}", rule.attribute.text(),
                            unknown_name("pool of numbers", allocate->pool, names)));
    }
  }
}

}  // namespace bridge::mapping
