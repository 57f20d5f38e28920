// What waits for a person, and what guards count.
#include <nlohmann/json.hpp>

#include "store/connection.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/transaction.h"

namespace bridge::store {
namespace {

static_assert(int(Held::State::pending) == 0 && int(Held::State::approved) == 1 &&
              int(Held::State::rejected) == 2);

Result<Held> held_row(const Statement& row) {
  Held held;
  held.number = row.integer(0);
  held.id = ResourceId{row.text(1)};
  held.type = static_cast<scim::ResourceType>(row.integer(2));
  held.kind = static_cast<Held::Kind>(row.integer(3));
  held.subject = row.text(4);
  held.state = static_cast<Held::State>(row.integer(5));
  held.client = row.text(6);
  held.request_id = row.text(7);
  held.why = row.text(8);
  held.since = row.time(9);
  TRY_AS(kept, attributes_at(row, 10));
  held.kept = std::move(kept);
  if (!row.is_null(11)) {
    TRY_AS(body, scim::parse_json(row.text(11)));
    held.body = std::move(body);
  }
  held.person = row.text(12);
  return held;
}

std::optional<std::string> body_column(const scim::Json& body) {
  return body.is_null() ? std::nullopt : std::optional(scim::to_text(body));
}

}  // namespace

Result<std::vector<Held>> Reader::held(const ResourceId& id) const {
  return all(connection_.ask("SELECT * FROM held WHERE id = ?1 ORDER BY number", id), held_row);
}

Result<std::optional<Held>> Reader::held(std::int64_t number) const {
  return first(connection_.ask("SELECT * FROM held WHERE number = ?1", number), held_row);
}

Result<std::vector<Held>> Reader::held_of_entry(const ResourceId& id) const {
  return all(connection_.ask("SELECT * FROM held WHERE id = ?1 AND kind <> 2 ORDER BY number", id), held_row);
}

Result<std::vector<Held>> Reader::held_and_rejected(const ResourceId& id) const {
  return all(connection_.ask("SELECT * FROM held WHERE id = ?1 AND state = 2 ORDER BY number", id), held_row);
}

Result<std::optional<Held>> Reader::held(const ResourceId& id, Held::Kind kind,
                                         const std::string& subject) const {
  return first(connection_.ask("SELECT * FROM held WHERE id = ?1 AND kind = ?2 AND subject = ?3", id,
                               static_cast<int>(kind), subject),
               held_row);
}

Result<bool> Reader::waits(const ResourceId& id, Held::Kind kind) const {
  TRY_AS(found, first(connection_.ask("SELECT 1 FROM held WHERE id = ?1 AND kind = ?2 AND state <> 2 LIMIT 1",
                                      id, static_cast<int>(kind)),
                      integer_row));
  return found.has_value();
}

Result<std::vector<Held>> Reader::all_held(int limit) const {
  return all(connection_.ask("SELECT * FROM held ORDER BY number LIMIT ?1", limit), held_row);
}

Result<std::vector<Held>> Reader::held_in(Held::State state, int limit) const {
  return all(connection_.ask("SELECT * FROM held WHERE state = ?1 ORDER BY number LIMIT ?2",
                             static_cast<int>(state), limit),
             held_row);
}

Result<std::optional<Held>> Reader::held_removal_of(const std::string& person) const {
  return first(connection_.ask("SELECT * FROM held WHERE person = ?1 AND person <> '' AND kind = 0 "
                               "ORDER BY number DESC LIMIT 1",
                               person),
               held_row);
}

Result<long> Reader::passed(Held::Kind kind, scim::ResourceType type, WallTime now) const {
  TRY_AS(sum, first(connection_.ask("SELECT ifnull(sum(number), 0) FROM passed "
                                    "WHERE kind = ?1 AND type = ?2 AND until > ?3",
                                    static_cast<int>(kind), number_of(type), now),
                    integer_row));
  return static_cast<long>(*sum);
}

Result<long> Reader::population(Held::Kind kind, scim::ResourceType type) const {
  constexpr std::int64_t kMemberships = 2;
  TRY_AS(number, first(connection_.ask("SELECT number FROM totals WHERE what = ?1",
                                       kind == Held::Kind::remove_member ? kMemberships : number_of(type)),
                       integer_row));
  return static_cast<long>(number.value_or(0));
}

Status Transaction::hold(const Held& held) {
  if (held.kind == Held::Kind::remove_member)
    TRY(
        connection_.run("INSERT INTO members (group_key, value, held) "
                        "SELECT key, ?2, 1 FROM resources WHERE id = ?1 "
                        "ON CONFLICT (group_key, value) DO UPDATE SET held = 1",
                        held.id, held.subject));
  return connection_.run(
      "INSERT OR REPLACE INTO held (id, type, kind, subject, state, client, request_id, why, since, kept, "
      "body, person) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
      held.id, number_of(held.type), static_cast<int>(held.kind), held.subject, static_cast<int>(held.state),
      held.client, held.request_id, held.why, held.since, attributes_column(held.kept),
      body_column(held.body), held.person);
}

Status Transaction::set_state(std::int64_t number, Held::State state, const std::string& why) {
  return connection_.run("UPDATE held SET state = ?2, why = ?3 WHERE number = ?1", number,
                         static_cast<int>(state), why);
}

Status Transaction::drop_held(std::int64_t number) {
  return connection_.run("DELETE FROM held WHERE number = ?1", number);
}

Status Transaction::count_passed(Held::Kind kind, scim::ResourceType type, long number, WallTime until) {
  return connection_.run(
      "INSERT INTO passed (kind, type, until, number) VALUES (?1, ?2, ?3, ?4) "
      "ON CONFLICT (kind, type, until) DO UPDATE SET number = number + excluded.number",
      static_cast<int>(kind), number_of(type), until, std::int64_t{number});
}

Status Transaction::forget_passed(WallTime now) {
  return connection_.run("DELETE FROM passed WHERE until <= ?1", now);
}

}  // namespace bridge::store
