#include "sync/numbers.h"

#include <fmt/core.h>

#include <charconv>

#include "ldap/naming_context.h"
#include "sync/local_accounts.h"
#include "sync/number_mark.h"

namespace bridge::sync {
namespace {

using store::HighWater;

constexpr std::int64_t kPromisedAtOnce = 100;
constexpr int kMostTries = 100'000;  // A bound, not a plan: each try passes a number that is taken.

Error no_answer(const ldap::Failure& failure) {
  return unavailable("looking for a free number: " + failure.message);
}

std::optional<std::int64_t> parsed(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = fault == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

// Whether any entry's value passes the test; stops at the first.
template <class Test>
Result<bool> any_value(ldap::Session& session, const ldap::Dn& context, const ldap::AttributeName& attribute,
                       ldap::Filter filter, Test test) {
  bool found = false;
  ldap::SearchRequest request{context, ldap::Scope::subtree, std::move(filter), {attribute.text()}};
  auto searched = session.search(request, [&](ldap::Entry&& entry) {
    for (const auto& value : entry.attributes[attribute]) found = found || test(value);
    return !found;
  });
  if (!searched) return no_answer(searched.error());
  return found;
}

std::int64_t behind_reserved(const mapping::NumberPool& pool, std::int64_t number) {
  for (bool moved = true; moved;) {
    moved = false;
    for (const auto& [first, last] : pool.reserved) {
      if (number < first || number > last) continue;
      number = last + 1;
      moved = true;
    }
  }
  return number;
}

Error used_up(const mapping::NumberPool& pool) {
  return unavailable(fmt::format("the numbers of pool '{}' ({}-{}) are used up; widen its range", pool.name,
                                 pool.first, pool.last));
}

Error unknown_beginning(const mapping::NumberPool& pool, const ldap::AttributeName& attribute) {
  return unavailable(fmt::format(
      "the directory has values of {} in {}-{}, and nothing says how far pool '{}' was given out; say so "
      "with `scim-ldap-bridge adopt --first-number {}=NUMBER`",
      attribute.text(), pool.first, pool.last, pool.name, pool.name));
}

}  // namespace

Result<std::int64_t> Numbers::next(ldap::Session& session, const mapping::NumberPool& pool,
                                   const ldap::AttributeName& attribute, const ldap::Dn& near) {
  auto context = ldap::naming_context(session, near, near);
  if (!context) return no_answer(context.error());
  for (int tries = 0; tries < kMostTries; ++tries) {
    TRY_AS(mark, known(session, pool, attribute, *context));
    if (behind_reserved(pool, mark.next) > pool.last) return used_up(pool);
    if (pool.mark && behind_reserved(pool, mark.next) >= mark.promised)
      TRY(promise(session, pool, {behind_reserved(pool, mark.next), mark.promised}));
    TRY_AS(number, take(pool));
    if (!number || is_local_number(*number)) continue;
    const std::string text = std::to_string(*number);
    TRY_AS(taken, any_value(session, *context, attribute, ldap::Filter::equals(attribute, text),
                            [&](const std::string& value) { return parsed(value) == number; }));
    if (!taken) return *number;
  }
  return unavailable("no free number found in pool '" + pool.name + "'");
}

// How far the pool is given out; asks the directory when we do not know.
Result<HighWater> Numbers::known(ldap::Session& session, const mapping::NumberPool& pool,
                                 const ldap::AttributeName& attribute, const ldap::Dn& context) const {
  TRY_AS(mark,
         context_.store.read([&](const store::Reader& reader) { return reader.high_water(pool.name); }));
  if (mark) return *mark;
  std::int64_t begin = pool.first;
  std::optional<std::int64_t> promised;
  if (pool.mark) {
    TRY_AS(read, read_mark(session, *pool.mark, pool.name));
    promised = read;
  }
  if (promised) {
    begin = std::max(begin, *promised);
  } else {
    TRY_AS(used, any_value(session, context, attribute, ldap::Filter::present(attribute),
                           [&](const std::string& value) {
                             const auto number = parsed(value);
                             return number && *number >= pool.first && *number <= pool.last;
                           }));
    if (used) return unknown_beginning(pool, attribute);
  }
  TRY(begin_numbers_at(context_.store, pool, begin));
  return HighWater{begin, begin};
}

// The directory hears of numbers before anybody gets them.
Status Numbers::promise(ldap::Session& session, const mapping::NumberPool& pool, HighWater mark) const {
  const std::int64_t promised = std::min(mark.next + kPromisedAtOnce, pool.last + 1);
  TRY(raise_mark(session, *pool.mark, pool.name, promised));
  return context_.store.write([&](store::Transaction& transaction) {
    return transaction.set_high_water(pool.name, {mark.next, promised});
  });
}

// The next number, which is nobody else's from now on; nothing when the promise was used up meanwhile.
Result<std::optional<std::int64_t>> Numbers::take(const mapping::NumberPool& pool) const {
  std::optional<std::int64_t> taken;
  TRY(context_.store.write(
      [&](store::Transaction& transaction) -> Status {
        TRY_AS(mark, transaction.high_water(pool.name));
        if (!mark) return Done{};
        const std::int64_t number = behind_reserved(pool, mark->next);
        if (number > pool.last || (pool.mark && number >= mark->promised)) return Done{};
        taken = number;
        return transaction.set_high_water(pool.name, {number + 1, mark->promised});
      },
      store::Store::Until::visible));  // Durable with the intent that uses it.
  return taken;
}

Status begin_numbers_at(store::Store& store, const mapping::NumberPool& pool, std::int64_t first) {
  if (first < pool.first || first > pool.last)
    return invalid_input(
        fmt::format("{} is not in the range of pool '{}', {}-{}", first, pool.name, pool.first, pool.last));
  return store.write([&](store::Transaction& transaction) {
    return transaction.set_high_water(pool.name, {first, first});
  });
}

}  // namespace bridge::sync
