#include "ldap/database_config.h"

#include <algorithm>

#include "ldap/index_config.h"

namespace bridge::ldap {
namespace {

std::vector<std::string> split(std::string_view text, char mark) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(mark, at), text.size());
    if (end > at) parts.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

// cn=config numbers what has an order: "{1}mdb".
std::string without_number(const std::string& text) {
  const auto close = text.find('}');
  return text.starts_with('{') && close != std::string::npos ? text.substr(close + 1) : text;
}

// How long the suffix is that holds `base`, or nothing.
std::optional<std::size_t> suffix_length(const Entry& database, const Dn& base) {
  std::optional<std::size_t> longest;
  for (const std::string& text : values_of(database.attributes, "olcSuffix")) {
    const auto suffix = Dn::parse(text);
    if (suffix && (base == *suffix || base.is_below(*suffix)))
      longest = std::max(longest.value_or(0), suffix->normal().size());
  }
  return longest;
}

const Entry* database_of(const std::vector<Entry>& config, const Dn& base) {
  const Entry* best = nullptr;
  for (const Entry& entry : config) {
    const auto length = suffix_length(entry, base);
    if (length && (!best || *length > *suffix_length(*best, base))) best = &entry;
  }
  return best;
}

DatabaseConfig convert(const Entry& database, const std::vector<Entry>& config) {
  DatabaseConfig made;
  made.equality_indexed = equality_indices(values_of(database.attributes, "olcDbIndex"));
  if (const Values& limit = values_of(database.attributes, "olcSizeLimit"); !limit.empty())
    made.size_limit = limit.front();
  for (const Entry& entry : config) {
    if (entry.dn.is_below(database.dn))
      for (const std::string& name : values_of(entry.attributes, "olcOverlay"))
        made.overlays.push_back(without_number(name));
    for (const std::string& line : values_of(entry.attributes, "olcSortVals"))
      for (const std::string& name : split(without_number(line), ' ')) made.sorted.insert(name);
  }
  return made;
}

}  // namespace

std::set<AttributeName> equality_indices(const Values& lines) {
  std::set<AttributeName> indexed;
  bool by_default = false;
  const auto has_equality = [](const std::string& kinds) {
    const auto all = split(kinds, ',');
    return std::find(all.begin(), all.end(), "eq") != all.end();
  };
  for (const std::string& line : lines) {
    const auto words = split(without_number(line), ' ');
    if (words.size() == 2 && words[0] == "default") by_default = has_equality(words[1]);
  }
  for (const std::string& line : lines) {
    const auto words = split(without_number(line), ' ');
    if (words.empty() || words[0] == "default") continue;
    if (words.size() == 1 ? !by_default : !has_equality(words[1])) continue;
    for (const std::string& name : split(words[0], ',')) indexed.insert(name);
  }
  return indexed;
}

Outcome<std::optional<DatabaseConfig>> read_database_config(Session& session, const Dn& base) {
  if (session.uuid_attribute() == "nsUniqueId") return read_389_indices(session, base);
  if (session.uuid_attribute() == "objectGUID") return read_active_directory_indices(session);
  SearchRequest request;
  request.base = *Dn::parse("cn=config");
  request.scope = Scope::subtree;
  request.filter = Filter::any_of({Filter::present("olcSuffix"), Filter::present("olcOverlay"),
                                   Filter::equals("objectClass", "olcFrontendConfig")});
  request.attributes = {"olcSuffix", "olcDbIndex", "olcOverlay", "olcSortVals", "olcSizeLimit"};
  request.page_size = 0;  // slapd refuses to page through its configuration.
  std::vector<Entry> config;
  auto searched = session.search(request, [&](Entry&& entry) {
    config.push_back(std::move(entry));
    return true;
  });
  if (!searched && searched.error().kind == Failure::Kind::unavailable) return std::move(searched).error();
  const Entry* database = database_of(config, base);
  if (!database) return std::optional<DatabaseConfig>();
  return std::optional(convert(*database, config));
}

}  // namespace bridge::ldap
