#include "store/schema.h"

#include <string>

#include "base/log.h"

namespace bridge::store {
namespace {

constexpr std::int64_t kApplicationId = 0x53434c42;  // "SCLB"

// Times are milliseconds since the epoch. Types: 0 user, 1 group. JSON is UTF-8 text.
constexpr char kVersion1[] = R"sql(
PRAGMA application_id = 0x53434c42;
PRAGMA user_version = 1;

CREATE TABLE resources (
  key          INTEGER PRIMARY KEY,
  id           TEXT    NOT NULL UNIQUE,
  type         INTEGER NOT NULL CHECK (type IN (0, 1)),
  body         TEXT    NOT NULL,
  version      INTEGER NOT NULL,
  created      INTEGER NOT NULL,
  modified     INTEGER NOT NULL,
  user_name    TEXT,  -- folded
  external_id  TEXT,
  display_name TEXT   -- folded
) STRICT;
CREATE INDEX resources_by_type         ON resources (type);
CREATE INDEX resources_by_user_name    ON resources (type, user_name)    WHERE user_name IS NOT NULL;
CREATE INDEX resources_by_external_id  ON resources (type, external_id)  WHERE external_id IS NOT NULL;
CREATE INDEX resources_by_display_name ON resources (type, display_name) WHERE display_name IS NOT NULL;

CREATE TABLE emails (
  value    TEXT    NOT NULL,  -- folded
  resource INTEGER NOT NULL REFERENCES resources ON DELETE CASCADE,
  PRIMARY KEY (value, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX emails_by_resource ON emails (resource);

CREATE TABLE members (
  group_key INTEGER NOT NULL REFERENCES resources ON DELETE CASCADE,
  value     TEXT    NOT NULL,
  folded    TEXT,  -- NULL when it equals value
  pushed    TEXT,  -- NULL when it is {"value": value}
  PRIMARY KEY (group_key, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_value  ON members (value, group_key);
CREATE INDEX members_by_folded ON members (folded, group_key) WHERE folded IS NOT NULL;

CREATE TABLE refs (
  source INTEGER NOT NULL REFERENCES resources ON DELETE CASCADE,
  target TEXT    NOT NULL,
  PRIMARY KEY (source, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX refs_by_target ON refs (target, source);

CREATE TABLE links (
  id         TEXT    PRIMARY KEY NOT NULL,
  dn         TEXT    NOT NULL,
  dn_normal  TEXT    NOT NULL UNIQUE,
  entry_uuid TEXT    NOT NULL,
  generation INTEGER NOT NULL
) STRICT;
CREATE INDEX links_by_entry_uuid ON links (entry_uuid);

CREATE TABLE names (
  kind  TEXT NOT NULL,
  value TEXT NOT NULL,
  id    TEXT NOT NULL,
  PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX names_by_id ON names (id);

CREATE TABLE journal (
  sequence        INTEGER PRIMARY KEY AUTOINCREMENT,
  id              TEXT    NOT NULL,
  type            INTEGER NOT NULL CHECK (type IN (0, 1)),
  kind            INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),      -- create, update, remove
  direction       INTEGER NOT NULL CHECK (direction IN (0, 1)),    -- forward, back
  before_body     TEXT,
  before_version  INTEGER,
  before_created  INTEGER,
  before_modified INTEGER,
  after_body      TEXT,
  after_version   INTEGER,
  after_created   INTEGER,
  after_modified  INTEGER,
  members         TEXT    NOT NULL,  -- [[add, value, pushed], …]
  dn_before       TEXT    NOT NULL,
  dn_after        TEXT    NOT NULL,
  carried_secret  INTEGER NOT NULL,
  client          TEXT    NOT NULL,
  request_id      TEXT    NOT NULL,
  begun           INTEGER NOT NULL
) STRICT;
CREATE INDEX journal_by_id ON journal (id);

CREATE TABLE dirty (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  entry    TEXT NOT NULL,
  subject  TEXT NOT NULL,
  stale_dn TEXT NOT NULL,
  UNIQUE (entry, subject, stale_dn)
) STRICT;
CREATE INDEX dirty_by_subject ON dirty (subject);

CREATE TABLE flags (
  kind    TEXT    NOT NULL,
  id      TEXT    NOT NULL,
  subject TEXT    NOT NULL,
  detail  TEXT    NOT NULL,
  client  TEXT    NOT NULL,
  since   INTEGER NOT NULL,
  PRIMARY KEY (kind, id, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX flags_by_id ON flags (id);

CREATE TABLE audit (
  sequence   INTEGER PRIMARY KEY,
  at         INTEGER NOT NULL,
  id         TEXT    NOT NULL,
  client     TEXT    NOT NULL,
  request_id TEXT    NOT NULL,
  ldif       TEXT    NOT NULL
) STRICT;
CREATE INDEX audit_by_id ON audit (id);

CREATE TABLE tokens (
  name    TEXT    PRIMARY KEY NOT NULL,
  digest  TEXT    NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER,
  revoked INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE tombstones (
  id         TEXT    PRIMARY KEY NOT NULL,
  type       INTEGER NOT NULL CHECK (type IN (0, 1)),
  dn         TEXT    NOT NULL,  -- empty when it had no link
  dn_normal  TEXT    NOT NULL,
  entry_uuid TEXT    NOT NULL,
  generation INTEGER NOT NULL,
  deleted    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstones_by_dn ON tombstones (dn_normal) WHERE dn_normal <> '';
)sql";

// Values chosen for good, what disabling wrote over, and entries that outlive their resources.
constexpr char kVersion2[] = R"sql(
PRAGMA user_version = 2;

CREATE TABLE chosen (
  space     TEXT NOT NULL,
  folded    TEXT NOT NULL,
  value     TEXT NOT NULL,
  attribute TEXT NOT NULL,
  id        TEXT NOT NULL,  -- of a resource that may be gone
  person    TEXT NOT NULL,
  PRIMARY KEY (space, folded)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX chosen_by_id ON chosen (id, attribute);
CREATE INDEX chosen_by_person ON chosen (person, attribute) WHERE person <> '';

CREATE TABLE high_water (
  pool     TEXT    PRIMARY KEY NOT NULL,
  next     INTEGER NOT NULL,
  promised INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE saved (
  resource   INTEGER PRIMARY KEY NOT NULL REFERENCES resources ON DELETE CASCADE,
  attributes TEXT    NOT NULL  -- {"name": ["base64", …], …}
) STRICT;

CREATE TABLE retired (
  sequence INTEGER PRIMARY KEY,
  id       TEXT    NOT NULL UNIQUE,
  due      INTEGER,
  person   TEXT    NOT NULL,
  saved    TEXT    NOT NULL
) STRICT;
CREATE INDEX retired_by_due    ON retired (due)    WHERE due IS NOT NULL;
CREATE INDEX retired_by_person ON retired (person) WHERE person <> '';

ALTER TABLE journal ADD COLUMN saved TEXT NOT NULL DEFAULT '';
)sql";

// What groups need: groups among members, other values than DNs, several changes of one group at a time.
constexpr char kVersion3[] = R"sql(
PRAGMA user_version = 3;

ALTER TABLE members ADD COLUMN nested INTEGER NOT NULL DEFAULT 0;  -- 1: the value is a group's id
UPDATE members SET nested = 1 WHERE value IN (SELECT id FROM resources WHERE type = 1);
CREATE INDEX members_nested ON members (group_key, value) WHERE nested = 1;

ALTER TABLE links ADD COLUMN aliases TEXT    NOT NULL DEFAULT '';  -- {"uid": "anna"} or nothing
ALTER TABLE links ADD COLUMN merges  INTEGER NOT NULL DEFAULT 0;

CREATE INDEX links_by_aliases ON links (aliases) WHERE aliases <> '';

CREATE TABLE dirty_now (
  sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
  entry         TEXT NOT NULL,
  subject       TEXT NOT NULL,
  stale_dn      TEXT NOT NULL,
  stale_aliases TEXT NOT NULL,
  cause         TEXT NOT NULL,
  UNIQUE (entry, subject, stale_dn, stale_aliases)
) STRICT;
INSERT INTO dirty_now SELECT sequence, entry, subject, stale_dn, '', subject FROM dirty ORDER BY sequence;
DROP TABLE dirty;
ALTER TABLE dirty_now RENAME TO dirty;
CREATE INDEX dirty_by_cause ON dirty (cause, entry);
)sql";

// What a guard keeps from the directory, and what it counts.
constexpr char kVersion4[] = R"sql(
PRAGMA user_version = 4;

CREATE TABLE held (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT    NOT NULL,
  type       INTEGER NOT NULL CHECK (type IN (0, 1)),
  kind       INTEGER NOT NULL,  -- remove, disable, remove_member, rename, clear
  subject    TEXT    NOT NULL,
  state      INTEGER NOT NULL,  -- pending, approved, rejected
  client     TEXT    NOT NULL,
  request_id TEXT    NOT NULL,
  why        TEXT    NOT NULL,
  since      INTEGER NOT NULL,
  kept       TEXT    NOT NULL,  -- as in saved
  body       TEXT,
  person     TEXT    NOT NULL,
  UNIQUE (id, kind, subject)
) STRICT;
CREATE INDEX held_by_state  ON held (state, number);
CREATE INDEX held_by_person ON held (person) WHERE person <> '';

CREATE TABLE passed (
  kind   INTEGER NOT NULL,
  type   INTEGER NOT NULL,
  until  INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (kind, type, until)
) STRICT, WITHOUT ROWID;
CREATE INDEX passed_by_until ON passed (until);

ALTER TABLE members ADD COLUMN held INTEGER NOT NULL DEFAULT 0;  -- 1: removed for clients, kept in the entry
ALTER TABLE journal ADD COLUMN guard TEXT NOT NULL DEFAULT '';

-- How many there are, without counting: 0 people, 1 groups, 2 memberships.
CREATE TABLE totals (
  what   INTEGER PRIMARY KEY,
  number INTEGER NOT NULL
) STRICT;
INSERT INTO totals VALUES (0, (SELECT count(*) FROM resources WHERE type = 0)),
                          (1, (SELECT count(*) FROM resources WHERE type = 1)),
                          (2, (SELECT count(*) FROM members));
CREATE TRIGGER resource_came AFTER INSERT ON resources BEGIN
  UPDATE totals SET number = number + 1 WHERE what = new.type;
END;
CREATE TRIGGER resource_went AFTER DELETE ON resources BEGIN
  UPDATE totals SET number = number - 1 WHERE what = old.type;
END;
CREATE TRIGGER member_came AFTER INSERT ON members BEGIN
  UPDATE totals SET number = number + 1 WHERE what = 2;
END;
CREATE TRIGGER member_went AFTER DELETE ON members BEGIN
  UPDATE totals SET number = number - 1 WHERE what = 2;
END;
)sql";

// What passes over the directory need: whose entry is this, which attributes of an entry taken over are ours.
constexpr char kVersion5[] = R"sql(
PRAGMA user_version = 5;

ALTER TABLE links ADD COLUMN taken_over TEXT;  -- NULL: made by us; ["mail", …]: ours in an entry of others
CREATE INDEX tombstones_by_entry_uuid ON tombstones (entry_uuid) WHERE entry_uuid <> '';

CREATE TABLE passes (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  begun   INTEGER NOT NULL,
  ended   INTEGER,
  outcome TEXT    NOT NULL  -- JSON
) STRICT;

CREATE TABLE remembered (
  name  TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

// Several credentials of one client at a time, with rights; OAuth 2.0 beside tokens.
constexpr char kVersion6[] = R"sql(
PRAGMA user_version = 6;

CREATE TABLE credentials (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  kind    INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),        -- 0 token, 1 client secret, 2 access token
  client  TEXT    NOT NULL,
  digest  TEXT    NOT NULL UNIQUE,
  rights  INTEGER NOT NULL CHECK (rights BETWEEN 0 AND 3),  -- 1 writing, 2 groups, 3 both
  created INTEGER NOT NULL,
  expires INTEGER,
  revoked INTEGER
) STRICT;
INSERT INTO credentials (kind, client, digest, rights, created, expires, revoked)
  SELECT 0, name, digest, 3, created, expires, revoked FROM tokens ORDER BY name;
DROP TABLE tokens;
)sql";

// Whose entry was there before us is known of the deleted as well: they may come back to it.
constexpr char kVersion7[] = R"sql(
PRAGMA user_version = 7;

ALTER TABLE tombstones ADD COLUMN taken_over TEXT;  -- As in links.
)sql";

// Entries that nobody has taken over yet, and resources made of entries that no client has written since.
constexpr char kVersion8[] = R"sql(
PRAGMA user_version = 8;

CREATE TABLE candidates (
  key          INTEGER PRIMARY KEY,
  id           TEXT    NOT NULL UNIQUE,
  type         INTEGER NOT NULL CHECK (type IN (0, 1)),
  dn           TEXT    NOT NULL,
  dn_normal    TEXT    NOT NULL UNIQUE,
  entry_uuid   TEXT    NOT NULL,
  anchor       TEXT,
  body         TEXT    NOT NULL,
  user_name    TEXT,  -- folded
  external_id  TEXT,
  display_name TEXT,  -- folded
  fingerprint  TEXT    NOT NULL,
  since        INTEGER NOT NULL,
  sweep        INTEGER NOT NULL
) STRICT;
CREATE INDEX candidates_by_entry_uuid   ON candidates (entry_uuid)         WHERE entry_uuid <> '';
CREATE INDEX candidates_by_anchor       ON candidates (type, anchor)       WHERE anchor IS NOT NULL;
CREATE INDEX candidates_by_user_name    ON candidates (type, user_name)    WHERE user_name IS NOT NULL;
CREATE INDEX candidates_by_external_id  ON candidates (type, external_id)  WHERE external_id IS NOT NULL;
CREATE INDEX candidates_by_display_name ON candidates (type, display_name) WHERE display_name IS NOT NULL;

CREATE TABLE unclaimed (id TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID;
)sql";

constexpr Migration kMigrations[] = {{1, kVersion1}, {2, kVersion2}, {3, kVersion3}, {4, kVersion4},
                                     {5, kVersion5}, {6, kVersion6}, {7, kVersion7}, {8, kVersion8}};

Result<std::int64_t> number(Connection& connection, const char* sql) {
  TRY_AS(answer, connection.ask(sql));
  TRY(answer.next());
  return answer.integer(0);
}

Status check_owner(Connection& connection) {
  TRY_AS(owner, number(connection, "PRAGMA application_id"));
  if (owner == kApplicationId) return Done{};
  TRY_AS(tables, number(connection, "SELECT count(*) FROM sqlite_schema"));
  if (owner == 0 && tables == 0) return Done{};  // A new file.
  return conflict(connection.file().string() + " is the database of another application");
}

Result<std::int64_t> check_version(Connection& connection, int newest) {
  TRY(check_owner(connection));
  TRY_AS(version, number(connection, "PRAGMA user_version"));
  if (version <= newest) return version;
  return conflict(connection.file().string() + " has schema version " + std::to_string(version) +
                  ", this program knows up to " + std::to_string(newest) + "; install a newer version");
}

Status use_wal(Connection& connection) {
  TRY_AS(answer, connection.ask("PRAGMA journal_mode = WAL"));
  TRY(answer.next());
  if (answer.text(0) == "wal") return Done{};
  return unavailable(connection.file().string() + ": its file system cannot hold a write-ahead log");
}

Status take_step(Connection& connection, const Migration& step) {
  TRY(connection.run("BEGIN IMMEDIATE"));
  Status done = connection.script(step.sql);
  if (done) done = connection.run("COMMIT");
  if (!done && connection.in_transaction()) TRY(connection.run("ROLLBACK"));
  return done;
}

}  // namespace

std::span<const Migration> migrations() { return kMigrations; }

Status bring_up_to_date(Connection& connection, std::span<const Migration> steps) {
  const int newest = steps.back().version;
  TRY_AS(version, check_version(connection, newest));
  TRY(use_wal(connection));
  for (const Migration& step : steps) {
    if (step.version > version) TRY(take_step(connection, step));
  }
  if (version != 0 && version != newest) {
    log_event(LogLevel::info, Event::state_migrated,
              {{"file", connection.file().string()},
               {"from", std::to_string(version)},
               {"to", std::to_string(newest)}});
  }
  return Done{};
}

}  // namespace bridge::store
