#include "sync/read_back.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ldap/naming_context.h"
#include "sync/anchor.h"
#include "sync/change.h"
#include "sync/chooser.h"
#include "sync/member_values.h"
#include "sync/membership.h"
#include "sync/taken_over.h"

namespace bridge::sync {
namespace {

using scim::Json;
using scim::ResourceType;

constexpr int kAtATime = 500;
constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::hours kLongest{6};
// As in a pass: so many are rather not shown to us than gone. Both must be exceeded.
constexpr long kMostMissing = 50;
constexpr long kMostMissingPercent = 10;

Error no_answer(const ldap::Failure& failure) {
  return unavailable("reading back from the directory: " + failure.message);
}

bool contains_all(const Json& element, const Json& part) {
  if (!element.is_object() || !part.is_object()) return element == part;
  return std::all_of(part.items().begin(), part.items().end(), [&](const auto& item) {
    return element.contains(item.key()) && element[item.key()] == item.value();
  });
}

bool has(const Json& list, const Json& element) {
  return std::find(list.begin(), list.end(), element) != list.end();
}

// The one of `now` that took the place of an element that is there no more: of the same type.
const Json* successor(const Json& gone, const Json& then, const Json& now) {
  if (!gone.is_object() || !gone.contains("type")) return nullptr;
  for (const Json& one : now)
    if (one.is_object() && one.value("type", Json()) == gone["type"] && !has(then, one)) return &one;
  return nullptr;
}

Json changed_list(Json list, const Json& then, const Json& now) {
  Json used = Json::array();
  for (const Json& gone : then) {
    if (has(now, gone)) continue;
    const auto at =
        std::find_if(list.begin(), list.end(), [&](const Json& one) { return contains_all(one, gone); });
    if (at == list.end()) continue;
    const Json* next = successor(gone, then, now);
    if (next != nullptr && !has(used, *next)) {
      at->update(*next);
      used.push_back(*next);
    } else {
      list.erase(at);
    }
  }
  for (const Json& fresh : now)
    if (!has(then, fresh) && !has(used, fresh)) list.push_back(fresh);
  return list;
}

// As the mapping made it, when it was as active as it is now. What others' values are is left out of both.
struct Sides {
  ldap::Entry then, now;
};

}  // namespace

Json changed_as(Json body, const Json& then, const Json& now) {
  Json keys = Json::object();
  keys.update(then);
  keys.update(now);
  for (const auto& [key, unused] : keys.items()) {
    if (key == "schemas") continue;
    const Json before = then.value(key, Json()), after = now.value(key, Json());
    if (before == after) continue;
    if (after.is_object() || (after.is_null() && before.is_object())) {
      Json part = changed_as(body.value(key, Json::object()), before.is_null() ? Json::object() : before,
                             after.is_null() ? Json::object() : after);
      if (part.empty())
        body.erase(key);
      else
        body[key] = std::move(part);
    } else if (after.is_array() || (after.is_null() && before.is_array())) {
      Json list = changed_list(body.value(key, Json::array()), before.is_null() ? Json::array() : before,
                               after.is_null() ? Json::array() : after);
      if (list.empty())
        body.erase(key);
      else
        body[key] = std::move(list);
    } else if (after.is_null()) {
      body.erase(key);
    } else {
      body[key] = after;
    }
  }
  return body;
}

Status ReadBack::run() {
  std::atomic<long> progress = 0;
  {
    auto session = context_.directory.lease(context_.clock.steady_now() + kLongest);
    if (!session) return no_answer(session.error());
    auto found = collect(context_, **session, {}, progress, stop_);
    if (!found) return no_answer(found.error());
    TRY(check_missing(*found));
    for (const ResourceType type : {ResourceType::user, ResourceType::group}) {
      TRY(go_through(type, *found));
      if (type == ResourceType::user) TRY(take_ours(type));
    }
  }
  return take_ours(ResourceType::group);
}

Status ReadBack::check_missing(const Collection& found) const {
  TRY_AS(counts, context_.store.read([](const store::Reader& reader) { return reader.counts(); }));
  const long linked = counts.users + counts.groups;
  const long missing = linked - found.people - found.groups;
  if (missing <= kMostMissing || missing * 100 <= linked * kMostMissingPercent) return Done{};
  return unavailable(fmt::format(
      "{} of {} entries are missing, which is rather a directory that does not show them; nothing "
      "was read back",
      missing, linked));
}

Status ReadBack::go_through(ResourceType type, const Collection& found) {
  for (std::int64_t after = 0; !stop_.stop_requested();) {
    TRY_AS(page, context_.store.read(
                     [&](const store::Reader& reader) { return reader.numbered(type, after, kAtATime); }));
    if (page.empty()) break;
    after = page.back().number;
    for (const auto& one : page) TRY(read(one.id, found.seen.has(one.number)));
  }
  return Done{};
}

Status ReadBack::read(const scim::ResourceId& id, bool seen) {
  TRY_AS(hold, context_.locks.hold(id, context_.clock.steady_now() + kPatience));
  TRY(settler_.settle_held(id, context_.clock.steady_now() + kPatience));
  TRY_AS(resource, context_.store.read([&](const store::Reader& reader) { return reader.resource(id); }));
  TRY_AS(link, context_.store.read([&](const store::Reader& reader) { return reader.link(id); }));
  if (!resource || !link) return Done{};  // A group that waits for its first member.
  TRY_AS(entry, find(*link, resource->type));
  if (entry) return merge(*resource, *link, *entry);
  if (seen) return Done{};  // Gone since: the next pass sees to it.
  return context_.store.write(
      [&](store::Transaction& transaction) { return transaction.erase(id, context_.clock.now()); });
}

// The entry of that link, wherever it stands now.
Result<std::optional<ldap::Entry>> ReadBack::find(const store::Link& link, ResourceType type) {
  auto session = context_.directory.lease(context_.clock.steady_now() + kPatience);
  if (!session) return no_answer(session.error());
  const auto& uuid = (*session)->uuid_attribute();
  const auto attributes = attributes_of_candidates(*context_.mapping, uuid);
  auto entry = (*session)->read(link.dn, attributes);
  if (!entry) return no_answer(entry.error());
  const auto is_it = [&](const ldap::Entry& one) {
    return link.entry_uuid.empty() || ldap::values_of(one.attributes, uuid) == ldap::Values{link.entry_uuid};
  };
  if (*entry && is_it(**entry)) return std::move(*entry);
  if (link.entry_uuid.empty()) return std::optional<ldap::Entry>();
  auto context = ldap::naming_context(**session, link.dn, context_.mapping->base(type));
  if (!context) return no_answer(context.error());
  std::optional<ldap::Entry> found;
  ldap::SearchRequest request{*context, ldap::Scope::subtree, ldap::Filter::equals(uuid, link.entry_uuid),
                              attributes, 0};
  auto searched = (*session)->search(request, [&](ldap::Entry&& one) {
    found = std::move(one);
    return false;
  });
  if (!searched) return no_answer(searched.error());
  return found;
}

namespace {

Result<Sides> sides_of(const store::Reader& reader, const mapping::Mapping& mapping, scim::Resource then,
                       const store::Link& link, const ldap::Entry& entry) {
  const Json active = mapping.recover(then.type, entry).body.value("active", Json());
  if (!active.is_null()) then.body["active"] = active;
  TRY_AS(chosen, chosen_for(reader, then.id));
  DnLookup dn_of(reader);
  TRY_AS(made, mapping.translate(then, nullptr, std::ref(dn_of), chosen));
  TRY(dn_of.status());
  mapping::Desired left = made;
  leave_to_others(left, link.taken_over);
  Sides sides{{made.dn, made.attributes}, entry};
  for (const auto& name : made.owned) {
    if (left.owned.contains(name)) continue;
    sides.then.attributes.erase(name);
    sides.now.attributes.erase(name);
  }
  return sides;
}

// References by the ids of whom they name; those that nobody knows say nothing.
Status resolve(const store::Reader& reader, mapping::Recovered& recovered) {
  for (const auto& reference : recovered.references) {
    const auto dn = ldap::Dn::parse(reference.dn);
    if (!dn) continue;
    TRY_AS(linked, reader.linked_to(*dn));
    if (linked) mapping::set_reference(recovered.body, reference.path, linked->value);
  }
  return Done{};
}

// What the group's rows become so that they say what its entry lists. Groups inside it and ids that nobody
// has stay: no entry ever says anything of those.
Result<std::vector<store::MemberChange>> member_rows(const store::Reader& reader,
                                                     const mapping::MemberRules& rules,
                                                     const scim::ResourceId& group,
                                                     const std::vector<scim::ResourceId>& people) {
  const auto listing = listing_rules(rules);
  std::vector<store::MemberChange> rows;
  std::set<std::string> listed;
  for (const auto& person : people) {
    listed.insert(person.value);
    TRY_AS(already, reader.is_listed(group, person, listing));
    if (!already) rows.push_back({true, {person.value, Json::object({{"value", person.value}})}});
  }
  for (std::string after;;) {
    TRY_AS(page, reader.members(group, after, kAtATime));
    if (page.empty()) return rows;
    after = page.back().value;
    for (const auto& row : page) {
      if (listed.contains(row.value)) continue;
      TRY_AS(resource, reader.resource({row.value}));
      TRY_AS(link, reader.link({row.value}));
      TRY_AS(buried, reader.tombstone({row.value}));
      if (buried) rows.push_back({false, {row.value, nullptr}});
      const bool person = resource && resource->type == ResourceType::user && link;
      if (person && (is_active(*resource) || !rules.drop_inactive))
        rows.push_back({false, {row.value, nullptr}});
    }
  }
}

}  // namespace

Status ReadBack::merge(const scim::Resource& resource, const store::Link& link, const ldap::Entry& entry) {
  const auto& mapping = *context_.mapping;
  scim::Resource read = resource;
  std::vector<store::MemberChange> rows;
  std::vector<store::Name> names;
  const auto think = [&](const store::Reader& reader) -> Status {
    TRY_AS(sides, sides_of(reader, mapping, resource, link, entry));
    auto then = mapping.recover(resource.type, sides.then), now = mapping.recover(resource.type, sides.now);
    TRY(resolve(reader, then));
    TRY(resolve(reader, now));
    const Json active = now.body.value("active", Json());
    then.body.erase("active");
    now.body.erase("active");
    read.body = changed_as(resource.body, then.body, now.body);
    if (!active.is_null() && active != resource.body.value("active", true)) read.body["active"] = active;
    if (resource.type == ResourceType::group && !mapping.members().write.empty()) {
      TRY_AS(listed, adoption_.listed(reader, entry));
      TRY_AS(changed, member_rows(reader, mapping.members(), resource.id, listed.people));
      rows = std::move(changed);
    }
    TRY_AS(chosen, chosen_for(reader, resource.id));
    DnLookup dn_of(reader);
    const auto desired = mapping.translate(read, nullptr, std::ref(dn_of), chosen);
    names = names_of(read, entry.dn.text(), mapping, desired ? &*desired : nullptr);
    return Done{};
  };
  if (auto thought = context_.store.read(think); !thought)
    return thought.error().code == Error::Code::invalid_input ? Status(Done{}) : thought;
  if (read.body == resource.body && rows.empty() && entry.dn.text() == link.dn.text()) return Done{};
  read.version = resource.version + 1;
  read.last_modified = context_.clock.now();
  const bool enabled = is_active(read) && !is_active(resource);
  const auto change = [&](store::Transaction& transaction) -> Status {
    for (const auto& name : names) {
      TRY_AS(holder, transaction.reserve(read.id, name));
      if (holder) return conflict("'" + name.value + "' is the name of " + holder->value);
    }
    TRY(transaction.put(read));
    TRY(transaction.keep_names(read.id, names));
    TRY(transaction.set_references(read.id, mapping.references(read)));
    TRY(transaction.set_link(read.id, entry.dn, link.entry_uuid));
    if (enabled) TRY(transaction.save(read.id, {}));
    return transaction.apply_members(read.id, rows);
  };
  auto written = context_.store.write(change);
  // What somebody else is called by now stays as it was, and the next pass tells of it.
  if (!written && written.error().code == Error::Code::conflict) return Done{};
  return written;
}

// Entries that we made, of which we do not know any more.
Status ReadBack::take_ours(ResourceType type) {
  if (context_.identity.empty()) return Done{};
  for (std::int64_t after = 0; !stop_.stop_requested();) {
    TRY_AS(rows, context_.store.read([&](const store::Reader& reader) {
      return store::CandidateReader(reader).candidate_rows(type, after, kAtATime);
    }));
    if (rows.empty()) break;
    for (const auto& row : rows) {
      after = row.number;
      const SteadyTime deadline = context_.clock.steady_now() + kPatience;
      TRY_AS(ours, adoption_.was_made_by_us(row.id, deadline));
      if (ours) TRY(adoption_.take(row.id, deadline));
    }
  }
  return Done{};
}

}  // namespace bridge::sync
