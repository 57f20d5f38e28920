#pragma once

#include <string>
#include <vector>

#include "ldap/survey.h"
#include "mapping/finding.h"

namespace bridge::app {

// What `check` found, for people and for programs. One thread at a time.
class CheckReport {
 public:
  void tell(std::string line) { lines_.push_back(std::move(line)); }  // What is good.
  // One finding a line of its message.
  void add(const Error& error, mapping::Finding::Severity severity = mapping::Finding::Severity::error);
  void add(mapping::Findings findings);

  std::size_t count(mapping::Finding::Severity severity) const;

  // To standard output.
  void print(bool json) const;

 private:
  void print_for_people() const;
  void print_json() const;

  std::vector<std::string> lines_;
  mapping::Findings findings_;
};

// "OpenLDAP, entries known by entryUUID, paged results, post-read; 1012 attributes and 70 classes"
std::string describe(const ldap::Survey& survey);

}  // namespace bridge::app
