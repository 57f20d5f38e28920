#include "sync/rehearsal.h"

#include "sync/diff.h"

namespace bridge::sync {
namespace {

using ldap::Outcome;
using Kind = ldap::Failure::Kind;

ldap::Failure failed(Kind kind, int code, const std::string& what) {
  ldap::Failure failure;
  failure.kind = kind;
  failure.code = code;
  failure.message = what;
  return failure;
}

ldap::Failure already_exists(const ldap::Dn& dn) {
  return failed(Kind::already_exists, 68, "'" + dn.text() + "' exists already");
}

ldap::Failure no_such_object(const ldap::Dn& dn) {
  return failed(Kind::no_such_object, 32, "there is no '" + dn.text() + "'");
}

}  // namespace

Outcome<Done> RehearsalSession::search(const ldap::SearchRequest& request, const ldap::OnEntry& on_entry) {
  if (request.scope != ldap::Scope::base) return real_.search(request, on_entry);
  if (const auto made = added_.find(request.base); made != added_.end()) {
    on_entry(ldap::Entry(made->second));
    return Done{};
  }
  const auto moved = renamed_.find(request.base);
  if (moved == renamed_.end()) return real_.search(request, on_entry);
  ldap::SearchRequest there = request;
  there.base = moved->second;
  return real_.search(there, [&](ldap::Entry&& entry) {
    entry.attributes = renamed(std::move(entry.attributes), entry.dn, request.base);
    entry.dn = request.base;
    return on_entry(std::move(entry));
  });
}

Outcome<bool> RehearsalSession::exists(const ldap::Dn& dn) {
  TRY_AS(found, read(dn, {"1.1"}));
  return found.has_value();
}

Outcome<std::string> RehearsalSession::add(const ldap::Entry& entry) {
  TRY_AS(taken, exists(entry.dn));
  if (taken) return already_exists(entry.dn);
  TRY_AS(has_parent, exists(entry.dn.parent()));
  if (!has_parent) return no_such_object(entry.dn.parent());
  added_.emplace(entry.dn, entry);
  acts_.push_back({Act::Kind::add});
  return std::string();
}

Outcome<Done> RehearsalSession::modify(const ldap::Dn& dn, std::span<const ldap::Modification> changes,
                                       const ModifyOptions&) {
  TRY_AS(there, exists(dn));
  if (!there) return no_such_object(dn);
  acts_.push_back({Act::Kind::modify, {changes.begin(), changes.end()}});
  return Done{};
}

Outcome<Done> RehearsalSession::rename(const ldap::Dn& dn, const ldap::Rdn& rdn,
                                       const std::optional<ldap::Dn>& new_parent) {
  const ldap::Dn parent = new_parent ? *new_parent : dn.parent();
  auto goal = ldap::Dn::child(rdn, parent);
  if (!goal) return failed(Kind::refused, 34, goal.error().message);
  if (*goal != dn) {
    TRY_AS(taken, exists(*goal));
    if (taken) return already_exists(*goal);
  }
  TRY_AS(has_parent, exists(parent));
  if (!has_parent) return no_such_object(parent);
  renamed_[*goal] = dn;
  acts_.push_back({Act::Kind::rename, {}, dn});
  return Done{};
}

Outcome<Done> RehearsalSession::remove(const ldap::Dn& dn) {
  TRY_AS(there, exists(dn));
  if (!there) return no_such_object(dn);
  bool has_children = false;
  TRY(real_.search({.base = dn, .scope = ldap::Scope::one_level, .attributes = {"1.1"}, .page_size = 0},
                   [&](ldap::Entry&&) {
                     has_children = true;
                     return false;
                   }));
  if (has_children) return failed(Kind::not_a_leaf, 66, "'" + dn.text() + "' has children");
  acts_.push_back({Act::Kind::remove});
  return Done{};
}

}  // namespace bridge::sync
