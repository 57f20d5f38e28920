#include "sync/number_mark.h"

#include <charconv>

namespace bridge::sync {
namespace {

using Kind = ldap::Modification::Kind;

constexpr char kAttribute[] = "serialNumber";
constexpr int kMostTries = 5;  // Another thread was faster as often.

Error failed(const ldap::Dn& dn, const ldap::Failure& failure) {
  return unavailable("the mark of numbers '" + dn.text() + "': " + failure.message);
}

struct Mark {
  std::string value;  // As it stands there.
  std::int64_t number = 0;
};

std::optional<Mark> parse(const std::string& value, const std::string& pool) {
  const std::string prefix = pool + "=";
  if (!value.starts_with(prefix)) return std::nullopt;
  Mark mark{value};
  const char* const end = value.data() + value.size();
  const auto read = std::from_chars(value.data() + prefix.size(), end, mark.number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return mark;
}

std::optional<Mark> mark_in(const ldap::Entry& entry, const std::string& pool) {
  const auto values = entry.attributes.find(kAttribute);
  if (values == entry.attributes.end()) return std::nullopt;
  for (const auto& value : values->second)
    if (auto mark = parse(value, pool)) return mark;
  return std::nullopt;
}

ldap::Outcome<Done> make_entry(ldap::Session& session, const ldap::Dn& dn, const std::string& value) {
  ldap::Entry entry{dn, {{"objectClass", {"device"}}, {kAttribute, {value}}}};
  for (const auto& ava : dn.rdn()) entry.attributes[ava.type].push_back(ava.value);
  auto added = session.add(entry);
  if (!added) return added.error();
  return Done{};
}

// The old value is removed by name: of two writers only one can be right.
ldap::Outcome<Done> change_value(ldap::Session& session, const ldap::Dn& dn, const std::optional<Mark>& mark,
                                 const std::string& value) {
  ldap::Modifications changes;
  if (mark) changes.push_back({Kind::remove, kAttribute, {mark->value}});
  changes.push_back({Kind::add, kAttribute, {value}});
  return session.modify(dn, changes, {});
}

bool was_too_late(const ldap::Failure& failure) {
  return failure.kind == ldap::Failure::Kind::no_such_value ||
         failure.kind == ldap::Failure::Kind::value_exists ||
         failure.kind == ldap::Failure::Kind::already_exists;
}

}  // namespace

Result<std::optional<std::int64_t>> read_mark(ldap::Session& session, const ldap::Dn& dn,
                                              const std::string& pool) {
  auto entry = session.read(dn, {kAttribute});
  if (!entry) return failed(dn, entry.error());
  const auto mark = *entry ? mark_in(**entry, pool) : std::nullopt;
  return mark ? std::optional(mark->number) : std::nullopt;
}

Status raise_mark(ldap::Session& session, const ldap::Dn& dn, const std::string& pool, std::int64_t number) {
  const std::string value = pool + "=" + std::to_string(number);
  for (int tries = 0;; ++tries) {
    auto entry = session.read(dn, {kAttribute});
    if (!entry) return failed(dn, entry.error());
    const auto mark = *entry ? mark_in(**entry, pool) : std::nullopt;
    if (mark && mark->number >= number) return Done{};
    auto raised = *entry ? change_value(session, dn, mark, value) : make_entry(session, dn, value);
    if (raised) return Done{};
    if (!was_too_late(raised.error()) || tries == kMostTries) return failed(dn, raised.error());
  }
}

}  // namespace bridge::sync
