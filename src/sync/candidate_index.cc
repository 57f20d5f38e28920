#include "sync/candidate_index.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "base/random.h"
#include "sync/reserved.h"

namespace bridge::sync {
namespace {

using scim::ResourceType;

constexpr std::size_t kAtATime = 200;
constexpr char kSweep[] = "candidates.sweep";

bool is_below(const mapping::Mapping& mapping, ResourceType type, const ldap::Dn& dn) {
  const auto& bases = mapping.bases(type);
  return std::any_of(bases.begin(), bases.end(), [&](const ldap::Dn& base) { return dn.is_below(base); });
}

// How many of the object classes that our entries of this type have.
long classes_in_common(const mapping::Mapping& mapping, ResourceType type, const ldap::Entry& entry) {
  const auto& have = ldap::values_of(entry.attributes, "objectClass");
  const auto& ours = mapping.object_classes(type);
  return std::count_if(ours.begin(), ours.end(), [&](const std::string& wanted) {
    return !equals_ignoring_ascii_case(wanted, "top") &&
           std::any_of(have.begin(), have.end(),
                       [&](const auto& one) { return equals_ignoring_ascii_case(one, wanted); });
  });
}

// A person or a group, by where it stands and what it is made of.
std::optional<ResourceType> type_of(const mapping::Mapping& mapping, const ldap::Entry& entry) {
  long most = 0;
  std::optional<ResourceType> found;
  for (const ResourceType type : {ResourceType::user, ResourceType::group}) {
    if (!is_below(mapping, type, entry.dn)) continue;
    const long common = classes_in_common(mapping, type, entry);
    if (common == most) found.reset();
    if (common > most) found = type;
    most = std::max(most, common);
  }
  return found;
}

std::string fingerprint_of(const mapping::Mapping& mapping, const ldap::Entry& entry) {
  std::string text = mapping.digest() + '\0' + entry.dn.text();
  for (const auto& [name, values] : entry.attributes) {
    text += '\0' + name.text();
    for (const auto& value : values) text += '\1' + value;
  }
  return sha256_hex(text);
}

bool has_name(const scim::Json& body) {
  return body.contains("externalId") || body.contains("userName") || body.contains("displayName");
}

void recover(const Context& context, const ldap::Entry& entry, Recognised& made) {
  auto& candidate = made.candidate;
  made.recovered = context.mapping->recover(candidate.type, entry);
  candidate.id = scim::ResourceId{made.recovered.id};
  candidate.body = made.recovered.body;
  const auto& anchors = ldap::values_of(entry.attributes, context.mapping->anchor(candidate.type));
  if (anchors.size() == 1) candidate.anchor = anchors.front();
  if (anchors.size() > 1)
    made.why_not = "it has several values of the anchor " + context.mapping->anchor(candidate.type).text();
  else if (!has_name(candidate.body))
    made.why_not = "nothing in it says by which name a client would look for it";
  else if (auto objection = why_not_adopt(*context.mapping, context.identity, candidate.type, entry))
    made.why_not = objection->message;
}

}  // namespace

Recognised recognise(const Context& context, const ldap::Entry& entry, const std::string& uuid) {
  Recognised made;
  made.candidate.dn = entry.dn;
  made.candidate.entry_uuid = uuid;
  made.candidate.since = context.clock.now();
  made.candidate.fingerprint = fingerprint_of(*context.mapping, entry);
  const auto type = type_of(*context.mapping, entry);
  if (!type) {
    made.why_not = "it is neither a person nor a group by its place and object classes";
    return made;
  }
  made.candidate.type = *type;
  recover(context, entry, made);
  return made;
}

std::vector<std::string> attributes_of_candidates(const mapping::Mapping& mapping, const std::string& uuid) {
  std::set<ldap::AttributeName> names = {"*", "objectClass", uuid};
  for (const ResourceType type : {ResourceType::user, ResourceType::group}) {
    const auto own = mapping.attributes(type);
    names.insert(own.begin(), own.end());
  }
  std::vector<std::string> texts;
  for (const auto& name : names) texts.push_back(name.text());
  return texts;
}

Status CandidateIndex::take(const store::Reader& reader, const ldap::Entry& entry, const std::string& uuid) {
  TRY_AS(before, store::CandidateReader(reader).candidate_of(uuid, entry.dn));
  if (before && before->fingerprint == fingerprint_of(*context_.mapping, entry)) {
    noted_.push_back({*std::move(before), true});
  } else {
    Recognised made = recognise(context_, entry, uuid);
    if (!made.why_not.empty()) {
      if (on_unmatched_) on_unmatched_(entry, made.why_not);
      return Done{};
    }
    noted_.push_back({std::move(made.candidate), false});
  }
  return noted_.size() < kAtATime ? Status(Done{}) : flush();
}

Status CandidateIndex::flush() {
  std::vector<store::ResourceId> fresh;
  for (std::size_t i = 0; i < noted_.size(); ++i) fresh.push_back({make_uuid(context_.random)});
  const auto change = [&](store::Transaction& transaction) -> Status {
    store::CandidateChanges changes(transaction);
    if (sweep_ == 0) {
      TRY_AS(last, transaction.remembered(kSweep));
      sweep_ = (last ? std::strtoll(last->c_str(), nullptr, 10) : 0) + 1;
      TRY(transaction.remember(kSweep, std::to_string(sweep_)));
    }
    for (std::size_t i = 0; i < noted_.size(); ++i) {
      const auto& [candidate, known] = noted_[i];
      // Somebody may have taken it over since it was read.
      TRY_AS(owner, transaction.linked_to(candidate.dn));
      if (owner) continue;
      TRY_AS(there, store::CandidateReader(transaction).candidate(candidate.id));
      if (known && there)
        TRY(changes.saw(candidate.id, sweep_));
      else
        TRY(changes.note(candidate, fresh[i], sweep_));
    }
    return Done{};
  };
  TRY(context_.store.write(change));
  noted_.clear();
  return Done{};
}

Status CandidateIndex::end() {
  TRY(flush());
  return context_.store.write([&](store::Transaction& transaction) {
    return store::CandidateChanges(transaction).drop_unseen(sweep_);
  });
}

}  // namespace bridge::sync
