-- A state database of schema version 7 with a record of every kind. Never changed: it stands for the files in
-- the field. Loaded by tests/unit/store/stored_versions_test.cc.
PRAGMA application_id = 0x53434c42;
PRAGMA user_version = 7;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE audit (
  sequence   INTEGER PRIMARY KEY,
  at         INTEGER NOT NULL,
  id         TEXT    NOT NULL,
  client     TEXT    NOT NULL,
  request_id TEXT    NOT NULL,
  ldif       TEXT    NOT NULL
) STRICT;
INSERT INTO audit VALUES(1,1700000008000,'6f1c1f2e-0000-4000-8000-000000000001','entra','r-41',replace('dn: uid=E-1,ou=people,dc=example,dc=org\nchangetype: add\nuid: E-1\n','\n',char(10)));
CREATE TABLE chosen (
  space     TEXT NOT NULL,
  folded    TEXT NOT NULL,
  value     TEXT NOT NULL,
  attribute TEXT NOT NULL,
  id        TEXT NOT NULL,  -- of a resource that may be gone
  person    TEXT NOT NULL,
  PRIMARY KEY (space, folded)
) STRICT, WITHOUT ROWID;
INSERT INTO chosen VALUES('login:uid','gone','Gone','uid','6f1c1f2e-0000-4000-8000-000000000003','User:E-3');
INSERT INTO chosen VALUES('number:uid','10000','10000','uidnumber','6f1c1f2e-0000-4000-8000-000000000001','User:E-1');
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
INSERT INTO credentials VALUES(1,0,'entra','ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',3,1700000000000,1800000000000,NULL);
INSERT INTO credentials VALUES(2,0,'old','cb8379ac2098aa165029e3938a51da0bcecfc008fd6795f401178647f96c5b34',3,1690000000000,NULL,1695000000000);
INSERT INTO credentials VALUES(3,1,'entra','2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',1,1700000009000,1800000009000,NULL);
INSERT INTO credentials VALUES(4,2,'entra','fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9',2,1700000010000,1700003610000,NULL);
CREATE TABLE IF NOT EXISTS "dirty" (
  sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
  entry         TEXT NOT NULL,
  subject       TEXT NOT NULL,
  stale_dn      TEXT NOT NULL,
  stale_aliases TEXT NOT NULL,
  cause         TEXT NOT NULL,
  UNIQUE (entry, subject, stale_dn, stale_aliases)
) STRICT;
INSERT INTO dirty VALUES(1,'6f1c1f2e-0000-4000-8000-000000000002','6f1c1f2e-0000-4000-8000-000000000001','uid=E-1,ou=people,dc=example,dc=org','','6f1c1f2e-0000-4000-8000-000000000001');
CREATE TABLE emails (
  value    TEXT    NOT NULL,  -- folded
  resource INTEGER NOT NULL REFERENCES resources ON DELETE CASCADE,
  PRIMARY KEY (value, resource)
) STRICT, WITHOUT ROWID;
INSERT INTO emails VALUES('anna@example.org',1);
CREATE TABLE flags (
  kind    TEXT    NOT NULL,
  id      TEXT    NOT NULL,
  subject TEXT    NOT NULL,
  detail  TEXT    NOT NULL,
  client  TEXT    NOT NULL,
  since   INTEGER NOT NULL,
  PRIMARY KEY (kind, id, subject)
) STRICT, WITHOUT ROWID;
INSERT INTO flags VALUES('unknown_member','6f1c1f2e-0000-4000-8000-000000000002','UNKNOWN','The group names a member that nobody pushed.','entra',1700000007000);
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
INSERT INTO held VALUES(7,'6f1c1f2e-0000-4000-8000-000000000001',0,4,'telephoneNumber',2,'entra','r-43','51 clears of attributes within 1h would be more than 50 and more than 10 % of 60 people',1700000009000,'{"telephonenumber":["KzQ5IDE="]}','{"userName":"Anna@example.org"}','');
CREATE TABLE high_water (
  pool     TEXT    PRIMARY KEY NOT NULL,
  next     INTEGER NOT NULL,
  promised INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO high_water VALUES('uid',10001,10050);
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
, saved TEXT NOT NULL DEFAULT '', guard TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO journal VALUES(1,'6f1c1f2e-0000-4000-8000-000000000002',1,1,1,'{"displayName":"Engineers","schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"]}',1,1000,2000,'{"displayName":"Engineering","schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"]}',2,1000,2000,'[[false,"UNKNOWN",null],[true,"u9",{"value":"u9"}]]','cn=Engineers,ou=groups,dc=example,dc=org','cn=Engineering,ou=groups,dc=example,dc=org',1,'entra','r-42',1700000006000,'{"loginShell":["L2Jpbi96c2g="]}','{"counted":[[3,1]],"released":[],"withheld":[[4,"too many"]]}');
CREATE TABLE links (
  id         TEXT    PRIMARY KEY NOT NULL,
  dn         TEXT    NOT NULL,
  dn_normal  TEXT    NOT NULL UNIQUE,
  entry_uuid TEXT    NOT NULL,
  generation INTEGER NOT NULL
, aliases TEXT    NOT NULL DEFAULT '', merges  INTEGER NOT NULL DEFAULT 0, taken_over TEXT) STRICT;
INSERT INTO links VALUES('6f1c1f2e-0000-4000-8000-000000000001','uid=E-1,ou=staff,dc=example,dc=org','uid=e-1,ou=staff,dc=example,dc=org','3d2f0a52-1111-103f-8000-000000000001',2,'',0,NULL);
CREATE TABLE members (
  group_key INTEGER NOT NULL REFERENCES resources ON DELETE CASCADE,
  value     TEXT    NOT NULL,
  folded    TEXT,  -- NULL when it equals value
  pushed    TEXT, nested INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0,  -- NULL when it is {"value": value}
  PRIMARY KEY (group_key, value)
) STRICT, WITHOUT ROWID;
INSERT INTO members VALUES(2,'6f1c1f2e-0000-4000-8000-000000000001',NULL,NULL,0,0);
INSERT INTO members VALUES(2,'UNKNOWN','unknown','{"display":"Who?","value":"UNKNOWN"}',0,0);
CREATE TABLE names (
  kind  TEXT NOT NULL,
  value TEXT NOT NULL,
  id    TEXT NOT NULL,
  PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
INSERT INTO names VALUES('User.externalId','E-1','6f1c1f2e-0000-4000-8000-000000000001');
INSERT INTO names VALUES('User.userName','anna@example.org','6f1c1f2e-0000-4000-8000-000000000001');
INSERT INTO names VALUES('dn','uid=e-1,ou=staff,dc=example,dc=org','6f1c1f2e-0000-4000-8000-000000000001');
INSERT INTO names VALUES('Group.displayName','engineers','6f1c1f2e-0000-4000-8000-000000000002');
CREATE TABLE passed (
  kind   INTEGER NOT NULL,
  type   INTEGER NOT NULL,
  until  INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (kind, type, until)
) STRICT, WITHOUT ROWID;
INSERT INTO passed VALUES(4,0,1700003660000,50);
CREATE TABLE passes (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  begun   INTEGER NOT NULL,
  ended   INTEGER,
  outcome TEXT    NOT NULL  -- JSON
) STRICT;
INSERT INTO passes VALUES(1,1700000011000,1700000012000,'{"mode":"repair"}');
CREATE TABLE refs (
  source INTEGER NOT NULL REFERENCES resources ON DELETE CASCADE,
  target TEXT    NOT NULL,
  PRIMARY KEY (source, target)
) STRICT, WITHOUT ROWID;
INSERT INTO refs VALUES(1,'6f1c1f2e-0000-4000-8000-00000000000b');
CREATE TABLE remembered (
  name  TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO remembered VALUES('mapping','abc');
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
INSERT INTO resources VALUES(1,'6f1c1f2e-0000-4000-8000-000000000001',0,'{"active":true,"displayName":"Änna \"A\" O''Neil","emails":[{"primary":true,"type":"work","value":"Anna@example.org"}],"externalId":"E-1","schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"Anna@example.org"}',3,1700000000000,1700000001234,'anna@example.org','E-1','änna "a" o''neil');
INSERT INTO resources VALUES(2,'6f1c1f2e-0000-4000-8000-000000000002',1,'{"displayName":"Engineers","schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"]}',1,1000,2000,NULL,NULL,'engineers');
CREATE TABLE retired (
  sequence INTEGER PRIMARY KEY,
  id       TEXT    NOT NULL UNIQUE,
  due      INTEGER,
  person   TEXT    NOT NULL,
  saved    TEXT    NOT NULL
) STRICT;
INSERT INTO retired VALUES(1,'6f1c1f2e-0000-4000-8000-000000000003',1700000008000,'User:E-3','{"loginShell":["L2Jpbi96c2g="]}');
CREATE TABLE saved (
  resource   INTEGER PRIMARY KEY NOT NULL REFERENCES resources ON DELETE CASCADE,
  attributes TEXT    NOT NULL  -- {"name": ["base64", …], …}
) STRICT;
INSERT INTO saved VALUES(1,'{"loginShell":["L2Jpbi96c2g="]}');
CREATE TABLE tombstones (
  id         TEXT    PRIMARY KEY NOT NULL,
  type       INTEGER NOT NULL CHECK (type IN (0, 1)),
  dn         TEXT    NOT NULL,  -- empty when it had no link
  dn_normal  TEXT    NOT NULL,
  entry_uuid TEXT    NOT NULL,
  generation INTEGER NOT NULL,
  deleted    INTEGER NOT NULL
, taken_over TEXT) STRICT, WITHOUT ROWID;
INSERT INTO tombstones VALUES('6f1c1f2e-0000-4000-8000-000000000003',0,'uid=gone,ou=people,dc=example,dc=org','uid=gone,ou=people,dc=example,dc=org','3d2f0a52-1111-103f-8000-000000000003',1,1700000005000,'["mail"]');
CREATE TABLE totals (
  what   INTEGER PRIMARY KEY,
  number INTEGER NOT NULL
) STRICT;
INSERT INTO totals VALUES(0,1);
INSERT INTO totals VALUES(1,1);
INSERT INTO totals VALUES(2,2);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('journal',1);
INSERT INTO sqlite_sequence VALUES('dirty',2);
INSERT INTO sqlite_sequence VALUES('held',7);
INSERT INTO sqlite_sequence VALUES('credentials',4);
INSERT INTO sqlite_sequence VALUES('passes',1);
CREATE INDEX resources_by_type         ON resources (type);
CREATE INDEX resources_by_user_name    ON resources (type, user_name)    WHERE user_name IS NOT NULL;
CREATE INDEX resources_by_external_id  ON resources (type, external_id)  WHERE external_id IS NOT NULL;
CREATE INDEX resources_by_display_name ON resources (type, display_name) WHERE display_name IS NOT NULL;
CREATE INDEX emails_by_resource ON emails (resource);
CREATE INDEX members_by_value  ON members (value, group_key);
CREATE INDEX members_by_folded ON members (folded, group_key) WHERE folded IS NOT NULL;
CREATE INDEX refs_by_target ON refs (target, source);
CREATE INDEX links_by_entry_uuid ON links (entry_uuid);
CREATE INDEX names_by_id ON names (id);
CREATE INDEX journal_by_id ON journal (id);
CREATE INDEX flags_by_id ON flags (id);
CREATE INDEX audit_by_id ON audit (id);
CREATE INDEX tombstones_by_dn ON tombstones (dn_normal) WHERE dn_normal <> '';
CREATE UNIQUE INDEX chosen_by_id ON chosen (id, attribute);
CREATE INDEX chosen_by_person ON chosen (person, attribute) WHERE person <> '';
CREATE INDEX retired_by_due    ON retired (due)    WHERE due IS NOT NULL;
CREATE INDEX retired_by_person ON retired (person) WHERE person <> '';
CREATE INDEX members_nested ON members (group_key, value) WHERE nested = 1;
CREATE INDEX links_by_aliases ON links (aliases) WHERE aliases <> '';
CREATE INDEX dirty_by_cause ON dirty (cause, entry);
CREATE INDEX held_by_state  ON held (state, number);
CREATE INDEX held_by_person ON held (person) WHERE person <> '';
CREATE INDEX passed_by_until ON passed (until);
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
CREATE INDEX tombstones_by_entry_uuid ON tombstones (entry_uuid) WHERE entry_uuid <> '';
COMMIT;
