#include "sync/held.h"

#include <algorithm>

#include "base/log.h"
#include "sync/diff.h"
#include "sync/flags.h"
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

}  // namespace

const store::Held* find_hold(const Holds& holds, Destruction kind, std::string_view subject) {
  const auto found = std::find_if(holds.begin(), holds.end(), [&](const store::Held& held) {
    return held.kind == kind && held.subject == subject;
  });
  return found == holds.end() ? nullptr : &*found;
}

Result<Outlook> look_ahead(const mapping::Mapping& mapping, const scim::Resource& resource,
                           const Secret* password, DnLookup& dn_of, const mapping::Chosen& chosen,
                           const Holds& holds, const store::Link* link) {
  Outlook outlook;
  outlook.active = is_active(resource);
  scim::Resource shown = resource;
  if (!outlook.active && find_hold(holds, Destruction::disable) != nullptr) {
    shown.body["active"] = true;
    outlook.active = true;
  }
  TRY_AS(wished, mapping.translate(shown, password, std::ref(dn_of), chosen));
  TRY(dn_of.status());
  outlook.wished = std::move(wished);
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
  for (const auto& held : holds) {
    if (held.kind != Destruction::clear) continue;
    entry.attributes.erase(held.subject);
    entry.owned.erase(held.subject);
    entry.kept.insert(held.subject);
  }
}

Status hold(store::Transaction& transaction, const store::Held& held) {
  TRY(transaction.hold(held));
  log_hold(Event::guard_held, held, "reason", held.why);
  return raise_flag(transaction, flag_of(held));
}

Status release(store::Transaction& transaction, const store::Held& held, std::string_view by) {
  TRY(transaction.drop_held(held.number));
  log_hold(Event::guard_released, held, "by", by);
  TRY_AS(left, transaction.held(held.id));
  const bool last = std::none_of(left.begin(), left.end(), [&](const auto& one) {
    return one.kind == held.kind && one.state != store::Held::State::rejected;
  });
  return last ? clear_flag(transaction, kHeld, held.id, std::string(name_of(held.kind))) : Status(Done{});
}

}  // namespace bridge::sync
