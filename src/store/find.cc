#include <nlohmann/json.hpp>

#include "base/text.h"
#include "store/connection.h"
#include "store/query.h"
#include "store/reader.h"
#include "store/rows.h"

namespace bridge::store {
namespace {

using scim::Json;
using scim::ResourceType;
using OnResource = std::function<void(scim::Resource&&)>;

Result<std::optional<scim::Resource>> load(Connection& connection, std::int64_t key) {
  return first(
      connection.ask("SELECT id, type, body, version, created, modified FROM resources WHERE key = ?1", key),
      resource_row);
}

// Only the narrow index is walked up to the page; bodies are read from there on.
Result<long> list(Connection& connection, ResourceType type, const scim::Page& page,
                  const OnResource& on_resource) {
  TRY_AS(total, first(connection.ask("SELECT count(*) FROM resources WHERE type = ?1", number_of(type)),
                      integer_row));
  TRY_AS(keys, connection.ask("SELECT key FROM resources WHERE type = ?1 ORDER BY key LIMIT ?2 OFFSET ?3",
                              number_of(type), page.count, page.start_index - 1));
  while (true) {
    TRY_AS(more, keys.next());
    if (!more) return long{*total};
    TRY_AS(resource, load(connection, keys.integer(0)));
    on_resource(std::move(*resource));
  }
}

Status add_members(Json& members, Result<Statement> rows) {
  TRY_AS(found, all(std::move(rows), member_row));
  for (auto& member : found) members.push_back(std::move(member.pushed));
  return Done{};
}

// Adds to a rendered group what the filter must see of its members.
Status show_members(Connection& connection, std::int64_t group, const MembersNeeded& needed, Json& rendered) {
  Json members = Json::array();
  if (needed.all || needed.one) {
    TRY(add_members(members, connection.ask("SELECT value, pushed FROM members WHERE group_key = ?1 LIMIT ?2",
                                            group, needed.all ? -1 : 1)));
  }
  if (!needed.all) {
    for (const std::string& value : needed.values) {
      TRY(add_members(
          members, connection.ask("SELECT value, pushed FROM members WHERE group_key = ?1 AND value = ?2 "
                                  "UNION ALL SELECT value, pushed FROM members INDEXED BY members_by_folded "
                                  "WHERE folded = ?2 AND group_key = ?1",
                                  group, fold_case(value))));
    }
  }
  if (!members.empty()) rendered["members"] = std::move(members);
  return Done{};
}

// Answers one filter, candidate by candidate.
class Search {
 public:
  Search(Connection& connection, ResourceType type, const scim::Filter& filter)
      : connection_(connection), type_(type), filter_(filter), needed_(members_needed(filter)) {}

  Result<long> run(const scim::Page& page, const OnResource& on_resource) {
    TRY_AS(keys, candidates());
    long total = 0;
    while (true) {
      TRY_AS(more, keys.next());
      if (!more) return total;
      TRY_AS(resource, match(keys.integer(0)));
      if (!resource) continue;
      ++total;
      const long place = total - page.start_index;
      if (place >= 0 && place < page.count) on_resource(std::move(*resource));
    }
  }

 private:
  Result<Statement> candidates() {
    const Candidates candidates = candidates_for(type_, filter_);
    if (!candidates.value) return connection_.ask(candidates.sql, number_of(type_));
    return connection_.ask(candidates.sql, number_of(type_), *candidates.value);
  }

  // The resource, if it satisfies the filter.
  Result<std::optional<scim::Resource>> match(std::int64_t key) {
    TRY_AS(resource, load(connection_, key));
    if (!resource) return std::move(resource);
    Json rendered = scim::render(*resource, "");
    if (type_ == ResourceType::group) TRY(show_members(connection_, key, needed_, rendered));
    if (!scim::matches(type_, filter_, rendered)) resource.reset();
    return std::move(resource);
  }

  Connection& connection_;
  ResourceType type_;
  const scim::Filter& filter_;
  MembersNeeded needed_;
};

}  // namespace

Result<long> Reader::find(ResourceType type, const scim::Filter* filter, const scim::Page& page,
                          const OnResource& on_resource) const {
  if (filter == nullptr) return list(connection_, type, page, on_resource);
  return Search(connection_, type, *filter).run(page, on_resource);
}

}  // namespace bridge::store
