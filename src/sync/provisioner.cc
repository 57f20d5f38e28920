#include "sync/provisioner.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "scim/error.h"
#include "scim/immutable.h"
#include "sync/membership.h"
#include "sync/reserved.h"

namespace bridge::sync {
namespace {

using store::Intent;

std::string quoted_name(scim::ResourceType type, const scim::ResourceId& id) {
  return std::string(name_of(type)) + " '" + id.value + "'";
}

Error taken_error(const Journal::Taken& taken) {
  const std::string whose =
      " is taken by " + std::string(name_of(taken.name.type)) + " " + taken.holder.value;
  switch (taken.name.kind) {
    case store::Name::Kind::user_name:
      return conflict("attribute 'userName': '" + taken.name.value + "'" + whose, scim::kUniqueness);
    case store::Name::Kind::display_name:
      return conflict("attribute 'displayName': '" + taken.name.value + "'" + whose, scim::kUniqueness);
    case store::Name::Kind::external_id:
      return conflict("attribute 'externalId': '" + taken.name.value + "'" + whose, scim::kUniqueness);
    case store::Name::Kind::anchor:
      return conflict("the directory cannot tell the anchor '" + taken.name.value + "' from that of " +
                          std::string(name_of(taken.name.type)) + " " + taken.holder.value,
                      scim::kUniqueness);
    case store::Name::Kind::dn:
      break;
  }
  return conflict("the directory name '" + taken.name.value + "'" + whose, scim::kUniqueness);
}

// Of somebody who was only read back from an entry what is required may be unknown. That is no fault of who
// changes something else.
Result<scim::Patched> apply_to(scim::ResourceType type, const scim::Json& body,
                               const std::vector<scim::PatchOperation>& operations) {
  constexpr char kUnknown[] = "00000000-0000-0000-0000-000000000000";
  const char* required = type == scim::ResourceType::user ? "userName" : "displayName";
  if (body.contains(required)) return scim::apply_patch(type, body, operations);
  scim::Json whole = body;
  whole[required] = kUnknown;
  auto patched = scim::apply_patch(type, whole, operations);
  if (patched && patched->body.value(required, scim::Json()) == kUnknown) patched->body.erase(required);
  return patched;
}

// Who holds a name that the resource wants, by an intent that is not ended.
Result<std::optional<Journal::Taken>> open_first_try(const Context& context, const scim::Resource& resource) {
  return context.store.read([&](const store::Reader& reader) -> Result<std::optional<Journal::Taken>> {
    for (auto& name : names_of(resource, "", *context.mapping, nullptr)) {
      TRY_AS(holder, reader.holder(name));
      if (!holder || *holder == resource.id) continue;
      TRY_AS(open, reader.open_intent(*holder));
      if (open) return std::optional(Journal::Taken{std::move(name), std::move(*holder)});
    }
    return std::optional<Journal::Taken>();
  });
}

Result<scim::Resource> of_type(scim::ResourceType type, const scim::ResourceId& id,
                               std::optional<scim::Resource> found) {
  if (!found || found->type != type) return not_found("there is no " + quoted_name(type, id));
  return *std::move(found);
}

// What no client sent of a resource that is replaced for the first time is not taken away.
scim::Resource as_far_as_sent(scim::Resource now, const scim::Json& sent) {
  for (auto at = now.body.begin(); at != now.body.end();)
    at = sent.contains(at.key()) || at.key() == "active" ? ++at : now.body.erase(at);
  return now;
}

bool names_all(const scim::MemberEdits& edits) {
  return std::any_of(edits.begin(), edits.end(),
                     [](const auto& edit) { return std::holds_alternative<scim::ReplaceMembers>(edit); });
}

}  // namespace

Result<scim::Resource> Provisioner::create(scim::ResourceType type, scim::Content content,
                                           const Requester& requester) {
  Intent wanted = intent(Intent::Kind::create, requester);
  const WallTime now = context_.clock.now();
  wanted.after = scim::Resource{
      scim::ResourceId{make_uuid(context_.random)}, type, std::move(content.body), 1, now, now};
  wanted.carried_secret = content.password.has_value();
  if (content.members)
    for (auto& member : *content.members) wanted.members.push_back({true, std::move(member)});

  TRY_AS(candidate, adoption_.candidate_for(*wanted.after, requester.deadline));
  if (candidate) wanted.after->id = *candidate;
  for (const auto& row : wanted.members) TRY(adoption_.take_all({row.member.value}, requester.deadline));
  scim::Resource made = *wanted.after;
  TRY(carry_out(std::move(wanted), content.password ? &*content.password : nullptr, requester));
  if (candidate) TRY(adoption_.forget(made.id));
  return made;
}

Result<scim::Resource> Provisioner::replace(scim::ResourceType type, const scim::ResourceId& id,
                                            scim::Content content, const Requester& requester,
                                            const scim::Conditions& conditions) {
  if (content.members) TRY(take_named_people({scim::ReplaceMembers{*content.members}}, requester));
  const bool disables = type == scim::ResourceType::user && !content.body.value("active", true);
  auto ended = change(
      type, id,
      [&](const scim::Resource& now) -> Result<Wish> {
        TRY(scim::check(conditions, now));
        TRY(scim::keep_immutable(type, now.body, content.body));
        Wish wish{content.body, {}, {}};
        wish.complete = true;
        if (content.password) wish.password.emplace(std::string(content.password->reveal()));
        if (type == scim::ResourceType::group)
          wish.members.push_back(scim::ReplaceMembers{content.members.value_or(std::vector<scim::Member>())});
        return wish;
      },
      requester);
  return disables ? or_disable(std::move(ended), id, requester, conditions) : std::move(ended);
}

Result<scim::Resource> Provisioner::patch(scim::ResourceType type, const scim::ResourceId& id,
                                          const std::vector<scim::PatchOperation>& operations,
                                          const Requester& requester, const scim::Conditions& conditions) {
  std::vector<scim::Refused> refused;
  auto ended = change(
      type, id,
      [&](const scim::Resource& now) -> Result<Wish> {
        TRY(scim::check(conditions, now));
        TRY_AS(patched, apply_to(type, now.body, operations));
        TRY(scim::keep_immutable(type, now.body, patched.body));
        refused = std::move(patched.refused);
        return Wish{std::move(patched.body), std::move(patched.members), std::move(patched.password)};
      },
      requester, conditions.if_match.empty() && conditions.if_none_match.empty());
  if (ended) TRY(flag_refused(id, refused, requester));
  if (ended || !scim::disables(type, operations)) return ended;
  return or_disable(std::move(ended), id, requester, conditions);
}

// Of a candidate only when there is no such resource: that is rare, and looked for last.
Result<scim::Resource> Provisioner::change(scim::ResourceType type, const scim::ResourceId& id,
                                           const Wishing& wishing, const Requester& requester,
                                           bool may_share) {
  auto changed = change_known(type, id, wishing, requester, may_share);
  if (changed || changed.error().code != Error::Code::not_found) return changed;
  TRY_AS(taken, adoption_.take_if_candidate(type, id, requester.deadline));
  return taken ? change_known(type, id, wishing, requester, may_share) : std::move(changed);
}

Result<scim::Resource> Provisioner::change_known(scim::ResourceType type, const scim::ResourceId& id,
                                                 const Wishing& wishing, const Requester& requester,
                                                 bool may_share) {
  Scope scope = Scope::whole();
  if (may_share && type == scim::ResourceType::group) {
    TRY_AS(small, scope_of(type, id, wishing, requester));
    scope = std::move(small);
  }
  for (;; scope = Scope::whole()) {
    auto changed = [&]() -> Result<std::optional<scim::Resource>> {
      TRY_AS(hold, context_.locks.hold(id, requester.deadline, scope));
      return change_held(type, id, wishing, requester, scope);
    }();
    if (!changed) return std::move(changed).error();
    if (!*changed) continue;
    TRY(after_change(id, requester));
    return **std::move(changed);
  }
}

// A look without a lock; what it finds is looked at again under it.
Result<Scope> Provisioner::scope_of(scim::ResourceType type, const scim::ResourceId& id,
                                    const Wishing& wishing, const Requester& requester) {
  TRY_AS(now, existing(type, id));
  const auto wish = wishing(now);
  if (wish) TRY(take_named_people(wish->members, requester));
  if (!wish || wish->body != now.body) return Scope::whole();
  return sync::scope_of(wish->members);
}

Result<std::optional<scim::Resource>> Provisioner::change_held(scim::ResourceType type,
                                                               const scim::ResourceId& id,
                                                               const Wishing& wishing,
                                                               const Requester& requester,
                                                               const Scope& scope) {
  const bool shared = !scope.is_whole();
  if (shared) {
    TRY_AS(passes, settler_.may_pass(id, scope));
    if (!passes) return std::optional<scim::Resource>();
  }
  TRY_AS(sight, shared ? look(id) : settled(id, requester));
  TRY_AS(now, of_type(type, id, std::move(sight.resource)));
  TRY_AS(again, pushed_again(now, sight.rejected, wishing));
  TRY_AS(wish, wishing(now));
  bool unsent = false;
  if (wish.complete && sight.unclaimed) {
    auto sent = as_far_as_sent(now, wish.body);
    unsent = sent.body != now.body;
    now = std::move(sent);
  }
  if (shared && wish.body != now.body) return std::optional<scim::Resource>();

  Undertaking wanted{intent(Intent::Kind::update, requester), wish.password ? &*wish.password : nullptr,
                     shared, names_all(wish.members), unsent};
  std::vector<store::MemberChange> rows;
  if (!wish.members.empty()) {
    TRY_AS(edits, context_.store.read(
                      [&](const store::Reader& reader) { return member_changes(reader, id, wish.members); }));
    rows = std::move(edits);
  }
  const bool changes = wish.body != now.body || !rows.empty() || wish.password || unsent;
  if (!changes && again.empty()) {
    // Nothing to write, but whoever names all members means that there are no others.
    if (wanted.compare)
      TRY(context_.store.write(
          [&](store::Transaction& transaction) { return transaction.mark_dirty(id, id, ""); }));
    if (sight.unclaimed) TRY(adoption_.claim(id));
    return std::optional(std::move(now));
  }

  for (const auto& [kind, subject] : again)
    if (kind == Destruction::remove_member) rows.push_back({false, {subject, nullptr}});
  wanted.intent.guard.released = std::move(again);
  wanted.intent.after =
      changes
          ? scim::Resource{id, type, std::move(wish.body), now.version + 1, now.created, context_.clock.now()}
          : now;
  wanted.intent.before = std::move(now);
  wanted.intent.members = std::move(rows);
  wanted.intent.carried_secret = wish.password.has_value();
  auto made = attempt(wanted, requester);
  if (made) {
    if (sight.unclaimed) TRY(adoption_.claim(id));
    return *std::move(made);
  }
  if (shared && made.error().alone) return std::optional<scim::Resource>();
  return std::move(made).error().error;
}

Status Provisioner::remove(scim::ResourceType type, const scim::ResourceId& id, const Requester& requester,
                           const scim::Conditions& conditions) {
  auto removed = remove_known(type, id, requester, conditions);
  if (removed || removed.error().code != Error::Code::not_found) return removed;
  TRY_AS(taken, adoption_.take_if_candidate(type, id, requester.deadline));
  return taken ? remove_known(type, id, requester, conditions) : std::move(removed);
}

Status Provisioner::remove_known(scim::ResourceType type, const scim::ResourceId& id,
                                 const Requester& requester, const scim::Conditions& conditions) {
  {
    TRY_AS(hold, context_.locks.hold(id, requester.deadline));
    TRY_AS(sight, settled(id, requester));
    TRY_AS(now, of_type(type, id, std::move(sight.resource)));
    TRY(scim::check(conditions, now));
    Intent wanted = intent(Intent::Kind::remove, requester);
    wanted.before = std::move(now);
    auto removed = attempt({std::move(wanted)}, requester);
    if (!removed) return std::move(removed).error().error;
  }
  return after_change(id, requester);
}

Result<Provisioner::Sight> Provisioner::look(const scim::ResourceId& id) const {
  return context_.store.read([&](const store::Reader& reader) -> Result<Sight> {
    TRY_AS(open, reader.open_intent(id));
    TRY_AS(resource, reader.resource(id));
    TRY_AS(rejected, reader.held_and_rejected(id));
    TRY_AS(unclaimed, store::CandidateReader(reader).is_unclaimed(id));
    return Sight{open.has_value(), std::move(resource), std::move(rejected), unclaimed};
  });
}

Result<Provisioner::Sight> Provisioner::settled(const scim::ResourceId& id, const Requester& requester) {
  TRY_AS(sight, look(id));
  if (!sight.open) return std::move(sight);
  TRY(settler_.settle_held(id, requester.deadline));
  return look(id);
}

Result<scim::Resource> Provisioner::existing(scim::ResourceType type, const scim::ResourceId& id) const {
  TRY_AS(resource, context_.store.read([&](const store::Reader& reader) { return reader.resource(id); }));
  return of_type(type, id, std::move(resource));
}

Intent Provisioner::intent(Intent::Kind kind, const Requester& requester) const {
  Intent made;
  made.kind = kind;
  made.client = requester.client;
  made.request_id = requester.request_id;
  made.begun = context_.clock.now();
  return made;
}

Status Provisioner::carry_out(Intent wanted, const Secret* password, const Requester& requester) {
  const scim::ResourceId id = wanted.resource().id;
  for (bool again = false;; again = true) {
    std::optional<Journal::Taken> taken;
    Status done = [&]() -> Status {
      TRY_AS(hold, context_.locks.hold(id, requester.deadline));
      TRY(check_still_free(wanted, requester));
      auto made = attempt({wanted, password}, requester);
      if (made) return Done{};
      taken = made.error().taken;
      return std::move(made).error().error;
    }();
    if (done) return after_change(id, requester);
    if (!taken || again) return done;
    // The holder may be the first try of this very request, begun and never answered: end that one, then see.
    TRY_AS(open, context_.store.read(
                     [&](const store::Reader& reader) { return reader.open_intent(taken->holder); }));
    if (!open) return done;
    TRY(settler_.settle(taken->holder, requester.deadline));
  }
}

Status Provisioner::check_still_free(const Intent& intent, const Requester& requester) {
  const auto& id = intent.resource().id;
  TRY_AS(sight, settled(id, requester));
  const auto& there = sight.resource;
  if (!there) return Done{};
  return conflict("the entry it would take over was taken over by " + quoted_name(there->type, id),
                  scim::kUniqueness);
}

Status Provisioner::take_named_people(const scim::MemberEdits& edits, const Requester& requester) {
  std::vector<std::string> ids;
  const auto note = [&](const std::vector<scim::Member>& members) {
    for (const auto& member : members) ids.push_back(member.value);
  };
  for (const auto& edit : edits) {
    if (const auto* added = std::get_if<scim::AddMembers>(&edit)) note(added->members);
    if (const auto* all = std::get_if<scim::ReplaceMembers>(&edit)) note(all->members);
  }
  return adoption_.take_all(ids, requester.deadline);
}

Result<std::optional<scim::Resource>, Applier::Refused> Provisioner::attempt(const Undertaking& undertaking,
                                                                             const Requester& requester) {
  if (undertaking.intent.kind == Intent::Kind::create) {
    // What was chosen for an earlier try of the same request is that one's, until it is ended.
    auto first = open_first_try(context_, *undertaking.intent.after);
    if (!first) return Applier::Refused{std::move(first).error(), {}};
    if (*first) return Applier::Refused{taken_error(**first), std::move(*first)};
  }
  if (undertaking.intent.after)
    if (auto chosen = chooser_.choose_for(*undertaking.intent.after, requester.deadline); !chosen)
      return Applier::Refused{std::move(chosen).error(), {}};
  Intent intent = undertaking.intent;
  Applier::Refused refused;
  do {
    intent.guard.withheld.insert(intent.guard.withheld.end(), refused.withhold.begin(),
                                 refused.withhold.end());
    auto change = think_through(context_, intent, undertaking.password);
    if (!change) return Applier::Refused{std::move(change).error(), {}};
    if (auto allowed = check_reserved(context_, *change); !allowed)
      return refuse_reserved(*change, std::move(allowed).error());
    change->shared = undertaking.shared;
    change->compare = undertaking.compare;
    change->look |= undertaking.look;
    if (change->shared && (change->members.alone || !change->intent.only_members()))
      return Applier::Refused{unavailable("busy with other changes"), {}, true};
    auto done = applier_.carry_out(*change, requester);
    if (done) return std::move(change->intent.after);
    refused = std::move(done).error();
  } while (!refused.withhold.empty());  // Each time one kind more.
  if (refused.taken) refused.error = taken_error(*refused.taken);
  if (refused.error.code == Error::Code::unavailable && !refused.alone) settler_.wake();
  return refused;
}

Applier::Refused Provisioner::refuse_reserved(const Change& change, Error error) const {
  auto flagged = flag_reserved(context_, change, error.message);
  return {flagged ? std::move(error) : std::move(flagged).error(), {}};
}

// References to this resource follow before the answer goes out; what time or the directory do not allow
// follows behind it and is no failure of the request.
Status Provisioner::after_change(const scim::ResourceId& id, const Requester& requester) {
  auto settled = references_.settle_around(id, requester.deadline);
  if (settled) return Done{};
  log_event(LogLevel::warning, Event::settle_postponed,
            {{"id", id.value}, {"request", requester.request_id}, {"reason", settled.error().message}});
  settler_.wake();
  return Done{};
}

}  // namespace bridge::sync
