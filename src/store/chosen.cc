// Values chosen for good: numbers and login names, and how far the numbers are given out.
#include "base/text.h"
#include "store/connection.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/transaction.h"

namespace bridge::store {
namespace {}  // namespace

Result<std::vector<ChosenValue>> Reader::chosen(const ResourceId& id) const {
  return all(connection_.ask("SELECT space, value, attribute, id, person FROM chosen WHERE id = ?1", id),
             chosen_row);
}

Result<std::optional<ChosenValue>> Reader::chosen_in(const std::string& space,
                                                     const std::string& value) const {
  return first(connection_.ask(
                   "SELECT space, value, attribute, id, person FROM chosen WHERE space = ?1 AND folded = ?2",
                   space, fold_case(value)),
               chosen_row);
}

Result<std::optional<ChosenValue>> Reader::chosen_before(const std::string& space,
                                                         const std::string& attribute,
                                                         const std::string& person) const {
  if (person.empty()) return std::optional<ChosenValue>();
  return first(connection_.ask("SELECT space, value, attribute, id, person FROM chosen "
                               "WHERE person = ?3 AND person <> '' AND attribute = ?2 AND space = ?1 "
                               "AND NOT EXISTS (SELECT 1 FROM resources r WHERE r.id = chosen.id)",
                               space, attribute, person),
               chosen_row);
}

Result<std::optional<HighWater>> Reader::high_water(const std::string& pool) const {
  return first(connection_.ask("SELECT next, promised FROM high_water WHERE pool = ?1", pool),
               high_water_row);
}

Result<std::optional<ResourceId>> Transaction::choose(const ChosenValue& value) {
  TRY_AS(held, chosen_in(value.space, value.value));
  if (held && held->id != value.id) {
    TRY_AS(holder, resource(held->id));
    TRY_AS(open, open_intent(held->id));  // Then it is just being made.
    const bool came_back = !holder && !open && !value.person.empty() && held->person == value.person;
    if (!came_back) return std::optional(held->id);
  }
  TRY_AS(own, first(connection_.ask("SELECT value FROM chosen WHERE id = ?1 AND attribute = ?2 "
                                    "AND (space <> ?3 OR folded <> ?4)",
                                    value.id, value.attribute, value.space, fold_case(value.value)),
                    text_row));
  if (own)
    return conflict("resource " + value.id.value + " has " + value.attribute + " '" + *own + "' already");
  TRY(connection_.run(
      "INSERT INTO chosen (space, folded, value, attribute, id, person) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
      "ON CONFLICT (space, folded) DO UPDATE SET value = excluded.value, attribute = excluded.attribute, "
      "id = excluded.id, person = excluded.person",
      value.space, fold_case(value.value), value.value, value.attribute, value.id, value.person));
  return std::optional<ResourceId>();
}

Status Transaction::give_back_chosen(const ResourceId& id) {
  return connection_.run(
      "DELETE FROM chosen WHERE id = ?1 AND person = '' "
      "AND NOT EXISTS (SELECT 1 FROM resources r WHERE r.id = ?1)",
      id);
}

Status Transaction::set_person(const ResourceId& id, const std::string& person) {
  // Asked first: an index that depends on the value would have the change prepared anew each time.
  TRY_AS(known, first(connection_.ask("SELECT person FROM chosen WHERE id = ?1 AND person <> ?2 LIMIT 1", id,
                                      person),
                      text_row));
  if (!known) return Done{};
  return connection_.run("UPDATE chosen SET person = ?2 WHERE id = ?1 AND person <> ?2", id, person);
}

Status Transaction::set_high_water(const std::string& pool, const HighWater& mark) {
  return connection_.run(
      "INSERT INTO high_water (pool, next, promised) VALUES (?1, ?2, ?3) "
      "ON CONFLICT (pool) DO UPDATE SET next = max(next, excluded.next), "
      "promised = max(promised, excluded.promised)",
      pool, mark.next, mark.promised);
}

}  // namespace bridge::store
