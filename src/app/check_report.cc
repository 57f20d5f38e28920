#include "app/check_report.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/terminal.h"
#include "scim/json.h"

namespace bridge::app {
namespace {

using mapping::Finding;
using Severity = Finding::Severity;

constexpr std::pair<Severity, const char*> kSeverities[] = {
    {Severity::error, "error"}, {Severity::warning, "warning"}, {Severity::note, "note"}};

Terminal::Colour colour_of(Severity severity) {
  if (severity == Severity::error) return Terminal::Colour::red;
  return severity == Severity::warning ? Terminal::Colour::yellow : Terminal::Colour::bold;
}

std::string place_of(const Finding& finding) { return finding.place.file ? finding.place.text() : ""; }

std::string counted(std::size_t count, const std::string& what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

scim::Json to_json(const Finding& finding, const char* severity) {
  scim::Json json = {{"severity", severity}, {"message", finding.message}};
  if (!finding.subject.empty()) json["subject"] = finding.subject;
  if (finding.place.file) {
    json["file"] = *finding.place.file;
    json["line"] = finding.place.line;
    json["column"] = finding.place.column;
  }
  return json;
}

}  // namespace

void CheckReport::add(const Error& error, Severity severity) {
  std::istringstream lines(error.message);
  for (std::string line; std::getline(lines, line);) findings_.push_back({severity, {}, "", line});
}

void CheckReport::add(mapping::Findings findings) {
  std::move(findings.begin(), findings.end(), std::back_inserter(findings_));
}

std::size_t CheckReport::count(Severity severity) const {
  return static_cast<std::size_t>(std::count_if(
      findings_.begin(), findings_.end(), [&](const Finding& one) { return one.severity == severity; }));
}

void CheckReport::print(bool json) const { json ? print_json() : print_for_people(); }

void CheckReport::print_for_people() const {
  const Terminal terminal = Terminal::standard_output();
  for (const std::string& line : lines_) fmt::print("{}\n", line);
  for (const auto& [severity, name] : kSeverities) {
    if (count(severity) == 0) continue;
    fmt::print("\n{}\n", terminal.paint(colour_of(severity), fmt::format("{}s", name)));
    for (const Finding& finding : findings_) {
      if (finding.severity != severity) continue;
      const std::string place = place_of(finding);
      if (place.empty())
        fmt::print("{}", terminal.wrap(finding.message, 2));
      else
        fmt::print("  {}: '{}'\n{}", place, finding.subject, terminal.wrap(finding.message, 6));
    }
  }
  fmt::print("\n{}, {}\n", counted(count(Severity::error), "error"),
             counted(count(Severity::warning), "warning"));
}

void CheckReport::print_json() const {
  scim::Json findings = scim::Json::array();
  for (const auto& [severity, name] : kSeverities)
    for (const Finding& finding : findings_)
      if (finding.severity == severity) findings.push_back(to_json(finding, name));
  const scim::Json report = {{"good", lines_},
                             {"errors", count(Severity::error)},
                             {"warnings", count(Severity::warning)},
                             {"findings", std::move(findings)}};
  fmt::print("{}\n", scim::to_text(report));
}

std::string describe(const ldap::Survey& survey) {
  const auto& traits = survey.traits;
  std::string text = traits.server.empty() ? "a server that does not say which" : traits.server;
  text += ", entries are known by " + traits.uuid_attribute;
  text += traits.paged_results ? ", pages through results" : ", does not page through results";
  text += traits.post_read ? ", tells what it wrote" : ", does not tell what it wrote";
  if (!survey.schema) return text + "; shows us no schema";
  return text +
         fmt::format("; {} attribute names, {} names of object classes{}",
                     survey.schema->attribute_names().size(), survey.schema->object_class_names().size(),
                     survey.schema->unreadable() == 0
                         ? ""
                         : fmt::format(", {} definitions cannot be read", survey.schema->unreadable()));
}

}  // namespace bridge::app
