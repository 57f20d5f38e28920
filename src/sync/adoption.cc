#include "sync/adoption.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "scim/error.h"
#include "sync/anchor.h"
#include "sync/change.h"
#include "sync/chooser.h"
#include "sync/diff.h"
#include "sync/flags.h"
#include "sync/member_values.h"
#include "sync/taken_over.h"

namespace bridge::sync {
namespace {

using scim::ResourceType;
using By = store::CandidateReader::By;
using Kind = ldap::Modification::Kind;

std::string text_in(const scim::Json& body, const char* attribute) {
  const auto found = body.find(attribute);
  return found != body.end() && found->is_string() ? found->get<std::string>() : "";
}

// Values that stand in the entry and are not what the rules make of what is known: somebody else's, until a
// client says something new.
std::set<ldap::AttributeName> others_values(const ldap::Modifications& changes) {
  std::set<ldap::AttributeName> names;
  for (const auto& one : changes)
    if (one.kind != Kind::add && one.attribute != ldap::AttributeName("objectClass"))
      names.insert(left_alone(one.attribute));
  return names;
}

std::vector<store::ChosenValue> chosen_values(const scim::Resource& resource,
                                              const mapping::Recovered& recovered) {
  std::vector<store::ChosenValue> values;
  for (const auto& [attribute, value] : recovered.chosen) {
    const std::string name = ascii_lower(attribute.text());
    const auto pool = recovered.pools.find(attribute);
    values.push_back({pool == recovered.pools.end() ? "login:" + name : "number:" + pool->second, value, name,
                      resource.id, person_of(resource)});
  }
  return values;
}

}  // namespace

// One entry on its way to a resource.
struct Adoption::Taking {
  Recognised seen;
  ldap::Entry entry;
  scim::Resource resource;
  mapping::Desired desired{};
  std::set<ldap::AttributeName> ours{};
  std::vector<store::Name> names{};
  std::vector<store::MemberChange> members{};
  bool lists_others = false;
  End end{};
};

Result<std::optional<ldap::Entry>> Adoption::read_entry(const store::Candidate& candidate, std::string& uuid,
                                                        SteadyTime deadline) const {
  auto session = context_.directory.lease(deadline);
  if (!session) return unavailable("the directory cannot be reached: " + session.error().message);
  const auto& name = (*session)->uuid_attribute();
  auto entry = (*session)->read(candidate.dn, attributes_of_candidates(*context_.mapping, name));
  if (!entry) return std::move(entry).error().to_error();
  if (!*entry) return std::optional<ldap::Entry>();
  const auto& values = ldap::values_of((*entry)->attributes, name);
  uuid = values.empty() ? "" : values.front();
  if (uuid != candidate.entry_uuid) return std::optional<ldap::Entry>();
  return std::move(*entry);
}

Result<Adoption::End> Adoption::take(const scim::ResourceId& id, SteadyTime deadline, bool only_look) {
  TRY_AS(hold, context_.locks.hold(id, deadline));
  bool known = false;
  TRY_AS(candidate,
         context_.store.read([&](const store::Reader& reader) -> Result<std::optional<store::Candidate>> {
           TRY_AS(resource, reader.resource(id));
           TRY_AS(open, reader.open_intent(id));
           known = resource.has_value() || open.has_value();
           return store::CandidateReader(reader).candidate(id);
         }));
  if (known) return End{.taken = true};
  if (!candidate) return End{.gone = true, .why_not = "there is no such entry"};
  std::string uuid;
  TRY_AS(entry, read_entry(*candidate, uuid, deadline));
  if (!entry) {
    if (!only_look) TRY(forget(id));
    return End{.gone = true, .why_not = "the entry is gone"};
  }
  Taking taking{.seen = recognise(context_, *entry, uuid), .entry = *entry, .resource = {}};
  if (!taking.seen.why_not.empty()) return End{.why_not = taking.seen.why_not};
  if (taking.seen.candidate.type != candidate->type) return End{.why_not = "it is something else by now"};
  taking.resource = {id, candidate->type,  std::move(taking.seen.recovered.body),
                     1,  candidate->since, candidate->since};
  TRY(context_.store.read([&](const store::Reader& reader) { return think(reader, taking); }));
  if (!taking.end.why_not.empty()) return taking.end;
  if (only_look) return End{.taken = true};
  auto done =
      context_.store.write([&](store::Transaction& transaction) { return remember(transaction, taking); });
  if (done) return End{.taken = true};
  if (done.error().code != Error::Code::conflict) return std::move(done).error();
  return End{.ambiguous = true, .why_not = done.error().message};
}

Status Adoption::think(const store::Reader& reader, Taking& taking) const {
  const store::CandidateReader candidates(reader);
  const auto& mapping = *context_.mapping;
  const ResourceType type = taking.resource.type;
  auto& body = taking.resource.body;
  const std::pair<By, std::string> names[] = {
      {By::anchor, taking.seen.candidate.anchor.value_or("")},
      {By::external_id, text_in(body, "externalId")},
      {By::user_name, type == ResourceType::user ? text_in(body, "userName") : ""},
      {By::display_name, type == ResourceType::group ? text_in(body, "displayName") : ""}};
  for (const auto& [by, name] : names) {
    if (name.empty()) continue;
    TRY_AS(alike, candidates.candidates_by(by, type, name, 2));
    if (alike.size() < 2) continue;
    taking.end.ambiguous = true;
    taking.end.why_not = "several entries go by the name '" + name + "'";
    return Done{};
  }
  for (const auto& reference : taking.seen.recovered.references) {
    const auto dn = ldap::Dn::parse(reference.dn);
    if (!dn) continue;
    TRY_AS(linked, reader.linked_to(*dn));
    TRY_AS(noted, candidates.candidate_at(*dn));
    if (linked || noted) mapping::set_reference(body, reference.path, (linked ? *linked : *noted).value);
  }
  DnLookup dn_of(reader);
  auto desired = mapping.translate(taking.resource, nullptr, std::ref(dn_of), taking.seen.recovered.chosen);
  TRY(dn_of.status());
  if (!desired) {
    taking.end.why_not =
        "what it holds does not say how the mapping would name it: " + desired.error().message;
    return Done{};
  }
  taking.desired = *std::move(desired);
  const auto changes =
      changes_towards(mapping, type, taking.entry.attributes, {&taking.desired, {}}, taking.desired);
  taking.ours = others_values(changes);
  if (taking.ours.contains(left_alone(mapping.anchor(type)))) {
    taking.end.why_not = "the mapping cannot have made what stands in its anchor";
    return Done{};
  }
  taking.names = names_of(taking.resource, taking.entry.dn.text(), mapping, &taking.desired);
  TRY(find_namesakes(reader, taking));
  if (type == ResourceType::user) return Done{};
  TRY_AS(listing, listed(reader, taking.entry));
  taking.lists_others = listing.others;
  for (const auto& person : listing.people)
    taking.members.push_back({true, {person.value, scim::Json::object({{"value", person.value}})}});
  return Done{};
}

// Whoever else has one of its names. Looked at once more when it is written down.
Status Adoption::find_namesakes(const store::Reader& reader, Taking& taking) const {
  const auto& id = taking.resource.id;
  std::string name, holder;
  for (const auto& one : taking.names) {
    TRY_AS(found, reader.holder(one));
    if (found && *found != id) name = one.value, holder = found->value;
  }
  for (const auto& one : chosen_values(taking.resource, taking.seen.recovered)) {
    TRY_AS(found, reader.chosen_in(one.space, one.value));
    if (found && found->id != id) name = one.value, holder = found->id.value;
  }
  if (holder.empty()) return Done{};
  taking.end.ambiguous = true;
  taking.end.why_not = "'" + name + "' belongs to resource " + holder;
  return Done{};
}

// Members that are people we know become members; others stay where they are.
Result<Adoption::Listing> Adoption::listed(const store::Reader& reader, const ldap::Entry& group) const {
  Listing listing;
  const auto& rules = context_.mapping->members();
  if (rules.write.empty()) return listing;
  const auto by_dn = std::find_if(rules.write.begin(), rules.write.end(),
                                  [](const mapping::MemberAttribute& one) { return one.as.empty(); });
  const auto& rule = by_dn == rules.write.end() ? rules.write.front() : *by_dn;
  MemberValues values;
  if (const auto& there = ldap::values_of(group.attributes, rule.name); !there.empty())
    values[rule.name] = there;
  take_away(values, placeholder_values(rules));
  std::set<std::string> known;
  for (const std::string& value : ldap::values_of(values, rule.name)) {
    TRY_AS(id, member(reader, rule, value));
    if (!id)
      listing.others = true;
    else if (known.insert(id->value).second)
      listing.people.push_back(*id);
  }
  return listing;
}

Result<std::optional<scim::ResourceId>> Adoption::member(const store::Reader& reader,
                                                         const mapping::MemberAttribute& rule,
                                                         const std::string& value) const {
  const auto nobody = std::optional<scim::ResourceId>();
  if (!rule.as.empty()) {
    TRY_AS(named, reader.named(ldap::Dn(), store::Aliases{{rule.as, value}}));
    return named.size() == 1 ? std::optional(named.front()) : nobody;
  }
  const auto dn = ldap::Dn::parse(value);
  if (!dn) return nobody;
  TRY_AS(linked, reader.linked_to(*dn));
  if (linked) {
    TRY_AS(resource, reader.resource(*linked));
    return resource && resource->type == ResourceType::user ? linked : nobody;
  }
  const store::CandidateReader candidates(reader);
  TRY_AS(noted, candidates.candidate_at(*dn));
  if (!noted) return nobody;
  TRY_AS(candidate, candidates.candidate(*noted));
  return candidate && candidate->type == ResourceType::user ? noted : nobody;
}

Status Adoption::remember(store::Transaction& transaction, const Taking& taking) const {
  const auto& id = taking.resource.id;
  store::CandidateChanges changes(transaction);
  TRY_AS(known, transaction.resource(id));
  if (known) return Done{};
  for (const auto& name : taking.names) {
    TRY_AS(holder, transaction.reserve(id, name));
    if (holder) return conflict("'" + name.value + "' is the name of " + holder->value, scim::kUniqueness);
  }
  TRY(transaction.put(taking.resource));
  TRY(transaction.set_references(id, context_.mapping->references(taking.resource)));
  TRY(transaction.set_link(id, taking.entry.dn, taking.seen.candidate.entry_uuid));
  TRY(transaction.set_aliases(id, aliases_of(*context_.mapping, taking.desired, {})));
  TRY(transaction.set_taken_over(id, taking.ours));
  for (const auto& value : chosen_values(taking.resource, taking.seen.recovered)) {
    TRY_AS(holder, transaction.choose(value));
    if (holder)
      return conflict("'" + value.value + "' was given to " + holder->value + " for " + value.attribute);
  }
  if (taking.resource.type == ResourceType::group) {
    TRY(transaction.apply_members(id, taking.members));
    TRY(transaction.set_merges(id, taking.lists_others));
    if (taking.lists_others)
      TRY(raise_flag(transaction, {kMembersMerged, id, "",
                                   "'" + taking.entry.dn.text() +
                                       "' was there before and lists others than people we know; they are "
                                       "kept; 'scim-ldap-bridge adopt --exact " +
                                       id.value + "' ends that",
                                   "", context_.clock.now()}));
  }
  // Groups and people may have named it before it was known.
  TRY_AS(groups, transaction.groups_with_member(id.value));
  for (const auto& group : groups) TRY(transaction.mark_dirty(group, id, ""));
  TRY_AS(others, transaction.referring_to(id.value));
  for (const auto& other : others)
    if (other != id) TRY(transaction.mark_dirty(other, id, ""));
  TRY(changes.set_unclaimed(id, true));
  return changes.drop_candidate(id);
}

Status Adoption::forget(const scim::ResourceId& id) const {
  return context_.store.write([&](store::Transaction& transaction) {
    return store::CandidateChanges(transaction).drop_candidate(id);
  });
}

Status Adoption::take_all(const std::vector<std::string>& ids, SteadyTime deadline) {
  for (const auto& id : ids) {
    TRY_AS(candidate, context_.store.read([&](const store::Reader& reader) {
      return store::CandidateReader(reader).candidate({id});
    }));
    if (candidate) TRY(take({id}, deadline));
  }
  return Done{};
}

Result<bool> Adoption::take_if_candidate(ResourceType type, const scim::ResourceId& id, SteadyTime deadline) {
  bool known = true;
  TRY_AS(candidate,
         context_.store.read([&](const store::Reader& reader) -> Result<std::optional<store::Candidate>> {
           TRY_AS(resource, reader.resource(id));
           known = resource.has_value();
           if (known) return std::optional<store::Candidate>();
           return store::CandidateReader(reader).candidate(id);
         }));
  if (known || !candidate || candidate->type != type) return known;
  TRY_AS(end, take(id, deadline));
  if (end.taken || end.gone) return end.taken;
  return conflict("the entry '" + candidate->dn.text() + "' cannot be taken over: " + end.why_not,
                  scim::kUniqueness);
}

Result<std::optional<scim::ResourceId>> Adoption::candidate_for(const scim::Resource& resource,
                                                                SteadyTime deadline) {
  const auto nobody = std::optional<scim::ResourceId>();
  const auto anchor = anchor_value(*context_.mapping, resource);
  if (!anchor) return nobody;
  std::optional<scim::ResourceId> holder;
  TRY_AS(alike,
         context_.store.read([&](const store::Reader& reader) -> Result<std::vector<store::Candidate>> {
           const store::CandidateReader candidates(reader);
           TRY_AS(held_by, reader.holder({store::Name::Kind::anchor, resource.type, *anchor}));
           if (held_by) {
             TRY_AS(unclaimed, candidates.is_unclaimed(*held_by));
             if (unclaimed) holder = held_by;
           }
           return candidates.candidates_by(By::anchor, resource.type, *anchor, 2);
         }));
  if (holder) {
    TRY_AS(given_back, give_back(*holder, deadline));
    return given_back ? holder : nobody;
  }
  return alike.size() == 1 ? std::optional(alike.front().id) : nobody;
}

// What was only made of an entry gives way to what a client says: a candidate again, under the same id.
Result<bool> Adoption::give_back(const scim::ResourceId& id, SteadyTime deadline) const {
  TRY_AS(hold, context_.locks.hold(id, deadline));
  bool done = false;
  const auto change = [&](store::Transaction& transaction) -> Status {
    store::CandidateChanges changes(transaction);
    TRY_AS(unclaimed, store::CandidateReader(transaction).is_unclaimed(id));
    TRY_AS(resource, transaction.resource(id));
    TRY_AS(link, transaction.link(id));
    TRY_AS(open, transaction.store::Reader::open_intent(id));
    if (!unclaimed || !resource || !link || open) return Done{};
    store::Candidate candidate;
    candidate.id = id;
    candidate.type = resource->type;
    candidate.dn = link->dn;
    candidate.entry_uuid = link->entry_uuid;
    candidate.body = resource->body;
    candidate.since = resource->created;
    TRY_AS(chosen, chosen_for(transaction, id));
    DnLookup dn_of(transaction);
    const auto desired = context_.mapping->translate(*resource, nullptr, std::ref(dn_of), chosen);
    if (desired) candidate.anchor = anchor_in(*context_.mapping, resource->type, *desired);
    TRY(changes.unmake(id));
    TRY(changes.note(candidate, id, 0));
    done = true;
    return Done{};
  };
  TRY(context_.store.write(change));
  return done;
}

Result<bool> Adoption::was_made_by_us(const scim::ResourceId& id, SteadyTime deadline) const {
  TRY_AS(candidate, context_.store.read([&](const store::Reader& reader) {
    return store::CandidateReader(reader).candidate(id);
  }));
  if (!candidate || context_.identity.empty()) return false;
  auto session = context_.directory.lease(deadline);
  if (!session) return unavailable("the directory cannot be reached: " + session.error().message);
  auto entry = (*session)->read(candidate->dn, {"creatorsName"});
  if (!entry) return std::move(entry).error().to_error();
  if (!*entry) return false;
  const auto& makers = ldap::values_of((*entry)->attributes, "creatorsName");
  const auto maker = makers.empty() ? Result<ldap::Dn>(ldap::Dn()) : ldap::Dn::parse(makers.front());
  return maker && *maker == context_.identity;
}

Status Adoption::claim(const scim::ResourceId& id) {
  return context_.store.write([&](store::Transaction& transaction) {
    return store::CandidateChanges(transaction).set_unclaimed(id, false);
  });
}

}  // namespace bridge::sync
