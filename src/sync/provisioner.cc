#include "sync/provisioner.h"

#include "base/log.h"
#include "scim/error.h"
#include "scim/immutable.h"
#include "sync/membership.h"

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

  scim::Resource made = *wanted.after;
  TRY(carry_out(std::move(wanted), content.password ? &*content.password : nullptr, requester));
  return made;
}

Result<scim::Resource> Provisioner::replace(scim::ResourceType type, const scim::ResourceId& id,
                                            scim::Content content, const Requester& requester,
                                            const scim::Conditions& conditions) {
  const bool disables = type == scim::ResourceType::user && !content.body.value("active", true);
  auto ended = change(
      type, id,
      [&](const scim::Resource& now) -> Result<Wish> {
        TRY(scim::check(conditions, now));
        TRY(scim::keep_immutable(type, now.body, content.body));
        Wish wish{std::move(content.body), {}, std::move(content.password)};
        if (type == scim::ResourceType::group)
          wish.members.push_back(scim::ReplaceMembers{content.members ? std::move(*content.members)
                                                                      : std::vector<scim::Member>()});
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
        TRY_AS(patched, scim::apply_patch(type, now.body, operations));
        TRY(scim::keep_immutable(type, now.body, patched.body));
        refused = std::move(patched.refused);
        return Wish{std::move(patched.body), std::move(patched.members), std::move(patched.password)};
      },
      requester);
  if (ended) TRY(flag_refused(id, refused, requester));
  if (ended || !scim::disables(type, operations)) return ended;
  return or_disable(std::move(ended), id, requester, conditions);
}

Result<scim::Resource> Provisioner::change(scim::ResourceType type, const scim::ResourceId& id,
                                           const Wishing& wishing, const Requester& requester) {
  Result<scim::Resource> changed = [&]() -> Result<scim::Resource> {
    TRY_AS(hold, context_.locks.hold(id, requester.deadline));
    return change_held(type, id, wishing, requester);
  }();
  if (changed) TRY(after_change(id, requester));
  return changed;
}

Result<scim::Resource> Provisioner::change_held(scim::ResourceType type, const scim::ResourceId& id,
                                                const Wishing& wishing, const Requester& requester) {
  TRY(settler_.settle_held(id, requester.deadline));
  TRY_AS(now, existing(type, id));
  TRY_AS(wish, wishing(now));

  Intent wanted = intent(Intent::Kind::update, requester);
  TRY_AS(rows, context_.store.read(
                   [&](const store::Reader& reader) { return member_changes(reader, id, wish.members); }));
  if (wish.body == now.body && rows.empty() && !wish.password) return now;

  wanted.after =
      scim::Resource{id, type, std::move(wish.body), now.version + 1, now.created, context_.clock.now()};
  wanted.before = std::move(now);
  wanted.members = std::move(rows);
  wanted.carried_secret = wish.password.has_value();
  scim::Resource made = *wanted.after;
  std::optional<Journal::Taken> taken;
  TRY(carry_out_held(wanted, wish.password ? &*wish.password : nullptr, requester, taken));
  return made;
}

Status Provisioner::remove(scim::ResourceType type, const scim::ResourceId& id, const Requester& requester,
                           const scim::Conditions& conditions) {
  {
    TRY_AS(hold, context_.locks.hold(id, requester.deadline));
    TRY(settler_.settle_held(id, requester.deadline));
    TRY_AS(now, existing(type, id));
    TRY(scim::check(conditions, now));
    Intent wanted = intent(Intent::Kind::remove, requester);
    wanted.before = std::move(now);
    std::optional<Journal::Taken> taken;
    TRY(carry_out_held(wanted, nullptr, requester, taken));
  }
  return after_change(id, requester);
}

Result<scim::Resource> Provisioner::existing(scim::ResourceType type, const scim::ResourceId& id) const {
  TRY_AS(resource, context_.store.read([&](const store::Reader& reader) { return reader.resource(id); }));
  if (!resource || resource->type != type) return not_found("there is no " + quoted_name(type, id));
  return std::move(*resource);
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
      return carry_out_held(wanted, password, requester, taken);
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

Status Provisioner::carry_out_held(const Intent& wanted, const Secret* password, const Requester& requester,
                                   std::optional<Journal::Taken>& taken) {
  if (wanted.after) TRY(chooser_.choose_for(*wanted.after, requester.deadline));
  TRY_AS(change, think_through(context_, wanted, password, requester));
  auto done = applier_.carry_out(std::move(change), requester);
  if (done) return Done{};
  if (done.error().taken) {
    taken = done.error().taken;
    return taken_error(*taken);
  }
  if (done.error().error.code == Error::Code::unavailable) settler_.wake();
  return done.error().error;
}

// References to this resource follow before the answer goes out; what time or the directory do not allow
// follows behind it and is no failure of the request.
Status Provisioner::after_change(const scim::ResourceId& id, const Requester& requester) {
  auto own = references_.settle_in(id, requester.deadline);
  auto others = references_.settle_because_of(id, requester.deadline);
  if (own && others) return Done{};
  log_event(LogLevel::warning, Event::settle_postponed,
            {{"id", id.value},
             {"request", requester.request_id},
             {"reason", (own ? others : own).error().message}});
  settler_.wake();
  return Done{};
}

}  // namespace bridge::sync
