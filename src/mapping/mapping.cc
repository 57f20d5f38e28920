#include "mapping/mapping.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/canonical.h"
#include "base/digest.h"
#include "mapping/directory_check.h"
#include "mapping/loader.h"
#include "mapping/recover.h"
#include "mapping/schema_check.h"
#include "mapping/translate.h"

namespace bridge::mapping {

using scim::ResourceType;

namespace {

// Attributes whose values are passwords wherever they come from.
constexpr const char* kPasswords[] = {"userPassword", "unicodePwd"};

}  // namespace

struct Mapping::Compiled {
  Rulebook book;
  Node document;  // For the places of what is found later.
  std::string digest;
};

Mapping::Mapping(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Mapping::~Mapping() = default;

Result<std::shared_ptr<const Mapping>> Mapping::compile(const Node& document) {
  TRY_AS(book, load_rulebook(document));
  auto compiled = std::make_unique<Compiled>(
      Compiled{std::move(book), document, sha256_hex(canonical_text(document, "tests"))});
  return std::shared_ptr<const Mapping>(new Mapping(std::move(compiled)));
}

Result<std::shared_ptr<const Mapping>> Mapping::load(const std::string& file) {
  TRY_AS(document, read_document(file));
  return compile(document);
}

Result<std::shared_ptr<const Mapping>> Mapping::parse(const std::string& text, const std::string& file_name) {
  TRY_AS(document, parse_document(text, file_name));
  return compile(document);
}

Result<Desired> Mapping::translate(const scim::Resource& resource, const Secret* password, const DnOf& dn_of,
                                   const Chosen& chosen) const {
  return mapping::translate(compiled_->book.of(resource.type), resource, password, dn_of, chosen);
}

Result<Desired> Mapping::explain(const scim::Resource& resource, const DnOf& dn_of, const Chosen& chosen,
                                 Trace& trace) const {
  return mapping::translate(compiled_->book.of(resource.type), resource, nullptr, dn_of, chosen, &trace);
}

Recovered Mapping::recover(ResourceType type, const ldap::Entry& entry) const {
  return mapping::recover(compiled_->book.of(type), entry);
}

Result<std::vector<Choice>> Mapping::choices(const scim::Resource& resource) const {
  return mapping::choices(compiled_->book.of(resource.type), resource);
}

const std::vector<NumberPool>& Mapping::pools() const { return compiled_->book.pools; }

const ReservedNames& Mapping::reserved_names() const { return compiled_->book.reserved; }

std::vector<std::string> Mapping::references(const scim::Resource& resource) const {
  return mapping::references(compiled_->book.of(resource.type), resource);
}

const ldap::Dn& Mapping::base(ResourceType type) const { return compiled_->book.of(type).bases.front(); }

const std::vector<ldap::Dn>& Mapping::bases(ResourceType type) const {
  return compiled_->book.of(type).bases;
}

std::set<ldap::AttributeName> Mapping::attributes(ResourceType type) const {
  const ResourceRules& rules = compiled_->book.of(type);
  std::set<ldap::AttributeName> names;
  for (const Rule& rule : rules.rules) names.insert(rule.attribute);
  for (const Override& one : rules.inactive.set) names.insert(one.attribute);
  for (const auto& [name, bits] : rules.inactive.bits) names.insert(name);
  return names;
}

const std::string& Mapping::digest() const { return compiled_->digest; }

bool Mapping::follows_moves(ResourceType type) const { return compiled_->book.of(type).follows_moves; }

ldap::Dn Mapping::place(ResourceType type, const ldap::Dn& wanted, const ldap::Dn& now) const {
  const auto& named = bases(type);
  const ldap::Dn parent = now.parent();
  if (!follows_moves(type) || std::find(named.begin(), named.end(), parent) != named.end()) return wanted;
  const auto there = ldap::Dn::child(wanted.rdn(), parent);
  return there ? *there : wanted;
}

const Deletion& Mapping::deletion(ResourceType type) const { return compiled_->book.of(type).deletion; }

const ldap::AttributeName& Mapping::anchor(ResourceType type) const {
  return compiled_->book.of(type).anchor;
}

const MemberRules& Mapping::members() const { return compiled_->book.members; }

const std::vector<std::string>& Mapping::object_classes(ResourceType type) const {
  return compiled_->book.of(type).object_classes;
}

Policy Mapping::policy(ResourceType type, const ldap::AttributeName& attribute) const {
  const Rule* rule = compiled_->book.of(type).find(attribute);
  return rule ? rule->policy : Policy::enforce;
}

OnInvalid Mapping::on_invalid(ResourceType type, const ldap::AttributeName& attribute) const {
  const Rule* rule = compiled_->book.of(type).find(attribute);
  return rule ? rule->on_invalid.value_or(OnInvalid::skip) : OnInvalid::skip;
}

bool Mapping::is_secret(ResourceType type, const ldap::AttributeName& attribute) const {
  const auto is_it = [&](const char* name) { return attribute == ldap::AttributeName(name); };
  const Rule* rule = compiled_->book.of(type).find(attribute);
  return (rule && rule->is_secret()) || std::any_of(std::begin(kPasswords), std::end(kPasswords), is_it);
}

std::string Mapping::sources_of(ResourceType type, const ldap::AttributeName& attribute) const {
  const Rule* rule = compiled_->book.of(type).find(attribute);
  return rule ? fmt::format("{}", fmt::join(rule->sources, ", ")) : "active";
}

Findings Mapping::check() const { return check_lasting(compiled_->book, compiled_->document); }

Findings Mapping::check(const ldap::Survey& survey) const {
  const auto& [book, document, digest] = *compiled_;
  Findings findings;
  if (survey.schema)
    findings = check_schema(book, document, *survey.schema, survey.traits.uuid_attribute);
  else
    findings.push_back({Finding::Severity::warning, document.place, "schema",
                        "the server shows us no schema, so nothing could be compared with it; let the bind "
                        "identity read cn=subschema"});
  Findings more = check_directory(book, document, survey);
  std::move(more.begin(), more.end(), std::back_inserter(findings));
  return findings;
}

std::vector<ldap::Dn> Mapping::all_bases() const { return bases_of(compiled_->book); }

std::vector<std::string> Mapping::run_tests() const {
  std::vector<std::string> failures;
  for (const SelfTest& test : compiled_->book.tests) {
    const auto found = run(test, *this);
    failures.insert(failures.end(), found.begin(), found.end());
  }
  return failures;
}

}  // namespace bridge::mapping
