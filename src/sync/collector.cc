#include "sync/collector.h"

#include <algorithm>

#include "sync/anchor.h"
#include "sync/bases.h"
#include "sync/candidate_index.h"
#include "sync/chooser.h"
#include "sync/diff.h"
#include "sync/held.h"
#include "sync/taken_over.h"

namespace bridge::sync {
namespace {

using scim::ResourceType;

constexpr std::size_t kMostStrays = 100'000;
constexpr std::size_t kMostForeign = 1'000;

// Entries that hold others and stand for nobody.
constexpr const char* kContainers[] = {"organizationalUnit", "organization", "domain",
                                       "container",          "nsContainer",  "dcObject"};

bool is_container(const ldap::Attributes& attributes) {
  const auto& classes = ldap::values_of(attributes, "objectClass");
  return std::any_of(classes.begin(), classes.end(), [](const std::string& one) {
    return std::any_of(std::begin(kContainers), std::end(kContainers),
                       [&](const char* name) { return equals_ignoring_ascii_case(one, name); });
  });
}

std::vector<std::string> attributes_to_read(const mapping::Mapping& mapping, const std::string& uuid) {
  std::set<ldap::AttributeName> names = {"objectClass", uuid};
  for (const ResourceType type : {ResourceType::user, ResourceType::group}) {
    const auto own = mapping.attributes(type);
    names.insert(own.begin(), own.end());
    if (!mapping.anchor(type).empty()) names.insert(mapping.anchor(type));
  }
  std::vector<std::string> texts;
  for (const auto& name : names) texts.push_back(name.text());
  return texts;
}

class Collecting {
 public:
  Collecting(const Context& context, const std::string& uuid, CandidateIndex::OnUnmatched on_unmatched)
      : context_(context), uuid_(uuid), candidates_(context, std::move(on_unmatched)) {}

  Status take(const ldap::Entry& entry) {
    ++found_.entries;
    const auto& uuids = ldap::values_of(entry.attributes, uuid_);
    const std::string uuid = uuids.empty() ? "" : uuids.front();
    return context_.store.read([&](const store::Reader& reader) -> Status {
      TRY_AS(owner, reader.owner_of(uuid, entry.dn));
      return owner ? compare(reader, *owner, entry) : explain(reader, entry, uuid);
    });
  }

  Collection& found() { return found_; }
  Status end() { return candidates_.end(); }

 private:
  Status compare(const store::Reader& reader, const store::Numbered& owner, const ldap::Entry& entry) {
    found_.seen.set(owner.number);
    ++(owner.type == ResourceType::user ? found_.people : found_.groups);
    TRY_AS(agrees, agrees_with(reader, owner.id, entry));
    if (!agrees) found_.suspect.set(owner.number);
    return Done{};
  }

  Result<bool> agrees_with(const store::Reader& reader, const scim::ResourceId& id,
                           const ldap::Entry& entry) const {
    TRY_AS(resource, reader.resource(id));
    TRY_AS(link, reader.link(id));
    if (!resource || !link) return false;
    TRY_AS(chosen, chosen_for(reader, id));
    TRY_AS(holds, reader.held_of_entry(id));
    DnLookup dn_of(reader);
    auto outlook = look_ahead(*context_.mapping, *resource, nullptr, std::ref(dn_of), chosen, holds, &*link);
    TRY(dn_of.status());
    if (!outlook) return false;
    mapping::Desired& desired = outlook->now;
    if (!spelled_alike(entry.dn, desired.dn) || entry.dn != link->dn) return false;
    leave_to_others(desired, link->taken_over);
    return changes_towards(*context_.mapping, resource->type, entry.attributes, {&desired, {}}, desired)
        .empty();
  }

  // An entry without a link: of a resource that lost its own, of one that was deleted, or of nobody.
  Status explain(const store::Reader& reader, const ldap::Entry& entry, const std::string& uuid) {
    TRY_AS(linked, reader.linked_to(entry.dn));
    if (linked) {
      TRY_AS(holds, reader.held_of_entry(*linked));
      if (find_hold(holds, Destruction::remove) != nullptr) return Done{};  // Its removal waits for a person.
    }
    Collection::Stray stray{entry.dn, uuid, {}, {}};
    for (const ResourceType type : {ResourceType::user, ResourceType::group}) {
      if (stray.anchored) break;
      TRY_AS(holder, holder_of_anchor(reader, type, entry));
      stray.anchored = std::move(holder);
    }
    if (!stray.anchored) {
      TRY_AS(tombstone, reader.tombstone_of(uuid));
      stray.tombstone = std::move(tombstone);
    }
    if (stray.tombstone) {
      TRY_AS(retired, reader.is_retired(stray.tombstone->id));
      TRY_AS(holds, reader.held_of_entry(stray.tombstone->id));
      if (retired || find_hold(holds, Destruction::remove) != nullptr) return Done{};  // Kept on purpose.
    }
    const bool foreign = !stray.anchored && !stray.tombstone;
    if (foreign && is_container(entry.attributes)) return Done{};
    if (foreign) TRY(candidates_.take(reader, entry, uuid));
    if (foreign) ++found_.foreign;
    if (found_.strays.size() < (foreign ? kMostForeign : kMostStrays))
      found_.strays.push_back(std::move(stray));
    return Done{};
  }

  Result<std::optional<store::Numbered>> holder_of_anchor(const store::Reader& reader, ResourceType type,
                                                          const ldap::Entry& entry) const {
    const auto& anchor = context_.mapping->anchor(type);
    if (anchor.empty()) return std::optional<store::Numbered>();
    for (const auto& value : ldap::values_of(entry.attributes, anchor)) {
      TRY_AS(id, reader.holder({store::Name::Kind::anchor, type, value}));
      if (!id) continue;
      TRY_AS(numbered, reader.numbered(*id));
      if (numbered) return numbered;
    }
    return std::optional<store::Numbered>();
  }

  const Context& context_;
  std::string uuid_;
  CandidateIndex candidates_;
  Collection found_;
};

ldap::Failure internal_failure(const Error& error) {
  ldap::Failure failure;
  failure.message = error.message;
  return failure;
}

}  // namespace

void Marks::set(std::int64_t number) {
  const auto at = static_cast<std::size_t>(number);
  if (at >= bits_.size()) bits_.resize(std::max(at + 1, bits_.size() + bits_.size() / 2));
  bits_[at] = true;
}

bool Marks::has(std::int64_t number) const {
  const auto at = static_cast<std::size_t>(number);
  return at < bits_.size() && bits_[at];
}

ldap::Outcome<Collection> collect(const Context& context, ldap::Session& session,
                                  const std::vector<ldap::Dn>& missing, std::atomic<long>& progress,
                                  const std::stop_token& stop, CandidateIndex::OnUnmatched on_unmatched) {
  Collecting collecting(context, session.uuid_attribute(), std::move(on_unmatched));
  Status status = Done{};
  for (const ldap::Dn& base : outermost(context.mapping->all_bases())) {
    if (std::find(missing.begin(), missing.end(), base) != missing.end()) continue;
    ldap::SearchRequest request{base, ldap::Scope::subtree, ldap::Filter::present("objectClass"),
                                attributes_to_read(*context.mapping, session.uuid_attribute())};
    auto searched = session.search(request, [&](ldap::Entry&& entry) {
      if (entry.dn != base) status = collecting.take(entry);
      ++progress;
      return status && !stop.stop_requested();
    });
    if (!searched) return searched.error();
    if (!status) return internal_failure(status.error());
  }
  if (!stop.stop_requested() && missing.empty())
    if (auto ended = collecting.end(); !ended) return internal_failure(ended.error());
  return std::move(collecting.found());
}

}  // namespace bridge::sync
