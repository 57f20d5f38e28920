#include <algorithm>

#include "sync/entry_writer.h"

// How a group's members are written: single values, never the list.

namespace bridge::sync {
namespace {

using Kind = ldap::Failure::Kind;
using Change = ldap::Modification::Kind;

constexpr int kInvalidSyntax = 21;
constexpr int kConstraintViolation = 19;
constexpr int kObjectClassViolation = 65;
constexpr int kAdminLimitExceeded = 11;

std::size_t count(const ldap::Modifications& changes) {
  std::size_t values = 0;
  for (const auto& change : changes) values += change.values.size();
  return values;
}

// What one request can neither do nor undo twice: there already, gone already.
bool is_done(const ldap::Modifications& changes, const ldap::Failure& failure) {
  if (count(changes) != 1) return false;
  return failure.kind == (changes.front().kind == Change::add ? Kind::value_exists : Kind::no_such_value);
}

// The server will never take some value among these.
bool is_bad_value(const ldap::Failure& failure) {
  return failure.kind == Kind::refused &&
         (failure.code == kInvalidSyntax || failure.code == kConstraintViolation);
}

bool adds_any(const ldap::Modifications& changes) {
  return std::any_of(changes.begin(), changes.end(),
                     [](const auto& change) { return change.kind == Change::add; });
}

ldap::Modifications part_of(const ldap::Modifications& changes, bool first) {
  ldap::Modifications part;
  for (const auto& change : changes) {
    const auto middle = change.values.begin() + static_cast<std::ptrdiff_t>((change.values.size() + 1) / 2);
    ldap::Values values =
        first ? ldap::Values(change.values.begin(), middle) : ldap::Values(middle, change.values.end());
    if (!values.empty()) part.push_back({change.kind, change.attribute, std::move(values)});
  }
  return part;
}

}  // namespace

EntryWriter::Step EntryWriter::change_members(const ldap::Dn& dn, const MemberValues& add,
                                              const MemberValues& remove) {
  // In a group that others fill, too, a placeholder is needed only if the server says so.
  const bool placeholder_only = !add.empty() && add == placeholder_values(mapping_.members());
  if (merges_ && placeholder_only && !remove.empty()) {
    auto without = change_members(dn, {}, remove);
    if (without || without.error().code != kObjectClassViolation) return without;
  }
  for (const auto& step : in_steps(add, remove))
    if (auto sent = change_members(dn, step); !sent) return sent;
  return Done{};
}

EntryWriter::Step EntryWriter::change_members(const ldap::Dn& dn, const ldap::Modifications& changes) {
  auto sent = send(dn, changes);
  if (sent || is_done(changes, sent.error())) return Done{};
  return change_members_again(dn, changes, sent.error());
}

EntryWriter::Step EntryWriter::change_members_again(const ldap::Dn& dn, const ldap::Modifications& changes,
                                                    const ldap::Failure& failure) {
  if (failure.kind == Kind::value_exists || failure.kind == Kind::no_such_value) {
    auto sent = send(dn, changes, {.permissive = true});
    if (sent || !is_bad_value(sent.error())) return sent;
    return change_members_singly(dn, changes);
  }
  if (is_bad_value(failure)) return change_members_singly(dn, changes);
  if (failure.code == kAdminLimitExceeded && count(changes) > 1) {
    for (const bool first : {true, false})
      if (auto sent = change_members(dn, part_of(changes, first)); !sent) return sent;
    return Done{};
  }
  // Somebody else emptied the group meanwhile.
  const auto placeholder = placeholder_values(mapping_.members());
  if (failure.code == kObjectClassViolation && alone_ && !merges_ && !placeholder.empty() &&
      !adds_any(changes)) {
    ldap::Modifications kept = changes;
    for (const auto& [name, values] : placeholder) kept.push_back({Change::add, name, values});
    return send(dn, kept, {.permissive = true});
  }
  return failure;
}

// Value by value; there already and gone already are as good as done, and one that the server will never take
// is left out. Additions first, so that a group is never empty.
EntryWriter::Step EntryWriter::change_members_singly(const ldap::Dn& dn, const ldap::Modifications& changes) {
  for (const Change kind : {Change::add, Change::remove}) {
    for (const auto& change : changes) {
      if (change.kind != kind) continue;
      for (const auto& value : change.values) {
        const ldap::Modifications single = {{kind, change.attribute, {value}}};
        auto sent = send(dn, single);
        if (sent || is_done(single, sent.error())) continue;
        if (!is_bad_value(sent.error())) return sent;
        if (kind == Change::add) written_.unlisted.push_back({value, sent.error().message});
      }
    }
  }
  return Done{};
}

WriteResult EntryWriter::list_exactly(const store::Link& link, const MemberValues& wanted, bool keep_others) {
  std::vector<std::string> names;
  for (const auto& rule : mapping_.members().write) names.push_back(rule.name.text());
  if (names.empty()) return done(link.dn, link.entry_uuid);
  auto entry = session_.read(link.dn, names);
  if (!entry) return stop(entry.error());
  if (!*entry) return done(link.dn, link.entry_uuid);  // Made again by whoever next changes the group.

  const MemberValues& actual = (*entry)->attributes;
  MemberValues add = wanted, remove = actual;
  take_away(add, actual);
  take_away(remove, wanted);
  const MemberValues placeholder = placeholder_values(mapping_.members());
  if (keep_others) {
    if (wanted == placeholder && !actual.empty()) return done(link.dn, link.entry_uuid);
    MemberValues kept = remove;
    take_away(kept, placeholder);
    take_away(remove, kept);
  }
  auto changed = change_members(link.dn, add, remove);
  if (!changed) return stop(changed.error());
  return done(link.dn, link.entry_uuid);
}

}  // namespace bridge::sync
