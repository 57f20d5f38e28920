#include <algorithm>

#include "base/overloaded.h"
#include "sync/chooser.h"
#include "sync/provisioner.h"

namespace bridge::sync {
namespace {

bool removes(const scim::MemberEdits& edits, const std::string& value) {
  return std::any_of(edits.begin(), edits.end(), [&](const auto& edit) {
    return std::visit(overloaded{[&](const scim::RemoveMembers& remove) {
                                   return std::find(remove.values.begin(), remove.values.end(), value) !=
                                          remove.values.end();
                                 },
                                 [&](const scim::ReplaceMembers& replace) {
                                   return std::none_of(
                                       replace.members.begin(), replace.members.end(),
                                       [&](const auto& member) { return member.value == value; });
                                 },
                                 [](const auto&) { return false; }},
                      edit);
  });
}

// Whether the resource, were it so, would want the change that is held.
Result<bool> wants(const store::Reader& reader, const mapping::Mapping& mapping,
                   const scim::Resource& resource, const store::Held& held) {
  DnLookup dn_of(reader);
  TRY_AS(link, reader.link(resource.id));
  TRY_AS(chosen, chosen_for(reader, resource.id));
  TRY_AS(outlook,
         look_ahead(mapping, resource, nullptr, std::ref(dn_of), chosen, {held}, link ? &*link : nullptr));
  return !outlook.holds.empty();
}

}  // namespace

// A request asks for it that makes the same of the resource as it was before.
Result<std::vector<store::GuardNote::Released>> Provisioner::pushed_again(
    const scim::Resource& now, const std::vector<store::Held>& rejected, const Wishing& wishing) const {
  std::vector<store::GuardNote::Released> again;
  for (const auto& one : rejected) {
    scim::Resource then = now;
    if (!one.body.is_null()) then.body = one.body;
    const auto wish = wishing(then);
    if (!wish) continue;
    if (one.kind == Destruction::remove_member) {
      if (removes(wish->members, one.subject)) again.push_back({one.kind, one.subject});
      continue;
    }
    then.body = wish->body;
    const auto wanted = context_.store.read(
        [&](const store::Reader& reader) { return wants(reader, *context_.mapping, then, one); });
    if (wanted && *wanted && !one.body.is_null()) again.push_back({one.kind, one.subject});
  }
  return again;
}

}  // namespace bridge::sync
