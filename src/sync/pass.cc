#include "sync/pass.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/log.h"
#include "ldap/ldif.h"
#include "sync/flags.h"
#include "sync/live_look.h"
#include "sync/replica_lag.h"

namespace bridge::sync {
namespace {

using scim::ResourceType;

constexpr int kAtATime = 500;
constexpr std::chrono::seconds kPatience{30};  // For one resource.
constexpr std::chrono::hours kLongest{6};      // For reading the directory.
// Many who are gone all at once are rather not shown than gone; both must be exceeded.
constexpr long kMostMissing = 50;
constexpr long kMostMissingPercent = 10;
constexpr int kMostRefusedInARow = 5;
constexpr int kMostDeniedInARow = 20;

Error cannot_read(const ldap::Failure& failure) {
  return unavailable("the directory does not show everything, so nothing was changed: " + failure.message);
}

Error not_there(const ldap::Dn& base) {
  return unavailable("the base '" + base.text() +
                     "' is not in the directory, or not shown to us; make it, correct the mapping file, or "
                     "see to our rights");
}

// What an entry that holds others is made of, where its name tells.
std::optional<ldap::Entry> container(const ldap::Dn& dn) {
  const auto rdn = dn.rdn();
  if (rdn.size() != 1 || rdn.front().type != ldap::AttributeName("ou")) return std::nullopt;
  return ldap::Entry{dn, {{"objectClass", {"organizationalUnit"}}, {"ou", {rdn.front().value}}}};
}

bool asks_for_something(Situation situation) {
  return situation != Situation::in_sync && situation != Situation::foreign;
}

bool is_work(Situation situation) {
  return situation == Situation::drifted || situation == Situation::missing ||
         situation == Situation::moved || situation == Situation::replaced ||
         situation == Situation::returned;
}

}  // namespace

long PassCounts::to_do() const {
  long number = 0;
  for (int i = 0; i < kSituations; ++i)
    if (is_work(static_cast<Situation>(i))) number += of(static_cast<Situation>(i));
  return number;
}

SteadyTime Pass::deadline() const { return context_.clock.steady_now() + kPatience; }

Result<PassCounts> Pass::run() {
  TRY(wait_for_replica());
  if (!options_.only_look) TRY(settle_first());
  TRY_AS(found, collect_all());
  counts_.entries = found.entries;
  counts_.people = found.people;
  counts_.groups = found.groups;
  TRY(check_missing(found));
  TRY(go_through(found, true));
  if (options_.only_look && !options_.by_person && !stopped()) TRY(clear_drift_that_is_over());
  if (options_.only_look || stopped()) return counts_;
  TRY(ask_guard());
  TRY(make_bases());
  TRY(go_through(found, false));
  if (!stopped()) TRY(clear_what_is_over());
  return counts_;
}

// Flags of what this pass did not find any more.
Status Pass::clear_what_is_over() {
  for (const char* kind : {kNotRestored, kAmbiguous, kDrift}) {
    TRY_AS(flags,
           context_.store.read([&](const store::Reader& reader) { return reader.flags_of_kind(kind); }));
    for (const auto& flag : flags) {
      if (found_again_.contains({kind, flag.resource.value, flag.subject})) continue;
      TRY(context_.store.write([&](store::Transaction& transaction) {
        return clear_flag(transaction, kind, flag.resource, flag.subject);
      }));
    }
  }
  return Done{};
}

// Who only looks still sees that somebody else put something right.
Status Pass::clear_drift_that_is_over() {
  TRY_AS(flags,
         context_.store.read([](const store::Reader& reader) { return reader.flags_of_kind(kDrift); }));
  for (const auto& flag : flags) {
    TRY_AS(one,
           context_.store.read([&](const store::Reader& reader) { return reader.numbered(flag.resource); }));
    if (one && to_do_.has(one->number)) continue;
    TRY(context_.store.write([&](store::Transaction& transaction) {
      return clear_flag(transaction, kDrift, flag.resource, flag.subject);
    }));
  }
  return Done{};
}

// What a pass destroys of one kind is done as a whole or waits as a whole.
Status Pass::ask_guard() {
  using Kind = Destruction;
  for (const ResourceType type : {ResourceType::user, ResourceType::group}) {
    const Toll& toll = counts_.tolls[static_cast<std::size_t>(type)];
    const std::pair<Kind, long> wanted[] = {{Kind::remove, toll.removals},
                                            {Kind::disable, toll.disables},
                                            {Kind::remove_member, toll.member_removals},
                                            {Kind::rename, toll.renames},
                                            {Kind::clear, toll.clears}};
    for (const auto& [kind, number] : wanted) {
      if (number == 0) continue;
      const Kind asked = kind;
      TRY_AS(population, context_.store.read(
                             [&](const store::Reader& reader) { return reader.population(asked, type); }));
      if (auto why = objection(context_.guard, kind, type, {0, population}, number))
        objections_[{kind, type}] = *std::move(why);
    }
  }
  return Done{};
}

const std::string* Pass::why_not(Destruction kind, ResourceType type) const {
  const auto found = objections_.find({kind, type});
  return found == objections_.end() ? nullptr : &found->second;
}

// A server that lacks what was written is not compared: what it lacks would look like drift.
Status Pass::wait_for_replica() {
  progress_.phase = "waiting for the replica";
  const SteadyTime until = context_.clock.steady_now() + options_.replica_wait;
  auto session = context_.directory.lease(until + kPatience);
  if (!session) return unavailable("the directory cannot be reached: " + session.error().message);
  auto why = why_behind(context_, **session);
  if (why && *why) {
    log_event(LogLevel::warning, Event::pass_waits, {{"pass", options_.name}, {"reason", **why}});
    why = wait_while_behind(context_, **session, until, [this] {
      ++progress_.done;
      return !stopped();
    });
  }
  if (!why) return cannot_read(why.error());
  if (!*why) return Done{};
  return held_because_behind(**why);
}

// A pass begins where nothing is open: what is half done looks like drift.
Status Pass::settle_first() {
  progress_.phase = "settling";
  TRY_AS(intents, context_.store.read([](const store::Reader& reader) { return reader.open_intents(); }));
  for (const auto& intent : intents) TRY(settler_.settle(intent.resource().id, deadline()));
  return Done{};
}

Result<Collection> Pass::collect_all() {
  progress_.phase = "reading";
  progress_.done = 0;
  TRY_AS(counts, context_.store.read([](const store::Reader& reader) { return reader.counts(); }));
  progress_.of = counts.users + counts.groups;
  auto session = context_.directory.lease(context_.clock.steady_now() + kLongest);
  if (!session) return unavailable("the directory cannot be reached: " + session.error().message);
  TRY(find_missing_bases(**session));
  auto found = collect(context_, **session, missing_bases_, progress_.done, stop_);
  if (!found) return cannot_read(found.error());
  return *std::move(found);
}

Status Pass::find_missing_bases(ldap::Session& session) {
  for (const ldap::Dn& base : context_.mapping->all_bases()) {
    auto entry = session.read(base, {"1.1"});
    if (!entry) return cannot_read(entry.error());
    if (*entry) continue;
    missing_bases_.push_back(base);
    TRY_AS(ours,
           context_.store.read([&](const store::Reader& reader) { return reader.has_link_below(base); }));
    if (!ours) continue;
    if (!container(base)) return not_there(base);
    lost_bases_.push_back(base);
    Finding finding;
    finding.situation = Situation::missing;
    finding.dn = base;
    finding.why = "the base is gone";
    finding.ldif = ldap::to_ldif(*container(base));
    report(std::move(finding), true);
  }
  return Done{};
}

Status Pass::make_bases() {
  if (lost_bases_.empty()) return Done{};
  auto session = context_.directory.lease(deadline());
  if (!session) return std::move(session).error().to_error();
  for (const ldap::Dn& base : lost_bases_) {
    auto made = (*session)->add(*container(base));
    if (!made && made.error().kind != ldap::Failure::Kind::already_exists)
      return unavailable("the base '" + base.text() + "' cannot be made again: " + made.error().message);
    auto shown = (*session)->read(base, {"1.1"});
    if (!shown) return cannot_read(shown.error());
    if (!*shown) return not_there(base);
    ++counts_.repaired;
  }
  return Done{};
}

// Where it was moved by other hands and may stay; passes do not read there.
bool Pass::is_elsewhere(const store::Link& link, ResourceType type) const {
  const auto bases = context_.mapping->all_bases();
  return context_.mapping->follows_moves(type) &&
         std::none_of(bases.begin(), bases.end(), [&](const auto& base) { return link.dn.is_below(base); });
}

// Marks those whose entries were not seen.
Status Pass::check_missing(Collection& found) {
  long linked = 0, missing = 0;
  for (const ResourceType type : {ResourceType::user, ResourceType::group}) {
    for (std::int64_t after = 0;;) {
      TRY_AS(page, context_.store.read(
                       [&](const store::Reader& reader) { return reader.numbered(type, after, kAtATime); }));
      if (page.empty()) break;
      after = page.back().number;
      for (const auto& one : page) {
        ++linked;
        if (found.seen.has(one.number)) continue;
        TRY_AS(link, context_.store.read([&](const store::Reader& reader) { return reader.link(one.id); }));
        if (!link && type == ResourceType::group && context_.mapping->members().defer) continue;
        found.suspect.set(one.number);
        missing += link && is_elsewhere(*link, type) ? 0 : 1;
      }
    }
  }
  const bool many = missing > kMostMissing && missing * 100 > linked * kMostMissingPercent;
  if (!many || options_.by_person || options_.only_look) return Done{};
  return unavailable(
      fmt::format("{} of {} entries are not in the directory, or not shown to us; if they are really "
                  "gone, 'scim-ldap-bridge reconcile' makes them again",
                  missing, linked));
}

Status Pass::go_through(const Collection& found, bool only_look) {
  progress_.phase = only_look ? "comparing" : "repairing";
  progress_.done = 0;
  TRY(go_through(ResourceType::user, found, only_look, false));
  TRY(go_through(ResourceType::user, found, only_look, true));
  TRY(go_through(ResourceType::group, found, only_look, false));
  TRY(go_through(ResourceType::group, found, only_look, true));
  return look_at_strays(found, only_look);
}

// People are looked at where their entry differs; groups always, because of their members.
Status Pass::go_through(ResourceType type, const Collection& found, bool only_look, bool seen) {
  for (std::int64_t after = 0; !stopped();) {
    TRY_AS(page, context_.store.read(
                     [&](const store::Reader& reader) { return reader.numbered(type, after, kAtATime); }));
    if (page.empty()) break;
    after = page.back().number;
    for (const auto& one : page) {
      if (found.seen.has(one.number) != seen || stopped()) continue;
      const bool wanted =
          only_look ? found.suspect.has(one.number) || type == ResourceType::group : to_do_.has(one.number);
      if (wanted) TRY(restore(one, only_look, seen));
      ++progress_.done;
    }
  }
  return Done{};
}

Status Pass::restore(const store::Numbered& one, bool only_look, bool was_seen) {
  Restorer::Order order{only_look, options_.name, deadline(), lost_bases_};
  if (only_look) order.renamed = &follow_ups_.renamed();
  order.why_not = [this](Destruction kind, ResourceType type) { return why_not(kind, type); };
  TRY_AS(found, restorer_.restore(one.id, order));
  TRY_AS(finding, untangle(std::move(found), order));
  if (finding.situation == Situation::refused)
    for (const ldap::Dn& base : missing_bases_)
      if (finding.dn.is_below(base) && !is_lost(base)) return not_there(base);
  if (only_look) {
    if (finding.situation != Situation::in_sync || finding.relinks) to_do_.set(one.number);
    if (is_work(finding.situation)) counted_.set(one.number);
    follow_ups_.note(finding);
    report(finding, true);
    return plan_follow_ups(finding);
  }
  if (finding.held) ++counts_.held;
  const bool refused = finding.situation != Situation::in_sync && !finding.done && !finding.held;
  if (refused || finding.held) found_again_.insert({kNotRestored, one.id.value, ""});
  denied_in_a_row_ = finding.denied ? denied_in_a_row_ + 1 : 0;
  const std::string why = finding.why;
  refused_in_a_row_ = refused && !was_seen ? refused_in_a_row_ + 1 : 0;
  // Also what somebody else put right since it was found.
  const bool settled = finding.situation == Situation::in_sync && !finding.held && counted_.has(one.number);
  if (finding.done || settled) ++counts_.repaired;
  report(std::move(finding), false);
  if (denied_in_a_row_ >= kMostDeniedInARow)
    return unavailable("the directory denies us one entry after the other; see to our rights: " + why);
  if (refused_in_a_row_ < kMostRefusedInARow) return Done{};
  return unavailable("the directory does not let us make again what it does not show us; see to our rights");
}

// An entry of ours in another's place is no stranger.
Result<Finding> Pass::untangle(Finding finding, const Restorer::Order& order) {
  if (finding.situation != Situation::occupied) return finding;
  TRY_AS(other, untangler_.who_is_in_the_way(finding, order));
  if (!other) return finding;
  if (!order.only_look) return untangler_.untangle(finding, order);
  finding.situation = Situation::moved;
  finding.why = "in its place stands the entry of '" + other->value + "', which is to move, too";
  ++finding.toll.renames;
  return finding;
}

bool Pass::is_lost(const ldap::Dn& base) const {
  return std::find(lost_bases_.begin(), lost_bases_.end(), base) != lost_bases_.end();
}

// Entries that no link explains.
Status Pass::look_at_strays(const Collection& found, bool only_look) {
  for (const auto& stray : found.strays) {
    if (stopped()) break;
    Finding finding;
    finding.dn = stray.dn;
    if (stray.tombstone) {
      TRY(remove_returned(stray, only_look));
    } else if (stray.anchored && found.seen.has(stray.anchored->number) && only_look) {
      finding.situation = Situation::ambiguous;
      finding.id = stray.anchored->id;
      finding.type = stray.anchored->type;
      finding.why = "another entry of '" + stray.anchored->id.value + "' carries the same anchor";
      TRY(flag_ambiguous(finding));
      report(std::move(finding), true);
    } else if (!stray.anchored && only_look) {
      finding.situation = Situation::foreign;
      finding.why = "no resource explains this entry; it is left alone";
      report(std::move(finding), true);
    }
  }
  if (only_look) counts_.found[static_cast<std::size_t>(Situation::foreign)] = found.foreign;
  return Done{};
}

// Told, but not counted: they are done with what they follow from.
Status Pass::plan_follow_ups(const Finding& finding) {
  if (!options_.only_look) return Done{};
  TRY_AS(follow, follow_ups_.in_references(finding, deadline()));
  for (const auto& one : follow) options_.on_finding(one);
  return Done{};
}

Status Pass::flag_ambiguous(const Finding& finding) {
  if (options_.only_look) return Done{};
  found_again_.insert({kAmbiguous, finding.id.value, finding.dn.normal()});
  return context_.store.write([&](store::Transaction& transaction) {
    return raise_flag(
        transaction, {kAmbiguous, finding.id, finding.dn.normal(),
                      "'" + finding.dn.text() + "' carries the same anchor: remove it, or the anchor from it",
                      "", context_.clock.now()});
  });
}

// Deleted people do not stay because a backup brought them back.
Status Pass::remove_returned(const Collection::Stray& stray, bool only_look) {
  const store::Tombstone& gone = *stray.tombstone;
  Finding finding;
  finding.situation = Situation::returned;
  finding.type = gone.type;
  finding.dn = stray.dn;
  finding.why = "the entry of resource " + gone.id.value + ", which was deleted, is back";
  finding.ldif = ldap::remove_to_ldif(stray.dn);
  finding.toll.removals = 1;
  if (only_look) {
    report(std::move(finding), true);
    return Done{};
  }
  if (const auto* why = why_not(Destruction::remove, gone.type)) {
    ++counts_.held;
    return hold_removal(gone, *why);
  }
  TRY_AS(hold, context_.locks.hold(gone.id, deadline()));
  // Somebody may have been created meanwhile who took the entry over.
  TRY_AS(owner, context_.store.read([&](const store::Reader& reader) {
    return reader.owner_of(stray.entry_uuid, stray.dn);
  }));
  if (owner) return Done{};
  auto session = context_.directory.lease(deadline());
  if (!session) return std::move(session).error().to_error();
  store::Link link = gone.link;
  link.dn = stray.dn;
  auto removed = EntryWriter(**session, context_, gone.type, gone.id).purge(link);
  if (!removed) return removed.error().failure.to_error();
  finding.done = !removed->kept;
  counts_.repaired += finding.done;
  TRY(note_removal(stray, *removed));
  report(std::move(finding), false);
  return Done{};
}

Status Pass::hold_removal(const store::Tombstone& gone, const std::string& why) {
  store::Held held;
  held.id = gone.id;
  held.type = gone.type;
  held.kind = Destruction::remove;
  held.request_id = options_.name;
  held.why = why;
  held.since = context_.clock.now();
  return context_.store.write([&](store::Transaction& transaction) { return hold(transaction, held); });
}

Status Pass::note_removal(const Collection::Stray& stray, const Written& removed) {
  const auto& id = stray.tombstone->id;
  const WallTime now = context_.clock.now();
  return context_.store.write([&](store::Transaction& transaction) -> Status {
    if (removed.kept)
      TRY(raise_flag(
          transaction,
          {kNotALeaf, id, "",
           "the entry '" + stray.dn.text() + "' of a deleted resource is back and has children", "", now}));
    if (removed.ldif.empty()) return Done{};
    return transaction.append_audit({now, id, "", options_.name, removed.ldif});
  });
}

// Counted when it is found, told again when it is done.
void Pass::report(Finding finding, bool only_look) {
  if (finding.situation == Situation::in_sync) return;
  if (only_look && asks_for_something(finding.situation)) {
    ++counts_.found[static_cast<std::size_t>(finding.situation)];
    counts_.tolls[static_cast<std::size_t>(finding.type)] += finding.toll;
  }
  if (only_look == options_.only_look || finding.situation == Situation::foreign)
    options_.on_finding(finding);
}

}  // namespace bridge::sync
