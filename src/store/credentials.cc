// What clients prove themselves with.
#include <algorithm>

#include "store/connection.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/transaction.h"

namespace bridge::store {
namespace {

using Kind = Credential::Kind;

std::int64_t number_of(Kind kind) { return static_cast<std::int64_t>(kind); }

const char* word_for(Kind kind) { return kind == Kind::token ? "token" : "secret"; }

Error nothing_to_revoke(Kind kind, const std::string& client, std::optional<std::int64_t> id) {
  const std::string which = id ? " with the id " + std::to_string(*id) : "";
  return not_found("there is no " + std::string(word_for(kind)) + " of '" + client + "'" + which);
}

}  // namespace

Result<std::vector<Credential>> Reader::credentials() const {
  return all(connection_.ask("SELECT id, kind, client, digest, rights, created, expires, revoked "
                             "FROM credentials ORDER BY kind, client, id"),
             credential_row);
}

Status Transaction::add_credential(const Credential& credential) {
  return connection_.run(
      "INSERT INTO credentials (kind, client, digest, rights, created, expires, revoked) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      number_of(credential.kind), credential.client, credential.digest,
      static_cast<std::int64_t>(credential.rights), credential.created, credential.expires,
      credential.revoked);
}

Status Transaction::revoke_credentials(Kind kind, const std::string& client, std::optional<std::int64_t> id,
                                       WallTime now) {
  TRY_AS(known, credentials());
  const bool there = std::any_of(known.begin(), known.end(), [&](const Credential& one) {
    return one.kind == kind && one.client == client && (!id || one.id == *id);
  });
  if (!there) return nothing_to_revoke(kind, client, id);
  TRY(
      connection_.run("UPDATE credentials SET revoked = ifnull(revoked, ?3) "
                      "WHERE kind = ?1 AND client = ?2 AND (?4 IS NULL OR id = ?4)",
                      number_of(kind), client, now, id));
  if (kind != Kind::client_secret) return Done{};
  return trim_access_tokens(client, now, 0);
}

Status Transaction::trim_access_tokens(const std::string& client, WallTime now, int most) {
  return connection_.run(
      "DELETE FROM credentials WHERE kind = ?1 AND client = ?2 AND (expires <= ?3 OR id NOT IN "
      "(SELECT id FROM credentials WHERE kind = ?1 AND client = ?2 ORDER BY id DESC LIMIT ?4))",
      number_of(Kind::access_token), client, now, most);
}

}  // namespace bridge::store
