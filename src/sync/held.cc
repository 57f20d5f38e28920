#include "sync/held.h"

#include <algorithm>

#include "base/log.h"
#include "sync/anchor.h"
#include "sync/chooser.h"
#include "sync/diff.h"
#include "sync/flags.h"
#include "sync/held_values.h"
#include "sync/membership.h"

namespace bridge::sync {
namespace {

// Whether the resource still wants what is held.
bool applies(const store::Held& held, const scim::Resource& resource, const mapping::Desired& wished,
             const store::Link* link) {
  switch (held.kind) {
    case Destruction::disable:
      return !is_active(resource);
    case Destruction::rename:
      return link != nullptr &&
             (wished.dn != link->dn || std::any_of(held.kept.begin(), held.kept.end(), [&](const auto& one) {
                return ldap::values_of(wished.attributes, one.first) != one.second;
              }));
    case Destruction::clear:
      return !wished.attributes.contains(held.subject);
    case Destruction::value:
      return is_still_unusable(held, wished);
    case Destruction::remove_member:
    case Destruction::remove:
      break;
  }
  return true;
}

store::Flag flag_of(const store::Held& held) {
  return {kHeld,
          held.id,
          std::string(name_of(held.kind)),
          held.why + "; 'scim-ldap-bridge held list' shows what waits",
          held.client,
          held.since};
}

void log_hold(Event event, const store::Held& held, const char* key, std::string_view reason) {
  log_event(LogLevel::warning, event,
            {{"id", held.id.value},
             {"kind", std::string(name_of(held.kind))},
             {"subject", held.subject},
             {"client", held.client},
             {"request", held.request_id},
             {key, std::string(reason)}});
}

// The flag goes with the last of its kind that waits.
Status clear_if_last(store::Transaction& transaction, const store::Held& held) {
  TRY_AS(waits, transaction.waits(held.id, held.kind));
  return waits ? Status(Done{}) : clear_flag(transaction, kHeld, held.id, std::string(name_of(held.kind)));
}

// Leaves it to be seen who of these is still to be listed there.
Status unlist(store::Transaction& transaction, const scim::ResourceId& group, const scim::ResourceId& member,
              const scim::ResourceId& cause) {
  TRY_AS(resource, transaction.resource(member));
  if (resource && resource->type == scim::ResourceType::group)
    return transaction.mark_people_dirty(group, member, cause);
  TRY_AS(link, transaction.link(member));
  return link ? transaction.mark_dirty(group, member, link->dn.text(), link->aliases, cause)
              : transaction.mark_dirty(group, group, "", {}, cause);
}

}  // namespace

const store::Held* find_hold(const Holds& holds, Destruction kind, std::string_view subject) {
  const auto found = std::find_if(holds.begin(), holds.end(), [&](const store::Held& held) {
    return held.kind == kind && held.subject == subject;
  });
  return found == holds.end() ? nullptr : &*found;
}

Result<Outlook> look_ahead(const mapping::Mapping& mapping, const scim::Resource& resource,
                           const Secret* password, const mapping::DnOf& dn_of, const mapping::Chosen& chosen,
                           const Holds& holds, const store::Link* link) {
  Outlook outlook;
  outlook.active = is_active(resource);
  scim::Resource shown = resource;
  if (!outlook.active && find_hold(holds, Destruction::disable) != nullptr) {
    shown.body["active"] = true;
    outlook.active = true;
  }
  TRY_AS(wished, mapping.translate(shown, password, dn_of, chosen));
  outlook.wished = std::move(wished);
  if (link != nullptr) outlook.wished.dn = mapping.place(resource.type, outlook.wished.dn, link->dn);
  for (const auto& held : holds)
    if (applies(held, resource, outlook.wished, link)) outlook.holds.push_back(held);
  outlook.now = outlook.wished;
  hold_back(outlook.now, outlook.holds, link);
  return outlook;
}

void hold_back(mapping::Desired& entry, const Holds& holds, const store::Link* link) {
  const auto* rename = find_hold(holds, Destruction::rename);
  if (rename != nullptr && link != nullptr) {
    entry.attributes = renamed(std::move(entry.attributes), entry.dn, link->dn);
    entry.dn = link->dn;
    for (const auto& [name, values] : rename->kept) entry.attributes[name] = values;
  }
  for (const auto& held : holds)
    if (held.kind == Destruction::clear || held.kind == Destruction::value) leave_as_it_is(entry, held);
}

std::string known_by(const mapping::Mapping& mapping, const scim::Resource& resource,
                     const mapping::Desired& entry) {
  if (auto person = person_of(resource); !person.empty()) return person;
  const auto anchor = anchor_in(mapping, resource.type, entry);
  return anchor ? "anchor of " + std::string(scim::name_of(resource.type)) + ":" + *anchor : "";
}

Status hold(store::Transaction& transaction, const store::Held& held) {
  TRY(transaction.hold(held));
  log_hold(Event::guard_held, held, "reason", held.why);
  return raise_flag(transaction, flag_of(held));
}

Status approve(store::Transaction& transaction, const store::ListingRules& listing, const store::Held& held) {
  if (held.kind != Destruction::remove_member)
    return transaction.set_state(held.number, store::Held::State::approved, held.why);
  TRY(release(transaction, held, "approved"));
  const scim::ResourceId member{held.subject};
  TRY_AS(group, transaction.resource(held.id));
  if (!group) return Done{};
  TRY_AS(again, transaction.has_member(held.id, held.subject));
  if (again) return Done{};
  TRY(transaction.apply_members(held.id, {{false, {held.subject, nullptr}}}));
  TRY(unlist(transaction, held.id, member, held.id));
  if (!listing.nested) return Done{};
  TRY_AS(above, transaction.groups_above(held.id.value));
  for (const auto& outer : above) TRY(unlist(transaction, outer, member, held.id));
  return Done{};
}

Status reject(store::Transaction& transaction, const store::Held& held) {
  TRY(transaction.set_state(held.number, store::Held::State::rejected, held.why));
  log_hold(Event::guard_released, held, "by", "rejected");
  return clear_if_last(transaction, held);
}

Status wait_again(store::Transaction& transaction, const store::Held& held, const std::string& why) {
  TRY(transaction.set_state(held.number, store::Held::State::pending, why));
  log_hold(Event::guard_held, held, "reason", why);
  return Done{};
}

Status release(store::Transaction& transaction, const store::Held& held, std::string_view by) {
  TRY(transaction.drop_held(held.number));
  log_hold(Event::guard_released, held, "by", by);
  return clear_if_last(transaction, held);
}

}  // namespace bridge::sync
