#include "store/listing.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "store/connection.h"
#include "store/delivery.h"
#include "store/query.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/shown.h"
#include "store/sort_column.h"

namespace bridge::store {
namespace {

using scim::Position;
using scim::ResourceType;
using scim::SortKey;

Result<std::optional<scim::Resource>> load(Connection& connection, std::int64_t key) {
  return first(
      connection.ask("SELECT id, type, body, version, created, modified FROM resources WHERE key = ?1", key),
      resource_row);
}

Needed needed_for(const Listing::Part& part) {
  Needed needed;
  if (part.filter != nullptr) {
    needed.members = members_needed(*part.filter);
    needed.groups = mentions(*part.filter, "groups");
  }
  if (part.sort_by && part.sort_by->urn.empty()) {
    needed.members.one = needed.members.one || part.sort_by->attribute == "members";
    needed.groups = needed.groups || part.sort_by->attribute == "groups";
  }
  return needed;
}

// Carries out one listing.
class Lister {
 public:
  Lister(Connection& connection, const Listing& listing, const OnResource& on_resource)
      : connection_(connection), listing_(listing), delivery_(listing, on_resource) {}

  Result<Listed> run() {
    const bool sorted = !listing_.parts.empty() && listing_.parts[0].sort_by;
    if (sorted) {
      TRY(sort());
    } else {
      for (std::size_t i = 0; i < listing_.parts.size(); ++i)
        TRY(listing_.parts[i].filter == nullptr ? list_all(i) : filter(i));
    }
    return delivery_.listed(total_);
  }

 private:
  // What no key sorts comes part by part, oldest first: the part is the key.
  static Position place(std::size_t part, std::int64_t row) {
    return {SortKey::of(static_cast<double>(part)), row};
  }

  // Only the narrow index is walked up to the page; bodies are read from there on.
  Status list_all(std::size_t index) {
    const std::int64_t type = number_of(listing_.parts[index].type);
    TRY_AS(count,
           first(connection_.ask("SELECT count(*) FROM resources WHERE type = ?1", type), integer_row));
    total_ += *count;
    if (listing_.after && comes_before(listing_, place(index, INT64_MAX), *listing_.after)) return Done{};
    const bool begins_here = listing_.after && listing_.after->key == place(index, 0).key;
    const long skipped = std::min<long>(delivery_.to_skip(), *count);
    delivery_.skip(skipped);
    TRY_AS(keys, connection_.ask("SELECT key FROM resources WHERE type = ?1 AND key > ?2 ORDER BY key "
                                 "LIMIT ?3 OFFSET ?4",
                                 type, begins_here ? listing_.after->row : std::int64_t{0},
                                 std::int64_t{delivery_.to_take()} + 1, std::int64_t{skipped}));
    while (true) {
      TRY_AS(more, keys.next());
      if (!more) return Done{};
      TRY(deliver(place(index, keys.integer(0)), std::nullopt));
    }
  }

  Status filter(std::size_t index) {
    const Listing::Part& part = listing_.parts[index];
    return each_match(part, [&](std::int64_t row, scim::Resource&& resource, const scim::Json&) {
      return deliver(place(index, row), std::move(resource));
    });
  }

  Status sort() {
    const long most = listing_.take == 0 ? 0 : listing_.take + std::min(listing_.skip, kMostSkipped) + 1;
    FirstFew few(listing_, most);
    for (const Listing::Part& part : listing_.parts) TRY(part.filter ? sort(part, few) : sort_all(part, few));
    for (const Position& position : std::move(few).in_order()) TRY(deliver(position, std::nullopt));
    return Done{};
  }

  Status sort(const Listing::Part& part, FirstFew& few) {
    return each_match(part, [&](std::int64_t row, scim::Resource&&, const scim::Json& shown) -> Status {
      few.offer({scim::sort_key(part.type, *part.sort_by, shown), row});
      return Done{};
    });
  }

  Status sort_all(const Listing::Part& part, FirstFew& few) {
    const auto column = sort_column(part.type, *part.sort_by);
    if (!column) return sort(part, few);
    TRY_AS(rows, connection_.ask(column->sql, number_of(part.type)));
    while (true) {
      TRY_AS(more, rows.next());
      if (!more) return Done{};
      ++total_;
      few.offer({sort_key_at(rows, *column), rows.integer(0)});
    }
  }

  // Calls for each resource of the part that satisfies its filter, with it and with what clients see of it.
  template <class OnMatch>
  Status each_match(const Listing::Part& part, const OnMatch& on_match) {
    const Needed needed = needed_for(part);
    TRY_AS(keys, candidates(part));
    while (true) {
      TRY_AS(more, keys.next());
      if (!more) return Done{};
      const std::int64_t row = keys.integer(0);
      TRY_AS(resource, load(connection_, row));
      if (!resource) continue;
      TRY_AS(shown, show(connection_, row, *resource, needed, listing_.view));
      if (part.filter != nullptr && !scim::matches(part.type, *part.filter, shown)) continue;
      ++total_;
      TRY(on_match(row, std::move(*resource), shown));
    }
  }

  Result<Statement> candidates(const Listing::Part& part) {
    const std::int64_t type = number_of(part.type);
    if (part.filter == nullptr)
      return connection_.ask("SELECT key FROM resources WHERE type = ?1 ORDER BY key", type);
    const Candidates found = candidates_for(part.type, *part.filter, listing_.view.nested);
    return found.value ? connection_.ask(found.sql, type, *found.value) : connection_.ask(found.sql, type);
  }

  // Hands over what stands at this place, reading it first where that was not done, if it is on the page.
  Status deliver(const Position& position, std::optional<scim::Resource> resource) {
    if (!delivery_.wants(position)) return Done{};
    if (!resource) {
      TRY_AS(read, load(connection_, position.row));
      resource = std::move(read);
    }
    return resource ? delivery_.hand_over(position, std::move(*resource)) : Status(Done{});
  }

  static constexpr long kMostSkipped = 1L << 40;  // More than there can be; adding to it cannot overflow.

  Connection& connection_;
  const Listing& listing_;
  Delivery delivery_;
  long total_ = 0;
};

}  // namespace

Result<Listed> Reader::list(const Listing& listing, const OnResource& on_resource) const {
  return Lister(connection_, listing, on_resource).run();
}

}  // namespace bridge::store
