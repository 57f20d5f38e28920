#pragma once

#include "base/section.h"
#include "mapping/rule.h"

namespace bridge::mapping {

// Reads one rule of [users.attributes] or [groups.attributes]: a template, a list of templates, a table, or a
// list of tables of which the first counts whose `when` holds. What is wrong goes to the section's faults.
Rule load_rule(scim::ResourceType type, Section& attributes, const Node::Entry& entry);

// An attribute description (RFC 4512 section 2.5), as far as its letters go.
bool is_attribute_description(std::string_view text);

}  // namespace bridge::mapping
