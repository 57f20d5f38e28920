#pragma once

#include <cstdint>

#include "ldap/session.h"
#include "mapping/mapping.h"
#include "sync/context.h"

namespace bridge::sync {

// Gives out the numbers of the mapping's pools, each once. How far they are given out is remembered in the
// state database and, as a promise that is always ahead, in an entry of the directory: when the database is
// lost, numbers go on behind the promise. Where there is neither but the directory has such numbers, nothing
// says which were given to people who are gone; then somebody must say where to begin. Any thread.
class Numbers {
 public:
  explicit Numbers(const Context& context) : context_(context) {}

  // A number that nobody in the naming context of `near` has in this attribute, no account of this machine
  // has, and that was never given before. Fails with `unavailable` and a message for administrators.
  Result<std::int64_t> next(ldap::Session& session, const mapping::NumberPool& pool,
                            const ldap::AttributeName& attribute, const ldap::Dn& near);

 private:
  Result<store::HighWater> known(ldap::Session& session, const mapping::NumberPool& pool,
                                 const ldap::AttributeName& attribute, const ldap::Dn& context) const;
  Status promise(ldap::Session& session, const mapping::NumberPool& pool, store::HighWater mark) const;
  Result<std::optional<std::int64_t>> take(const mapping::NumberPool& pool) const;

  const Context& context_;
};

// Says with which number a pool begins: for administrators who know how far it was given out.
Status begin_numbers_at(store::Store& store, const mapping::NumberPool& pool, std::int64_t first);

}  // namespace bridge::sync
