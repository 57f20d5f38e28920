#include "ldap/index_config.h"

#include <algorithm>

#include "base/text.h"

namespace bridge::ldap {
namespace {

// What may be seen; another failure than of the connection means that nothing may.
Outcome<std::vector<Entry>> visible(Session& session, const SearchRequest& request) {
  std::vector<Entry> entries;
  auto searched = session.search(request, [&](Entry&& entry) {
    entries.push_back(std::move(entry));
    return true;
  });
  if (!searched && searched.error().kind == Failure::Kind::unavailable) return std::move(searched).error();
  return entries;
}

bool says(const Values& values, std::string_view word) {
  return std::any_of(values.begin(), values.end(),
                     [&](const auto& one) { return equals_ignoring_ascii_case(one, word); });
}

const std::string& first_of(const Entry& entry, const AttributeName& name) {
  static const std::string nothing;
  const Values& values = values_of(entry.attributes, name);
  return values.empty() ? nothing : values.front();
}

// The entry of the backend whose suffix holds `base`, the innermost one.
const Entry* backend_of(const std::vector<Entry>& entries, const Dn& base) {
  const Entry* best = nullptr;
  std::size_t longest = 0;
  for (const Entry& entry : entries) {
    for (const std::string& text : values_of(entry.attributes, "nsslapd-suffix")) {
      const auto suffix = Dn::parse(text);
      if (!suffix || !(base == *suffix || base.is_below(*suffix))) continue;
      if (best != nullptr && suffix->normal().size() <= longest) continue;
      best = &entry;
      longest = suffix->normal().size();
    }
  }
  return best;
}

}  // namespace

Outcome<std::optional<DatabaseConfig>> read_389_indices(Session& session, const Dn& base) {
  SearchRequest request;
  request.base = *Dn::parse("cn=ldbm database,cn=plugins,cn=config");
  request.scope = Scope::subtree;
  request.filter =
      Filter::any_of({Filter::present("nsslapd-suffix"), Filter::equals("objectClass", "nsIndex")});
  request.attributes = {"cn", "nsslapd-suffix", "nsIndexType"};
  TRY_AS(entries, visible(session, request));
  const Entry* backend = backend_of(entries, base);
  if (backend == nullptr) return std::optional<DatabaseConfig>();
  DatabaseConfig made;
  made.make = DatabaseConfig::Make::ds389;
  made.name = first_of(*backend, "cn");
  for (const Entry& entry : entries)
    if (entry.dn.is_below(backend->dn) && says(values_of(entry.attributes, "nsIndexType"), "eq"))
      made.equality_indexed.insert(first_of(entry, "cn"));
  // A backend has indices of its own: without any we see the one and not the others.
  return made.equality_indexed.empty() ? std::optional<DatabaseConfig>() : std::optional(std::move(made));
}

Outcome<std::optional<DatabaseConfig>> read_active_directory_indices(Session& session) {
  TRY_AS(root, session.read(Dn(), {"schemaNamingContext"}));
  const auto schema = Dn::parse(root ? first_of(*root, "schemaNamingContext") : "");
  if (!schema || schema->empty()) return std::optional<DatabaseConfig>();
  SearchRequest request;
  request.base = *schema;
  request.scope = Scope::one_level;
  // LDAP_MATCHING_RULE_BIT_AND with fATTINDEX ([MS-ADTS] section 2.2.9).
  request.filter =
      Filter::any_of({Filter::present("linkID"), Filter::equals("searchFlags:1.2.840.113556.1.4.803:", "1")});
  request.attributes = {"lDAPDisplayName"};
  TRY_AS(entries, visible(session, request));
  if (entries.empty()) return std::optional<DatabaseConfig>();
  DatabaseConfig made;
  made.make = DatabaseConfig::Make::active_directory;
  for (const Entry& entry : entries) made.equality_indexed.insert(first_of(entry, "lDAPDisplayName"));
  return std::optional(std::move(made));
}

}  // namespace bridge::ldap
