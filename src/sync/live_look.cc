#include "sync/live_look.h"

#include "sync/flags.h"

namespace bridge::sync {
namespace {

constexpr char kAccount[] = "live";  // In the audit trail.

}  // namespace

std::string_view name_of(LiveLook::Outcome outcome) {
  switch (outcome) {
    case LiveLook::Outcome::in_sync:
      return "in_sync";
    case LiveLook::Outcome::repaired:
      return "repaired";
    case LiveLook::Outcome::reported:
      return "reported";
    case LiveLook::Outcome::held:
      return "held";
    case LiveLook::Outcome::refused:
      break;
  }
  return "refused";
}

Result<LiveLook::Seen> LiveLook::look(const scim::ResourceId& id, bool only_report, SteadyTime deadline) {
  Restorer::Order order{true, kAccount, deadline};
  TRY_AS(found, restorer_.restore(id, order));
  if (found.situation == Situation::in_sync && !found.relinks) {
    TRY(unflag(id));
    return Seen{Outcome::in_sync, std::move(found)};
  }
  if (only_report) {
    TRY(flag(found));
    return Seen{Outcome::reported, std::move(found)};
  }
  TRY_AS(objections, ask_guard_about(found));
  order.only_look = false;
  order.why_not = [&](Destruction kind, scim::ResourceType) {
    const auto objection = objections.find(kind);
    return objection == objections.end() ? nullptr : &objection->second;
  };
  TRY_AS(done, restorer_.restore(id, order));
  TRY(unflag(id));
  if (done.held) return Seen{Outcome::held, std::move(done)};
  if (done.done) return Seen{Outcome::repaired, std::move(done)};
  return Seen{done.situation == Situation::in_sync ? Outcome::in_sync : Outcome::refused, std::move(done)};
}

Result<LiveLook::Objections> LiveLook::ask_guard_about(const Finding& finding) {
  const Toll& toll = finding.toll;
  Objections objections;
  if (!toll.any()) return objections;
  const std::pair<Destruction, long> wanted[] = {{Destruction::disable, toll.disables},
                                                 {Destruction::remove_member, toll.member_removals},
                                                 {Destruction::rename, toll.renames},
                                                 {Destruction::clear, toll.clears}};
  TRY(context_.store.write([&](store::Transaction& transaction) -> Status {
    for (const auto& [kind, number] : wanted) {
      if (number == 0) continue;
      TRY_AS(why, ask_guard(transaction, context_.guard, kind, finding.type, number, context_.clock.now()));
      if (why) objections[kind] = *std::move(why);
    }
    return Done{};
  }));
  return objections;
}

Status LiveLook::flag(const Finding& finding) {
  return context_.store.write([&](store::Transaction& transaction) {
    return raise_flag(transaction,
                      {kDrift, finding.id, "", std::string(name_of(finding.situation)) + ": " + finding.why,
                       "", context_.clock.now()});
  });
}

Status LiveLook::unflag(const scim::ResourceId& id) {
  TRY_AS(known,
         context_.store.read([&](const store::Reader& reader) { return reader.flag(kDrift, id, ""); }));
  if (!known) return Done{};
  return context_.store.write(
      [&](store::Transaction& transaction) { return clear_flag(transaction, kDrift, id, ""); });
}

}  // namespace bridge::sync
