#include "store/candidates.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "store/connection.h"
#include "store/rows.h"

namespace bridge::store {
namespace {

using Column = std::optional<std::string>;

#define CANDIDATE "SELECT id, type, dn, entry_uuid, anchor, body, fingerprint, since FROM candidates "

Result<Candidate> candidate_row(const Statement& row) {
  Candidate candidate;
  candidate.id = ResourceId{row.text(0)};
  candidate.type = static_cast<scim::ResourceType>(row.integer(1));
  TRY_AS(dn, ldap::Dn::parse(row.text(2)));
  candidate.dn = std::move(dn);
  candidate.entry_uuid = row.text(3);
  if (!row.is_null(4)) candidate.anchor = row.text(4);
  TRY_AS(body, scim::parse_json(row.text(5)));
  candidate.body = std::move(body);
  candidate.fingerprint = row.text(6);
  candidate.since = row.time(7);
  return candidate;
}

Column text_of(const scim::Json& body, const char* attribute) {
  const auto found = body.find(attribute);
  if (found == body.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

Column folded(const scim::Json& body, const char* attribute) {
  auto text = text_of(body, attribute);
  return text ? Column(fold_case(*text)) : text;
}

const char* question_by(CandidateReader::By by) {
  switch (by) {
    case CandidateReader::By::anchor:
      return CANDIDATE "WHERE type = ?1 AND anchor = ?2 ORDER BY key LIMIT ?3";
    case CandidateReader::By::user_name:
      return CANDIDATE "WHERE type = ?1 AND user_name = ?2 ORDER BY key LIMIT ?3";
    case CandidateReader::By::external_id:
      return CANDIDATE "WHERE type = ?1 AND external_id = ?2 ORDER BY key LIMIT ?3";
    case CandidateReader::By::display_name:
      break;
  }
  return CANDIDATE "WHERE type = ?1 AND display_name = ?2 ORDER BY key LIMIT ?3";
}

Result<CandidateReader::Row> number_row(const Statement& row) {
  return CandidateReader::Row{row.integer(0), ResourceId{row.text(1)}};
}

}  // namespace

Result<std::optional<Candidate>> CandidateReader::candidate(const ResourceId& id) const {
  return first(connection_.ask(CANDIDATE "WHERE id = ?1", id), candidate_row);
}

Result<std::vector<Candidate>> CandidateReader::candidates_by(By by, scim::ResourceType type,
                                                              const std::string& value, int limit) const {
  const bool exact = by == By::anchor || by == By::external_id;
  return all(connection_.ask(question_by(by), number_of(type), exact ? value : fold_case(value),
                             std::int64_t{limit}),
             candidate_row);
}

Result<std::optional<ResourceId>> CandidateReader::candidate_at(const ldap::Dn& dn) const {
  return first(connection_.ask("SELECT id FROM candidates WHERE dn_normal = ?1", dn.normal()), id_row);
}

Result<std::optional<Candidate>> CandidateReader::candidate_of(const std::string& entry_uuid,
                                                               const ldap::Dn& dn) const {
  if (!entry_uuid.empty())
    return first(connection_.ask(CANDIDATE "WHERE entry_uuid = ?1 AND entry_uuid <> ''", entry_uuid),
                 candidate_row);
  return first(connection_.ask(CANDIDATE "WHERE dn_normal = ?1 AND entry_uuid = ''", dn.normal()),
               candidate_row);
}

Result<std::vector<CandidateReader::Row>> CandidateReader::candidate_rows(scim::ResourceType type,
                                                                          std::int64_t after,
                                                                          int limit) const {
  return all(
      connection_.ask("SELECT key, id FROM candidates WHERE key > ?1 AND type = ?2 ORDER BY key LIMIT ?3",
                      after, number_of(type), std::int64_t{limit}),
      number_row);
}

Result<long> CandidateReader::candidate_count(scim::ResourceType type) const {
  TRY_AS(count, first(connection_.ask("SELECT count(*) FROM candidates WHERE type = ?1", number_of(type)),
                      integer_row));
  return static_cast<long>(*count);
}

Result<bool> CandidateReader::is_unclaimed(const ResourceId& id) const {
  TRY_AS(found, first(connection_.ask("SELECT 1 FROM unclaimed WHERE id = ?1", id), integer_row));
  return found.has_value();
}

Result<ResourceId> CandidateChanges::note(const Candidate& candidate, const ResourceId& fresh,
                                          std::int64_t sweep) {
  const CandidateReader known(*this);
  TRY_AS(before, known.candidate_of(candidate.entry_uuid, candidate.dn));
  ResourceId id = before ? before->id : candidate.id;
  if (!before) {
    TRY_AS(taken, first(connection_.ask("SELECT 1 FROM resources WHERE id = ?1 UNION ALL "
                                        "SELECT 1 FROM tombstones WHERE id = ?1 UNION ALL "
                                        "SELECT 1 FROM journal WHERE id = ?1 UNION ALL "
                                        "SELECT 1 FROM candidates WHERE id = ?1 LIMIT 1",
                                        id),
                        integer_row));
    if (id.value.empty() || taken) id = fresh;
  }
  // Another entry may have had that name.
  TRY(connection_.run("DELETE FROM candidates WHERE dn_normal = ?1 AND id <> ?2", candidate.dn.normal(), id));
  TRY(connection_.run(
      "INSERT INTO candidates (id, type, dn, dn_normal, entry_uuid, anchor, body, user_name, external_id, "
      "display_name, fingerprint, since, sweep) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
      "?13) "
      "ON CONFLICT (id) DO UPDATE SET type = excluded.type, dn = excluded.dn, dn_normal = "
      "excluded.dn_normal, "
      "anchor = excluded.anchor, body = excluded.body, user_name = excluded.user_name, "
      "external_id = excluded.external_id, display_name = excluded.display_name, "
      "fingerprint = excluded.fingerprint, sweep = max(sweep, excluded.sweep)",
      id, number_of(candidate.type), candidate.dn.text(), candidate.dn.normal(), candidate.entry_uuid,
      candidate.anchor, scim::to_text(candidate.body), folded(candidate.body, "userName"),
      text_of(candidate.body, "externalId"), folded(candidate.body, "displayName"), candidate.fingerprint,
      candidate.since, sweep));
  return id;
}

Status CandidateChanges::saw(const ResourceId& id, std::int64_t sweep) {
  return connection_.run("UPDATE candidates SET sweep = max(sweep, ?2) WHERE id = ?1", id, sweep);
}

Status CandidateChanges::drop_candidate(const ResourceId& id) {
  return connection_.run("DELETE FROM candidates WHERE id = ?1", id);
}

Status CandidateChanges::drop_unseen(std::int64_t sweep) {
  return connection_.run("DELETE FROM candidates WHERE sweep < ?1", sweep);
}

Status CandidateChanges::set_unclaimed(const ResourceId& id, bool unclaimed) {
  return unclaimed ? connection_.run("INSERT OR IGNORE INTO unclaimed (id) VALUES (?1)", id)
                   : connection_.run("DELETE FROM unclaimed WHERE id = ?1", id);
}

Status CandidateChanges::unmake(const ResourceId& id) {
  for (const char* statement : {"DELETE FROM resources WHERE id = ?1", "DELETE FROM links WHERE id = ?1",
                                "DELETE FROM names WHERE id = ?1", "DELETE FROM flags WHERE id = ?1",
                                "DELETE FROM unclaimed WHERE id = ?1"})
    TRY(connection_.run(statement, id));
  return Done{};
}

}  // namespace bridge::store
