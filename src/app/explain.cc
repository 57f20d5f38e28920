#include "app/explain.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/exit_code.h"
#include "app/live_comparison.h"
#include "app/load_config.h"
#include "app/operator_client.h"
#include "app/stored_resource.h"
#include "base/clock.h"
#include "ldap/ldif.h"
#include "ldap/libldap_session.h"
#include "mapping/mapping.h"
#include "mapping/trace.h"

namespace bridge::app {
namespace {

using mapping::Trace;
using scim::Json;
using scim::ResourceType;

constexpr std::chrono::seconds kPatience{20};

Result<std::string> read_all(const std::string& file) {
  std::ifstream opened;
  if (file != "-") opened.open(file);
  std::istream& in = file == "-" ? std::cin : opened;
  if (!in) return invalid_input(file + ": cannot be read");
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// A group is what has no userName.
Result<StoredResource> subject_from_input(const std::string& file) {
  TRY_AS(text, read_all(file));
  auto body = scim::parse_json(text);
  if (!body) return std::move(body).error().within(file);
  if (!body->is_object()) return invalid_input(file + ": is no JSON object");
  const auto id = body->find("id");
  StoredResource subject;
  subject.resource.type = body->contains("userName") ? ResourceType::user : ResourceType::group;
  subject.resource.id = {id != body->end() && id->is_string() ? id->get<std::string>()
                                                              : "00000000-0000-0000-0000-000000000000"};
  auto content = scim::normalise(subject.resource.type, *body);
  if (!content) return std::move(content).error().within(file);
  subject.resource.body = std::move(content->body);
  return subject;
}

Result<StoredResource> subject_from_store(const std::string& config_file, const std::string& who) {
  TRY_AS(stored, ask_operator(config_file, {"resource", who}));
  return read_stored(stored);
}

Result<std::shared_ptr<const mapping::Mapping>> load_mapping(const ExplainOptions& options) {
  if (!options.mapping_file.empty()) return mapping::Mapping::load(options.mapping_file);
  TRY_AS(config, load_config(options.config_file));
  return mapping::Mapping::load(config->mapping);
}

std::string print(const ldap::Values& values) {
  if (values.empty()) return "nothing";
  std::vector<std::string> quoted;
  for (const std::string& value : values) quoted.push_back(scim::to_text(Json(value)));
  return fmt::format("{}", fmt::join(quoted, ", "));
}

std::string print(const LiveComparison::Line& line) {
  return line.has.empty() ? std::string() : " (has " + print(line.has) + ")";
}

void print_live(const LiveComparison& live) {
  fmt::print("\nIn the directory, at {}:\n", live.dn.text());
  if (!live.found) return fmt::print("    no such entry\n");
  for (const auto& line : live.lines)
    fmt::print("    {}: {}{}\n", line.attribute.text(), name_of(line.state),
               line.state == LiveComparison::Line::State::as_wanted ? "" : print(line));
  if (!live.ldif.empty()) fmt::print("\nWhat would have to be changed:\n{}", live.ldif);
}

Json to_json(const LiveComparison& live) {
  Json attributes = Json::object();
  for (const auto& line : live.lines)
    attributes[line.attribute.text()] = {{"state", name_of(line.state)}, {"has", line.has}};
  return {{"dn", live.dn.text()}, {"found", live.found}, {"attributes", attributes}, {"ldif", live.ldif}};
}

void print_for_people(const Trace& trace, const Result<mapping::Desired>& desired,
                      const std::optional<LiveComparison>& live) {
  for (const Trace::Rule& rule : trace.rules) {
    fmt::print("{}  ({})\n", rule.attribute.text(), rule.place.text());
    if (rule.secret) fmt::print("    holds a password, which is not shown\n");
    for (const Trace::Step& step : rule.steps) {
      if (step.what == "fallback" || step.what == "default")
        fmt::print("    {}:\n", step.what);
      else
        fmt::print("    {} -> {}\n", step.what, print(step.values));
    }
    if (desired) fmt::print("    = {}\n", print(ldap::values_of(desired->attributes, rule.attribute)));
  }
  if (!desired) return;
  for (const mapping::Issue& issue : desired->issues)
    fmt::print("note: {}: {}\n", issue.attribute.text(), issue.detail);
  fmt::print("\n{}", ldap::to_ldif(ldap::Entry{desired->dn, desired->attributes}));
  if (live) print_live(*live);
}

void print_json(const Trace& trace, const Result<mapping::Desired>& desired,
                const std::optional<LiveComparison>& live) {
  Json rules = Json::array();
  for (const Trace::Rule& rule : trace.rules) {
    Json steps = Json::array();
    for (const Trace::Step& step : rule.steps)
      steps.push_back({{"what", step.what}, {"values", step.values}});
    rules.push_back({{"attribute", rule.attribute.text()}, {"place", rule.place.text()}, {"steps", steps}});
  }
  Json report = {{"rules", std::move(rules)}};
  if (desired) {
    Json issues = Json::array();
    for (const mapping::Issue& issue : desired->issues)
      issues.push_back({{"attribute", issue.attribute.text()}, {"detail", issue.detail}});
    report["dn"] = desired->dn.text();
    for (const auto& [attribute, values] : desired->attributes)
      report["attributes"][attribute.text()] = values;
    report["issues"] = std::move(issues);
  } else {
    report["refused"] = desired.error().message;
  }
  if (live) report["live"] = to_json(*live);
  fmt::print("{}\n", scim::to_text(report));
}

// Where the entry is, or where it would be.
Result<std::optional<LiveComparison>> look_at_directory(const ExplainOptions& options,
                                                        const mapping::Mapping& mapping,
                                                        const StoredResource& subject,
                                                        const Result<mapping::Desired>& desired) {
  if (!options.live || !desired) return std::optional<LiveComparison>();
  TRY_AS(config, load_config(options.config_file));
  auto session = ldap::open_session(config->ldap, system_clock(), system_clock().steady_now() + kPatience);
  if (!session) return unavailable("the directory cannot be reached: " + session.error().message);
  auto dn = subject.dn.empty() ? Result<ldap::Dn>(desired->dn) : ldap::Dn::parse(subject.dn);
  if (!dn) return std::move(dn).error();
  TRY_AS(live, compare_live(**session, mapping, subject.resource.type, *dn, *desired));
  return std::make_optional(std::move(live));
}

int fail(const Error& error) {
  std::cerr << error.message << '\n';
  return kFailed;
}

}  // namespace

int explain(const ExplainOptions& options) {
  const auto mapping = load_mapping(options);
  if (!mapping) return fail(mapping.error());
  const auto subject = options.input.empty() ? subject_from_store(options.config_file, options.who)
                                             : subject_from_input(options.input);
  if (!subject) return fail(subject.error());
  Trace trace;
  const auto desired = (*mapping)->explain(subject->resource, dn_lookup(*subject), subject->chosen, trace);
  const auto live = look_at_directory(options, **mapping, *subject, desired);
  if (!live) return fail(live.error());
  options.json ? print_json(trace, desired, *live) : print_for_people(trace, desired, *live);
  if (!desired) return fail(desired.error());
  return kFine;
}

}  // namespace bridge::app
