#pragma once

#include "base/section.h"
#include "mapping/rule.h"

namespace bridge::mapping {

// These read what makes values; what is wrong goes to the faults, and the caller gets what could be read.

// A template or a list of templates; `name` is what faults call it.
Templates load_templates(scim::ResourceType type, const std::string& name, const Node& node, Faults& faults);

// value, from, allocate or generate, with transform, default, multi and when. Leaves it to the caller to
// finish the section.
Alternative load_alternative(scim::ResourceType type, const std::string& name, Section& table);

// `when` below a table: a filter, or a condition that always holds.
Condition load_condition(scim::ResourceType type, Section& table);

}  // namespace bridge::mapping
