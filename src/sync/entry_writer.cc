#include "sync/entry_writer.h"

#include <algorithm>

#include "ldap/ldif.h"
#include "ldap/naming_context.h"
#include "store/candidates.h"
#include "sync/anchor.h"
#include "sync/bits.h"
#include "sync/diff.h"
#include "sync/password.h"
#include "sync/reserved.h"
#include "sync/taken_over.h"

// Goes on, or stops the write with the failure and what was touched so far.
#define STEP(expression)                                                                          \
  do {                                                                                            \
    if (auto result_of_step = (expression); !result_of_step) return stop(result_of_step.error()); \
  } while (false)

namespace bridge::sync {
namespace {

using Kind = ldap::Failure::Kind;

bool contains(const ldap::Attributes& attributes, const ldap::AttributeName& name, const std::string& value) {
  const auto found = attributes.find(name);
  return found != attributes.end() &&
         std::find(found->second.begin(), found->second.end(), value) != found->second.end();
}

ldap::Failure occupied(const ldap::Dn& dn) {
  ldap::Failure failure;
  failure.kind = Kind::already_exists;
  failure.message = "'" + dn.text() + "' carries the anchor and is the entry of another resource";
  return failure;
}

ldap::Failure memory_is_old(const ldap::Dn& dn) {
  ldap::Failure failure;
  failure.kind = Kind::unavailable;
  failure.message =
      "'" + dn.text() +
      "' is gone, and what is remembered may be old: safe mode, until a person starts 'reconcile "
      "--trust'";
  return failure;
}

ldap::Failure internal_failure(const Error& error) {
  ldap::Failure failure;
  failure.message = error.message;
  return failure;
}

}  // namespace

WriteResult EntryWriter::create(const mapping::Desired& desired, const MemberValues& members) {
  if (may_stand_elsewhere(desired)) {
    const std::string& anchor = desired.attributes.at(mapping_.anchor(type_)).front();
    auto found = find_by_anchor(session_, mapping_, type_, anchor, {});
    if (!found) return stop(found.error());
    if (*found && (*found)->dn != desired.dn)
      return adopt((*found)->dn, desired, members, occupied((*found)->dn));
  }
  return add(desired, members);
}

// Whether an entry with our anchor can stand where an add would not meet it.
bool EntryWriter::may_stand_elsewhere(const mapping::Desired& desired) const {
  const auto& anchor = mapping_.anchor(type_);
  if (anchor.empty() || !desired.attributes.contains(anchor)) return false;
  if (mapping_.bases(type_).size() > 1 || !names_entry(desired.dn, anchor)) return true;
  const auto noted = store_.read([&](const store::Reader& reader) {
    return store::CandidateReader(reader).candidates_by(store::CandidateReader::By::anchor, type_,
                                                        desired.attributes.at(anchor).front(), 1);
  });
  return noted && !noted->empty();
}

ldap::Entry EntryWriter::new_entry(const mapping::Desired& desired, const MemberValues& members) const {
  ldap::Entry entry{desired.dn, desired.attributes};
  for (const auto& [name, form] : desired.generate) entry.attributes[name] = {make_password(random_, form)};
  set_bits(entry.attributes, desired.bits);
  entry.attributes.insert(members.begin(), members.end());
  return entry;
}

WriteResult EntryWriter::add(const mapping::Desired& desired, const MemberValues& members) {
  MemberValues first, rest;
  split_members(members, first, rest);
  ldap::Entry entry = new_entry(desired, first);
  bool folded = false;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    auto made = session_.add(entry);
    if (made) {
      written_.ldif += to_ldif(shown(entry));
      touched_ = true;
      STEP(change_members(entry.dn, rest, {}));
      return done(entry.dn, *made);
    }
    const ldap::Failure& failure = made.error();
    if (failure.kind == Kind::already_exists) return adopt(desired.dn, desired, members, failure);
    if (failure.kind == Kind::value_exists && !folded) {
      fold_alike(entry.attributes);
      folded = true;
    } else if (entry.attributes.contains(failure.attribute) &&
               may_skip(failure, failure.attribute, entry.dn)) {
      skip(failure.attribute, failure.message);
      entry.attributes.erase(failure.attribute);
    } else {
      return stop(failure);
    }
  }
  return stop(internal_failure(internal("the directory keeps refusing " + entry.dn.text())));
}

WriteResult EntryWriter::adopt(const ldap::Dn& dn, const mapping::Desired& desired,
                               const MemberValues& members, const ldap::Failure& occupied) {
  auto found = session_.read(dn, {"*", session_.uuid_attribute()});
  if (!found) return stop(found.error());
  if (!*found) return stop(occupied);
  const ldap::Attributes& actual = (*found)->attributes;

  const auto& anchor = mapping_.anchor(type_);
  const auto ours = desired.attributes.find(anchor);
  if (anchor.empty() || ours == desired.attributes.end() || !contains(actual, anchor, ours->second.front()))
    return stop(occupied);
  const auto owner = store_.read([&](const store::Reader& reader) { return reader.linked_to(dn); });
  if (!owner) return stop(internal_failure(owner.error()));
  if (*owner && **owner != whose_) return stop(occupied);
  if (const auto objection = why_not_adopt(mapping_, identity_, type_, **found)) return stop(*objection);

  if (note_adoption_)
    if (auto noted = note_adoption_(dn); !noted) return stop(internal_failure(noted.error()));
  if (!spelled_alike(dn, desired.dn)) STEP(rename(dn, desired.dn));
  mapping::Desired wanted = desired;
  leave_to_others(wanted, std::set<ldap::AttributeName>());
  STEP(modify(desired.dn, {}, wanted, renamed(actual, dn, desired.dn)));
  MemberValues missing = members;
  for (const auto& [name, values] : members)
    if (actual.contains(name)) take_away(missing, placeholder_values(mapping_.members()));
  take_away(missing, actual);
  STEP(change_members(desired.dn, missing, {}));
  written_.adopted = true;
  written_.lists_others = lists_others(mapping_.members(), actual, members);
  const auto uuid = actual.find(session_.uuid_attribute());
  return done(desired.dn, uuid == actual.end() ? "" : uuid->second.front());
}

// Attributes of which the resource says what it said before are left as they stand there.
WriteResult EntryWriter::update_what_changes(const Update& told) {
  mapping::Desired after = told.after;
  if (const mapping::Desired* before = told.before.desired) {
    std::erase_if(after.owned, [&](const ldap::AttributeName& name) {
      const bool same = before->owned.contains(name) && !after.overridden.contains(name) &&
                        !before->overridden.contains(name) &&
                        ldap::values_of(before->attributes, name) == ldap::values_of(after.attributes, name);
      if (same) after.kept.insert(name);
      return same;
    });
  }
  only_what_changes_ = false;
  keeps_missing_ = true;
  return update(
      {told.link, told.before, after, told.add, told.remove, told.look_first, told.all_members, told.alone});
}

WriteResult EntryWriter::update(const Update& update) {
  if (only_what_changes_) return update_what_changes(update);
  ldap::Dn at = update.link.dn;
  bool look = update.look_first;
  alone_ = update.alone;
  merges_ = update.link.merges;
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (look) {
      auto found = locate(update.link, update.after.dn);
      if (!found) return stop(found.error());
      if (!*found && keeps_missing_) return stop(memory_is_old(update.link.dn));
      if (!*found) return make_again(update);
      at = **found;
    }
    ldap::Dn goal = at == update.link.dn ? update.after.dn : mapping_.place(type_, update.after.dn, at);
    auto step = spelled_alike(at, goal) ? Step(Done{}) : rename(at, goal);
    if (!step && may_stay(step.error()) && (look || step.error().kind != Kind::no_such_object)) {
      skip("entryDN", step.error().message);
      goal = at;
      step = Done{};
    }
    if (step) step = bring(goal, update, look);
    if (step) step = change_members(goal, update.add, update.remove);
    if (step) return done(goal, update.link.entry_uuid);
    if (step.error().kind != Kind::no_such_object || look || !alone_) return stop(step.error());
    look = true;  // It is not where we believed: renamed, moved or deleted by other hands.
  }
  return stop(internal_failure(internal("the entry of '" + update.after.dn.text() + "' cannot be found")));
}

// Brings the attributes of an entry that stands where it shall to what they shall be.
EntryWriter::Step EntryWriter::bring(const ldap::Dn& dn, const Update& update, bool look) {
  const mapping::Desired* before = update.before.desired;
  if (!look && before != nullptr && !must_be_read(mapping_, type_, *before, update.after))
    return modify(dn, update.before, update.after, renamed(before->attributes, update.link.dn, dn));
  auto read = read_owned(dn, before, update.after);
  if (!read) return read.error();
  return modify(dn, update.before, update.after, *read);
}

// Somebody who is to be locked out is locked where they stand when they cannot be moved.
bool EntryWriter::may_stay(const ldap::Failure& failure) const {
  return never_refuse_ && !failure.outcome_unknown && failure.kind != Kind::unavailable;
}

WriteResult EntryWriter::make_again(const Update& update) {
  auto members = update.all_members();  // As they were before this change.
  if (!members) return stop(internal_failure(members.error()));
  take_away(*members, update.remove);
  if (!update.add.empty()) take_away(*members, placeholder_values(mapping_.members()));
  add_values(*members, update.add);
  fold(*members);
  return create(update.after, *members);
}

WriteResult EntryWriter::remove(const store::Link& link, const mapping::Desired* locked) {
  auto removed = remove_at(link.dn, locked);
  if (removed || removed.error().failure.kind != Kind::no_such_object) return removed;
  auto found = locate(link, link.dn);
  if (!found) return stop(found.error());
  if (!*found) return done(link.dn, link.entry_uuid);
  return remove_at(**found, locked);
}

WriteResult EntryWriter::purge(const store::Link& link) {
  auto found = locate(link, link.dn);
  if (!found) return stop(found.error());
  return *found ? remove_at(**found, nullptr) : done(link.dn, link.entry_uuid);
}

WriteResult EntryWriter::step_aside(const store::Link& link, const std::string& mark) {
  auto found = locate(link, link.dn);
  if (!found) return stop(found.error());
  if (!*found) return done(link.dn, link.entry_uuid);
  ldap::Rdn rdn = (*found)->rdn();
  rdn.front().value += "-" + mark;
  const auto aside = ldap::Dn::child(rdn, (*found)->parent());
  if (!aside) return stop(internal_failure(aside.error()));
  STEP(rename(**found, *aside));
  return done(*aside, link.entry_uuid);
}

WriteResult EntryWriter::remove_at(const ldap::Dn& dn, const mapping::Desired* locked) {
  auto removed = session_.remove(dn);
  if (removed) {
    written_.ldif += ldap::remove_to_ldif(dn);
    return done(dn, "");
  }
  if (removed.error().kind != Kind::not_a_leaf) return stop(removed.error());
  written_.kept = true;
  if (locked != nullptr) {
    never_refuse();
    mapping::Desired here = *locked;
    here.dn = dn;
    auto actual = read_owned(dn, nullptr, here);
    if (!actual) return stop(actual.error());
    STEP(modify(dn, {}, here, *actual));
  }
  return done(dn, "");
}

// Where the entry is now: by its UUID anywhere in the naming context, or where the server gives none, by
// name.
ldap::Outcome<std::optional<ldap::Dn>> EntryWriter::locate(const store::Link& link,
                                                           const ldap::Dn& elsewhere) {
  std::optional<ldap::Dn> found;
  if (link.entry_uuid.empty()) {
    for (const ldap::Dn& dn : {elsewhere, link.dn}) {
      auto entry = session_.read(dn, {"1.1"});
      if (!entry) return entry.error();
      if (*entry) return std::optional(dn);
    }
    return found;
  }
  auto context = ldap::naming_context(session_, link.dn, mapping_.base(type_));
  if (!context) return context.error();
  ldap::SearchRequest request;
  request.base = *context;
  request.scope = ldap::Scope::subtree;
  request.filter = ldap::Filter::equals(session_.uuid_attribute(), link.entry_uuid);
  request.attributes = {"1.1"};
  request.page_size = 0;
  auto searched = session_.search(request, [&](ldap::Entry&& entry) {
    found = std::move(entry.dn);
    return false;
  });
  if (!searched) return searched.error();
  return found;
}

ldap::Outcome<ldap::Attributes> EntryWriter::read_owned(const ldap::Dn& dn, const mapping::Desired* before,
                                                        const mapping::Desired& after) {
  // Named one by one, so that a group's member list is never fetched.
  std::vector<std::string> names = {"objectClass"};
  for (const auto* desired : {before, &after}) {
    if (desired == nullptr) continue;
    for (const auto& name : desired->owned) names.push_back(name.text());
    for (const auto& [name, bits] : desired->bits) names.push_back(name.text());
  }
  auto entry = session_.read(dn, names);
  if (!entry) return entry.error();
  if (*entry) return std::move((*entry)->attributes);
  ldap::Failure gone;
  gone.kind = Kind::no_such_object;
  gone.message = "reading '" + dn.text() + "': no such object";
  return gone;
}

WriteResult EntryWriter::done(const ldap::Dn& dn, const std::string& uuid) {
  written_.dn = dn;
  written_.entry_uuid = uuid;
  return std::move(written_);
}

}  // namespace bridge::sync
