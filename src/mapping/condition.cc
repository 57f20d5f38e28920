#include "mapping/condition.h"

#include "mapping/source_names.h"

namespace bridge::mapping {

Result<Condition> parse_condition(scim::ResourceType type, std::string_view text) {
  TRY_AS(filter, scim::parse_filter(type, text));
  TRY(check_names(type, *filter));
  return std::move(filter);
}

bool holds(const Condition& condition, const Facts& facts) {
  return !condition || scim::matches(facts.type, *condition, facts.body);
}

}  // namespace bridge::mapping
