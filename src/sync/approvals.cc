#include "sync/approvals.h"

#include <set>

namespace bridge::sync {
namespace {

constexpr int kAtATime = 100;

}  // namespace

std::optional<store::Intent> intent_to_release(const Holds& holds,
                                               const std::optional<scim::Resource>& resource) {
  store::Intent intent;
  intent.begun = holds.front().since;
  intent.client = holds.front().client;
  intent.request_id = holds.front().request_id;
  for (const auto& held : holds) intent.guard.released.push_back({held.kind, held.subject});
  if (const auto* removal = find_hold(holds, Destruction::remove)) {
    intent.kind = store::Intent::Kind::remove;
    intent.before =
        scim::Resource{removal->id, removal->type, removal->body, 0, removal->since, removal->since};
    return intent;
  }
  if (!resource) return std::nullopt;
  intent.kind = store::Intent::Kind::update;
  intent.before = intent.after = resource;
  return intent;
}

Result<bool> Approvals::carry_out_some(std::chrono::milliseconds patience) {
  TRY_AS(approved, context_.store.read([](const store::Reader& reader) {
    return reader.held_in(store::Held::State::approved, kAtATime);
  }));
  std::set<scim::ResourceId> ids;
  for (const auto& held : approved)
    if (ids.insert(held.id).second) TRY(carry_out(held.id, context_.clock.steady_now() + patience));
  return approved.size() == static_cast<std::size_t>(kAtATime);
}

Status Approvals::carry_out(const scim::ResourceId& id, SteadyTime deadline) {
  {
    TRY_AS(hold, context_.locks.hold(id, deadline));
    TRY(carry_out_held(id, deadline));
  }
  return references_.settle_because_of(id, deadline);
}

Status Approvals::carry_out_held(const scim::ResourceId& id, SteadyTime deadline) {
  std::optional<scim::Resource> resource;
  bool linked = false;
  Holds approved;
  TRY(context_.store.read([&](const store::Reader& reader) -> Status {
    TRY_AS(open, reader.open_intent(id));
    if (open) return unavailable("an earlier change is not settled");
    TRY_AS(held, reader.held(id));
    TRY_AS(found, reader.resource(id));
    TRY_AS(link, reader.link(id));
    approved = std::move(held);
    resource = std::move(found);
    linked = link.has_value();
    return Done{};
  }));
  std::erase_if(approved, [](const auto& held) { return held.state != store::Held::State::approved; });
  if (approved.empty()) return Done{};
  const auto* removal = find_hold(approved, Destruction::remove);
  if (removal != nullptr && (removal->body.is_null() || !linked)) return purge(*removal);
  auto intent = intent_to_release(approved, resource);
  if (intent) return carry_out(*std::move(intent), approved, deadline);
  return context_.store.write([&](store::Transaction& transaction) -> Status {
    for (const auto& held : approved) TRY(release(transaction, held, "superseded"));
    return Done{};
  });
}

Status Approvals::carry_out(store::Intent intent, const Holds& approved, SteadyTime deadline) {
  const Requester requester{intent.client, intent.request_id, deadline};
  TRY_AS(change, think_through(context_, std::move(intent), nullptr));
  change.approved = true;
  auto done = applier_.carry_out(change, requester);
  if (done) return Done{};
  const Error& error = done.error().error;
  if (error.code == Error::Code::unavailable) return error;
  return context_.store.write([&](store::Transaction& transaction) -> Status {
    for (const auto& held : approved)
      TRY(wait_again(transaction, held, "approved, but it cannot be done: " + error.message));
    return Done{};
  });
}

// Of an entry nothing is known but where it was.
Status Approvals::purge(const store::Held& removal) {
  return context_.store.write([&](store::Transaction& transaction) -> Status {
    TRY(transaction.retire({removal.id, context_.clock.now(), "", {}}));
    return release(transaction, removal, "approved");
  });
}

}  // namespace bridge::sync
