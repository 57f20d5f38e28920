#include "sync/restorer.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sync/flags.h"
#include "sync/membership.h"
#include "sync/replica_lag.h"
#include "sync/reserved.h"
#include "sync/stranger_members.h"

namespace bridge::sync {
namespace {

using Act = RehearsalSession::Act;
using Change_ = ldap::Modification::Kind;
using store::Intent;

constexpr std::chrono::seconds kMomentOfLag{2};

std::string name_in(const scim::Resource& resource) {
  const char* attribute = resource.type == scim::ResourceType::user ? "userName" : "displayName";
  return resource.body.value(attribute, resource.id.value);
}

Intent intent_for(const scim::Resource& resource, const std::string& pass, WallTime now) {
  Intent intent;
  intent.kind = Intent::Kind::update;
  intent.before = intent.after = resource;
  intent.request_id = pass;
  intent.begun = now;
  return intent;
}

bool lists_members(const mapping::MemberRules& rules, const ldap::AttributeName& name) {
  return std::any_of(rules.write.begin(), rules.write.end(),
                     [&](const auto& one) { return one.name == name; });
}

bool gains(const ldap::Modifications& changes, const ldap::AttributeName& name) {
  return std::any_of(changes.begin(), changes.end(), [&](const auto& one) {
    return one.attribute == name && one.kind != Change_::remove && !one.values.empty();
  });
}

// Whether the attribute loses values and gets none, for another reason than that somebody is disabled.
bool clears(const ldap::Modifications& changes, const ldap::Modification& one, const Change& change) {
  return one.kind == Change_::remove && !gains(changes, one.attribute) &&
         !change.after->overridden.contains(one.attribute);
}

Toll toll_of(const ldap::Modifications& changes, const Change& change, const mapping::MemberRules& rules) {
  Toll toll;
  bool locks = false;
  const mapping::Desired& after = *change.after;
  for (const auto& one : changes) {
    if (change.type() == scim::ResourceType::group && lists_members(rules, one.attribute)) continue;
    locks |= after.overridden.contains(one.attribute) || after.bits.contains(one.attribute);
    if (clears(changes, one, change)) ++toll.clears;
  }
  toll.disables = locks ? 1 : 0;
  return toll;
}

Situation situation_of(const std::vector<Act>& acts, bool adopted) {
  if (acts.empty()) return Situation::in_sync;
  if (adopted) return Situation::replaced;
  if (acts.front().kind == Act::Kind::add) return Situation::missing;
  if (acts.front().kind == Act::Kind::rename) return Situation::moved;
  return Situation::drifted;
}

Situation situation_of(const ldap::Failure& failure) {
  if (failure.kind == ldap::Failure::Kind::already_exists) return Situation::occupied;
  if (failure.kind == ldap::Failure::Kind::not_unique) return Situation::ambiguous;
  return Situation::refused;
}

// Under which flags a refusal of these changes would stand; nothing where there is more than values.
std::vector<store::Flag> attempts_of(const std::vector<Act>& acts, const Change& change,
                                     const mapping::MemberRules& rules) {
  std::vector<store::Flag> attempts;
  for (const Act& act : acts) {
    if (act.kind != Act::Kind::modify) return {};
    for (const auto& one : act.changes) {
      const bool members = change.type() == scim::ResourceType::group && lists_members(rules, one.attribute);
      if (!members) attempts.push_back({kValueRefused, change.id(), one.attribute.text(), "", "", {}});
      if (members && one.kind == Change_::remove) return {};
      if (members)
        for (const auto& value : one.values)
          attempts.push_back({kMemberRefused, change.id(), value, "", "", {}});
    }
  }
  return attempts;
}

store::Held waiting(Destruction kind, const Change& change, std::string subject = {},
                    ldap::Attributes kept = {}) {
  store::Held held;
  held.id = change.id();
  held.type = change.type();
  held.kind = kind;
  held.subject = std::move(subject);
  held.request_id = change.intent.request_id;
  held.since = change.intent.begun;
  held.kept = std::move(kept);
  held.body = change.intent.before->body;
  return held;
}

// What of it a guard may keep from the directory, but for removals of members.
Holds losses_of(const std::vector<Act>& acts, const Change& change, const Finding& finding) {
  Holds losses;
  for (const Act& act : acts) {
    if (act.kind == Act::Kind::rename) losses.push_back(waiting(Destruction::rename, change));
    for (const auto& one : act.changes)
      if (clears(act.changes, one, change))
        losses.push_back(
            waiting(Destruction::clear, change, one.attribute.text(), {{one.attribute, one.values}}));
  }
  if (finding.toll.disables > 0) losses.push_back(waiting(Destruction::disable, change));
  return losses;
}

Holds objected(Holds losses, const Restorer::Order& order) {
  std::erase_if(losses, [&](store::Held& held) {
    const std::string* why = order.why_not(held.kind, held.type);
    if (why != nullptr) held.why = *why;
    return why == nullptr;
  });
  return losses;
}

// How groups list a person now, and how they will.
void note_names(const mapping::MemberRules& rules, const mapping::Mapping& mapping, const Change& change,
                const ldap::Dn& goal, Finding& finding) {
  if (!change.link) return;
  finding.from = change.link->dn;
  if (change.type() != scim::ResourceType::user) return;
  auto before = values_of(rules, change.link->dn, change.link->aliases);
  auto after = values_of(rules, goal, aliases_of(mapping, *change.after, change.link->aliases));
  if (before == after) return;
  finding.listed_before = std::move(before);
  finding.listed_after = std::move(after);
}

void rename(MemberValues& values, const Restorer::Renamed& renamed) {
  for (auto& [name, list] : values) {
    const auto names = renamed.find(name);
    if (names == renamed.end()) continue;
    for (auto& value : list)
      if (const auto other = names->second.find(value); other != names->second.end()) value = other->second;
  }
}

bool is_passing(const ldap::Failure& failure) {
  return failure.kind == ldap::Failure::Kind::unavailable || failure.outcome_unknown;
}

}  // namespace

Result<Finding> Restorer::restore(const scim::ResourceId& id, const Order& order) {
  bool members = false;
  auto finding = restore_held(id, order, members);
  if (!finding || order.only_look) return finding;
  if (members) {
    TRY(context_.store.write(
        [&](store::Transaction& transaction) { return transaction.mark_dirty(id, id, ""); }));
    TRY(references_.settle_in(id, order.deadline));
  }
  if (finding->done) TRY(references_.settle_because_of(id, order.deadline));
  return finding;
}

Result<Finding> Restorer::restore_held(const scim::ResourceId& id, const Order& order, bool& members) {
  TRY_AS(hold, context_.locks.hold(id, order.deadline));
  Finding nothing;
  nothing.id = id;
  TRY_AS(open, context_.store.read([&](const store::Reader& reader) { return reader.open_intent(id); }));
  if (open && order.only_look) return nothing;  // What stands there is about to change.
  if (open) TRY(settler_.settle_held(id, order.deadline));
  TRY_AS(resource, context_.store.read([&](const store::Reader& reader) { return reader.resource(id); }));
  if (!resource) return nothing;
  TRY_AS(difference, look(*resource, order));
  if (order.only_look || !difference.change) return std::move(difference.finding);

  const Holds holds = objected(difference.losses, order);
  if (!holds.empty()) {
    TRY(hold_back(difference, holds));
    TRY_AS(rest, look(*resource, order));  // Everything else goes on.
    difference = std::move(rest);
    difference.finding.held = true;
    if (!difference.change) return std::move(difference.finding);
  }
  Finding& finding = difference.finding;
  if (difference.entry || difference.link || difference.members) TRY(check_not_behind(order.deadline));
  if (difference.entry || difference.link) {
    auto done = applier_.carry_out(*difference.change, {"", order.pass, order.deadline});
    if (!done) {
      // Of one entry it is a finding; a client would have to come again.
      finding.denied = done.error().denied;
      const Error& error = done.error().error;
      return refuse(std::move(finding), finding.denied ? conflict(error.message) : error, order);
    }
  }
  members = difference.members;
  finding.done = (difference.entry || members) && finding.situation != Situation::refused;
  TRY(clear(id));
  return std::move(finding);
}

// What it lacks is no drift. A moment is normal: a server tells of changes in their order.
Status Restorer::check_not_behind(SteadyTime deadline) {
  const Checked now{context_.marks->server(), context_.clock.steady_now()};
  const bool known = checked_.with(
      [&](const Checked& before) { return before.server == now.server && now.until < before.until; });
  if (known) return Done{};
  auto session = context_.directory.lease(deadline);
  if (!session) return std::move(session).error().to_error();
  auto why = wait_while_behind(context_, **session, context_.clock.steady_now() + kMomentOfLag);
  if (!why) return std::move(why).error().to_error();
  if (*why) return held_because_behind(**why);
  checked_.with([&](Checked& checked) { checked = {now.server, now.until + kMomentOfLag}; });
  return Done{};
}

// What would be done, and how.
Result<Restorer::Difference> Restorer::look(const scim::Resource& resource, const Order& order) {
  Difference difference;
  const auto refused = [&](Finding finding, const Error& reason) -> Result<Difference> {
    finding.id = resource.id;
    finding.type = resource.type;
    finding.who = name_in(resource);
    TRY_AS(told, refuse(std::move(finding), reason, order));
    difference.finding = std::move(told);
    difference.change.reset();
    return difference;
  };
  if (auto chosen = chooser_.choose_for(resource, order.deadline); !chosen)
    return refused({}, chosen.error());
  auto change = think_through(context_, intent_for(resource, order.pass, context_.clock.now()), nullptr);
  if (!change) return refused({}, change.error());
  if (auto allowed = check_reserved(context_, *change); !allowed) return refused({}, allowed.error());
  change->look = true;
  TRY_AS(compared, compare(*change, order));
  difference = std::move(compared);
  const Situation situation = difference.finding.situation;
  if (situation == Situation::refused || situation == Situation::occupied ||
      situation == Situation::ambiguous)
    return refused(difference.finding, conflict(difference.finding.why));
  difference.finding.id = resource.id;
  difference.finding.type = resource.type;
  difference.finding.who = name_in(resource);
  difference.change = *std::move(change);
  TRY_AS(hopeless, was_refused(difference));
  if (hopeless) difference.finding.situation = Situation::refused;
  return difference;
}

// Lets it wait. An entry that is not moved back stands where it is until then.
Status Restorer::hold_back(const Difference& difference, const Holds& holds) {
  return context_.store.write([&](store::Transaction& transaction) -> Status {
    for (const auto& held : holds) {
      if (held.kind == Destruction::rename && difference.found_at != difference.change->link->dn)
        TRY(transaction.set_link(held.id, difference.found_at, difference.change->link->entry_uuid));
      TRY(hold(transaction, held));
    }
    return Done{};
  });
}

// Whether all that differs was refused by the directory before: tried again by every pass, but no work that
// waits.
Result<bool> Restorer::was_refused(const Difference& difference) const {
  if (difference.attempts.empty()) return false;
  const auto& id = difference.finding.id;
  return context_.store.read([&](const store::Reader& reader) -> Result<bool> {
    TRY_AS(refused, reader.flags_of_kind(kValueRefused, id));
    for (const auto& attempt : difference.attempts) {
      if (attempt.kind == kValueRefused) {
        const auto speaks_of_it = [&](const store::Flag& flag) {
          return ldap::AttributeName(flag.subject) == ldap::AttributeName(attempt.subject);
        };
        if (std::none_of(refused.begin(), refused.end(), speaks_of_it)) return false;
        continue;
      }
      TRY_AS(flag, reader.flag(attempt.kind, id, attempt.subject));
      if (!flag) return false;
    }
    return true;
  });
}

// What the writer would do, and so what differs.
Result<Restorer::Difference> Restorer::compare(const Change& change, const Order& order) {
  Difference difference;
  Finding& finding = difference.finding;
  auto session = context_.directory.lease(order.deadline);
  if (!session) return std::move(session).error().to_error();
  RehearsalSession rehearsal(**session);
  for (const ldap::Dn& dn : order.assumed) rehearsal.assume(dn);
  auto written = applier_.rehearse(rehearsal, change);
  if (!written && is_passing(written.error().failure)) return written.error().failure.to_error();
  if (!written) {
    finding.situation = situation_of(written.error().failure);
    finding.dn = change.after->dn;
    finding.why = written.error().failure.message;
    return difference;
  }
  difference.entry = !rehearsal.acts().empty();
  difference.link = change.link && (written->dn != change.link->dn || written->adopted);
  finding.situation = situation_of(rehearsal.acts(), written->adopted);
  finding.relinks = difference.link;
  finding.dn = written->dn;
  finding.ldif = written->ldif;
  note_names(context_.mapping->members(), *context_.mapping, change, written->dn, finding);
  auto compared = compare_members(rehearsal, change, *written, order.renamed, difference);
  if (!compared) return compared.error().to_error();
  explain(change, rehearsal.acts(), finding);
  difference.losses = losses_of(rehearsal.acts(), change, finding);
  TRY(note_strangers(rehearsal.acts(), change, difference));
  for (const auto& act : rehearsal.acts())
    if (act.kind == Act::Kind::rename) difference.found_at = act.from;
  difference.attempts = attempts_of(rehearsal.acts(), change, context_.mapping->members());
  return difference;
}

// A new entry has the right members already; one that stands there is compared.
ldap::Outcome<Done> Restorer::compare_members(RehearsalSession& session, const Change& change,
                                              const Written& written, const Renamed* renamed,
                                              Difference& into) {
  const bool is_new = !session.acts().empty() && session.acts().front().kind == Act::Kind::add;
  const auto& rules = context_.mapping->members();
  if (change.type() != scim::ResourceType::group || is_new || !change.link || rules.write.empty())
    return Done{};
  auto wanted = context_.store.read(
      [&](const store::Reader& reader) { return all_member_values(reader, rules, change.id()); });
  if (!wanted) {
    ldap::Failure failure;
    failure.message = wanted.error().message;
    return failure;
  }
  if (renamed != nullptr) rename(*wanted, *renamed);
  store::Link link = *change.link;
  link.dn = written.dn;
  const std::size_t before = session.acts().size();
  EntryWriter writer(session, context_, change.type(), change.id());
  auto listed = writer.list_exactly(link, *wanted, link.merges);
  if (!listed) return listed.error().failure;
  into.members = session.acts().size() > before;
  into.finding.ldif += listed->ldif;
  if (into.members && into.finding.situation == Situation::in_sync)
    into.finding.situation = Situation::drifted;
  return Done{};
}

// Members put there by other hands, one by one. Values that nobody bears count for nothing.
Status Restorer::note_strangers(const std::vector<Act>& acts, const Change& change, Difference& into) const {
  if (change.type() != scim::ResourceType::group) return Done{};
  std::set<scim::ResourceId> strangers;
  TRY(context_.store.read([&](const store::Reader& reader) -> Status {
    for (const Act& act : acts) {
      TRY_AS(some, strangers_in(reader, context_.mapping->members(), change.id(), act.changes));
      strangers.merge(some);
    }
    return Done{};
  }));
  into.finding.toll.member_removals = static_cast<long>(strangers.size());
  for (const auto& id : strangers)
    into.losses.push_back(waiting(Destruction::remove_member, change, id.value));
  return Done{};
}

void Restorer::explain(const Change& change, const std::vector<Act>& acts, Finding& finding) const {
  std::set<std::string> reasons;
  for (const Act& act : acts) {
    if (act.kind == Act::Kind::rename) {
      ++finding.toll.renames;
      reasons.insert("from '" + act.from.text() + "'");
    }
    finding.toll += toll_of(act.changes, change, context_.mapping->members());
    for (const auto& one : act.changes) {
      const bool members = change.type() == scim::ResourceType::group &&
                           lists_members(context_.mapping->members(), one.attribute);
      const auto sources = members ? "members" : context_.mapping->sources_of(change.type(), one.attribute);
      reasons.insert(sources.empty() ? one.attribute.text() : one.attribute.text() + " from " + sources);
    }
  }
  finding.why = fmt::format("{}", fmt::join(reasons, "; "));
}

// What cannot be put right is told once, and again in every pass until it can.
Result<Finding> Restorer::refuse(Finding finding, const Error& reason, const Order& order) {
  if (reason.code == Error::Code::unavailable || reason.code == Error::Code::internal) return reason;
  if (finding.situation != Situation::occupied && finding.situation != Situation::ambiguous)
    finding.situation = Situation::refused;
  finding.why = reason.message;
  if (order.only_look) return finding;
  TRY(context_.store.write([&](store::Transaction& transaction) {
    return raise_flag(transaction, {kNotRestored, finding.id, "",
                                    std::string(name_of(finding.situation)) + ": " + finding.why, "",
                                    context_.clock.now()});
  }));
  return finding;
}

Status Restorer::clear(const scim::ResourceId& id) {
  TRY_AS(flag,
         context_.store.read([&](const store::Reader& reader) { return reader.flag(kNotRestored, id, ""); }));
  if (!flag) return Done{};
  return context_.store.write(
      [&](store::Transaction& transaction) { return clear_flag(transaction, kNotRestored, id, ""); });
}

}  // namespace bridge::sync
