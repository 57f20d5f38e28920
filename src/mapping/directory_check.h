#pragma once

#include "ldap/survey.h"
#include "mapping/finding.h"
#include "mapping/loader.h"

namespace bridge::mapping {

// What in a mapping file will not last, whatever the server: anchors that change, ids stored nowhere. Pure.
Findings check_lasting(const Rulebook& book, const Node& document);

// What the server or our rights there lack for a mapping file. Without a survey nothing is known. Pure.
Findings check_directory(const Rulebook& book, const Node& document, const ldap::Survey& survey);

// The DNs a survey should look at.
std::vector<ldap::Dn> bases_of(const Rulebook& book);

}  // namespace bridge::mapping
