#include "app/explain.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/exit_code.h"
#include "app/load_config.h"
#include "app/operator_client.h"
#include "ldap/ldif.h"
#include "mapping/mapping.h"
#include "mapping/trace.h"

namespace bridge::app {
namespace {

using mapping::Trace;
using scim::Json;
using scim::ResourceType;

// What a mapping needs to know of a resource.
struct Subject {
  scim::Resource resource;
  Json entries = Json::object();
  mapping::Chosen chosen;
};

Result<std::string> read_all(const std::string& file) {
  std::ifstream opened;
  if (file != "-") opened.open(file);
  std::istream& in = file == "-" ? std::cin : opened;
  if (!in) return invalid_input(file + ": cannot be read");
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// A group is what has no userName.
Result<Subject> subject_from_input(const std::string& file) {
  TRY_AS(text, read_all(file));
  auto body = scim::parse_json(text);
  if (!body) return std::move(body).error().within(file);
  if (!body->is_object()) return invalid_input(file + ": is no JSON object");
  const auto id = body->find("id");
  Subject subject;
  subject.resource.type = body->contains("userName") ? ResourceType::user : ResourceType::group;
  subject.resource.id = {id != body->end() && id->is_string() ? id->get<std::string>()
                                                              : "00000000-0000-0000-0000-000000000000"};
  auto content = scim::normalise(subject.resource.type, *body);
  if (!content) return std::move(content).error().within(file);
  subject.resource.body = std::move(content->body);
  return subject;
}

Result<Subject> subject_from_store(const std::string& config_file, const std::string& who) {
  TRY_AS(stored, ask_operator(config_file, {"resource", who}));
  Subject subject;
  subject.resource.id = {stored["id"].get<std::string>()};
  subject.resource.type = stored["type"] == "user" ? ResourceType::user : ResourceType::group;
  subject.resource.body = stored["body"];
  subject.entries = stored["entries"];
  for (const auto& [attribute, value] : stored["chosen"].items())
    subject.chosen[attribute] = value.get<std::string>();
  return subject;
}

Result<std::shared_ptr<const mapping::Mapping>> load_mapping(const ExplainOptions& options) {
  if (!options.mapping_file.empty()) return mapping::Mapping::load(options.mapping_file);
  TRY_AS(config, load_config(options.config_file));
  return mapping::Mapping::load(config->mapping);
}

mapping::DnOf look_up_in(const Json& entries) {
  return [&entries](const std::string& id) -> std::optional<ldap::Dn> {
    const auto found = entries.find(id);
    if (found == entries.end()) return std::nullopt;
    auto dn = ldap::Dn::parse(found->get<std::string>());
    return dn ? std::optional(*dn) : std::nullopt;
  };
}

std::string print(const ldap::Values& values) {
  if (values.empty()) return "nothing";
  std::vector<std::string> quoted;
  for (const std::string& value : values) quoted.push_back(scim::to_text(Json(value)));
  return fmt::format("{}", fmt::join(quoted, ", "));
}

void print_for_people(const Trace& trace, const Result<mapping::Desired>& desired) {
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
}

void print_json(const Trace& trace, const Result<mapping::Desired>& desired) {
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
  fmt::print("{}\n", scim::to_text(report));
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
  const auto desired =
      (*mapping)->explain(subject->resource, look_up_in(subject->entries), subject->chosen, trace);
  options.json ? print_json(trace, desired) : print_for_people(trace, desired);
  if (!desired) return fail(desired.error());
  return kFine;
}

}  // namespace bridge::app
