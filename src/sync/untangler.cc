#include "sync/untangler.h"

#include "sync/entry_writer.h"

namespace bridge::sync {
namespace {

constexpr int kLongestRing = 50;

}  // namespace

Result<std::optional<scim::ResourceId>> Untangler::who_is_in_the_way(const Finding& occupied,
                                                                     const Restorer::Order& order) {
  using Found = std::optional<scim::ResourceId>;
  Found owner;
  {
    auto session = context_.directory.lease(order.deadline);
    if (!session) return std::move(session).error().to_error();
    const std::string uuid = (*session)->uuid_attribute();
    auto entry = (*session)->read(occupied.dn, {uuid});
    if (!entry) return std::move(entry).error().to_error();
    if (!*entry) return Found();
    const auto& uuids = ldap::values_of((*entry)->attributes, uuid);
    if (uuids.empty()) return Found();
    TRY_AS(found, context_.store.read([&](const store::Reader& reader) {
      return reader.owner_of(uuids.front(), occupied.dn);
    }));
    if (found) owner = found->id;
  }
  if (!owner || *owner == occupied.id) return Found();
  Restorer::Order look = order;
  look.only_look = true;
  TRY_AS(other, restorer_.restore(*owner, look));
  const bool moves = other.situation == Situation::moved || other.situation == Situation::occupied;
  return moves && other.dn != occupied.dn ? owner : Found();
}

Result<Finding> Untangler::untangle(const Finding& occupied, const Restorer::Order& order) {
  TRY(step_aside(occupied.id, occupied.type, order));
  return take_place(occupied.id, order, kLongestRing);
}

Result<Finding> Untangler::take_place(const scim::ResourceId& id, const Restorer::Order& order, int depth) {
  TRY_AS(finding, restorer_.restore(id, order));
  if (finding.situation != Situation::occupied || depth == 0) return finding;
  TRY_AS(other, who_is_in_the_way(finding, order));
  if (!other) return finding;
  TRY(take_place(*other, order, depth - 1));
  return restorer_.restore(id, order);
}

Status Untangler::step_aside(const scim::ResourceId& id, scim::ResourceType type,
                             const Restorer::Order& order) {
  TRY_AS(hold, context_.locks.hold(id, order.deadline));
  TRY_AS(link, context_.store.read([&](const store::Reader& reader) { return reader.link(id); }));
  if (!link) return Done{};
  auto session = context_.directory.lease(order.deadline);
  if (!session) return std::move(session).error().to_error();
  auto aside = EntryWriter(**session, context_, type, id).step_aside(*link, id.value.substr(0, 8));
  if (!aside) return aside.error().failure.to_error();
  if (aside->ldif.empty()) return Done{};
  return context_.store.write([&](store::Transaction& transaction) {
    return transaction.append_audit({context_.clock.now(), id, "", order.pass, aside->ldif});
  });
}

}  // namespace bridge::sync
