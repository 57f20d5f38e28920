#include <algorithm>
#include <set>

#include "ldap/ldif.h"
#include "sync/diff.h"
#include "sync/entry_writer.h"

// The single steps a write is made of, and what they cope with.

namespace bridge::sync {
namespace {

using Kind = ldap::Failure::Kind;
using Change = ldap::Modification::Kind;

constexpr int kObjectClassViolation = 65;

}  // namespace

EntryWriter::Step EntryWriter::rename(const ldap::Dn& from, const ldap::Dn& to) {
  const ldap::Dn parent = to.parent();
  auto moved =
      session_.rename(from, to.rdn(), parent == from.parent() ? std::nullopt : std::optional(parent));
  if (moved) {
    touched_ = true;
    written_.ldif += ldap::rename_to_ldif(from, to.rdn(), parent);
  }
  return moved;
}

EntryWriter::Step EntryWriter::modify(const ldap::Dn& dn, const Believed& before,
                                      const mapping::Desired& after, const ldap::Attributes& believed) {
  ldap::Attributes actual = believed;
  auto changes = changes_towards(mapping_, type_, actual, before, after);
  Step sent = Done{};
  bool looked = false;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    std::erase_if(changes, [&](const auto& change) { return skipped(change.attribute); });
    if (changes.empty()) return Done{};
    sent = send(dn, changes);
    if (sent) return sent;
    const ldap::Failure& failure = sent.error();
    const bool surprised = failure.kind == Kind::no_such_value || failure.kind == Kind::value_exists;
    // Somebody else was there, or what is refused is to take away a value that was left out before: see what
    // it holds now.
    if (surprised || (failure.kind == Kind::refused && !looked)) {
      auto read = read_owned(dn, before.desired, after);
      if (!read) return read.error();
      looked = true;
      actual = std::move(*read);
      const auto again = changes_towards(mapping_, type_, actual, before, after);
      // Nothing new to be learnt from the entry: values that are equal to the server but not to us.
      if (surprised && again == changes)
        changes = as_replacements(changes, actual);
      else
        changes = again;
    } else if (failure.kind == Kind::no_equality_rule) {
      changes = as_replacements(changes, actual);
    } else if (failure.kind != Kind::refused) {
      return sent;
    } else if (may_skip(failure, failure.attribute, dn)) {
      skip(failure.attribute, failure.message);
    } else if (failure.attribute.empty() && changes.size() > 1) {
      return one_by_one(dn, changes);
    } else {
      return sent;
    }
  }
  return sent;
}

EntryWriter::Step EntryWriter::one_by_one(const ldap::Dn& dn, const ldap::Modifications& changes) {
  std::set<ldap::AttributeName> names;
  for (const auto& change : changes) names.insert(change.attribute);
  for (const auto& name : names) {
    ldap::Modifications own;
    std::copy_if(changes.begin(), changes.end(), std::back_inserter(own),
                 [&](const auto& change) { return change.attribute == name; });
    auto sent = send(dn, own);
    if (sent) continue;
    if (sent.error().kind != Kind::refused || !may_skip(sent.error(), name, dn)) return sent;
    skip(name, sent.error().message);
  }
  return Done{};
}

EntryWriter::Step EntryWriter::send(const ldap::Dn& dn, const ldap::Modifications& changes,
                                    const ldap::Session::ModifyOptions& options) {
  auto sent = session_.modify(dn, changes, options);
  if (sent) {
    touched_ = true;
    written_.ldif += to_ldif(dn, shown(changes));
  }
  return sent;
}

// What the audit trail may show: passwords stay out of it.
ldap::Entry EntryWriter::shown(ldap::Entry entry) const {
  std::erase_if(entry.attributes, [&](const auto& attribute) { return is_secret(attribute.first); });
  return entry;
}

ldap::Modifications EntryWriter::shown(ldap::Modifications changes) const {
  std::erase_if(changes, [&](const auto& change) { return is_secret(change.attribute); });
  return changes;
}

bool EntryWriter::is_secret(const ldap::AttributeName& attribute) const {
  return mapping_.is_secret(type_, attribute);
}

bool EntryWriter::names_entry(const ldap::Dn& dn, const ldap::AttributeName& attribute) {
  const auto rdn = dn.rdn();
  return std::any_of(rdn.begin(), rdn.end(), [&](const auto& ava) { return ava.type == attribute; });
}

bool EntryWriter::may_skip(const ldap::Failure& failure, const ldap::AttributeName& attribute,
                           const ldap::Dn& dn) const {
  if (failure.kind != Kind::refused || attribute.empty() || names_entry(dn, attribute)) return false;
  if (never_refuse_) return true;
  // "requires attribute": it feeds a MUST, so leaving it out would not help.
  if (failure.code == kObjectClassViolation && failure.message.find("requires") != std::string::npos)
    return false;
  return mapping_.on_invalid(type_, attribute) != mapping::OnInvalid::reject &&
         !required_.of(session_, mapping_, type_).contains(attribute);
}

void EntryWriter::skip(const ldap::AttributeName& attribute, const std::string& reason) {
  written_.skipped.push_back({attribute, reason});
}

bool EntryWriter::skipped(const ldap::AttributeName& attribute) const {
  return std::any_of(written_.skipped.begin(), written_.skipped.end(),
                     [&](const auto& one) { return one.attribute == attribute; });
}

}  // namespace bridge::sync
