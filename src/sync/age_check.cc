#include "sync/age_check.h"

#include <algorithm>

#include "sync/restorer.h"
#include "sync/safe_mode.h"

namespace bridge::sync {
namespace {

constexpr char kNewest[] = "directory.newest_of_ours";
constexpr std::size_t kMostSuspects = 10'000;
constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::hours kLongest{6};

Error no_answer(const ldap::Failure& failure) {
  return unavailable("comparing the age of the state with that of the directory: " + failure.message);
}

// When the server wrote it, as the server says it: OpenLDAP to the microsecond, others to the second.
std::string stamp_of(const ldap::Entry& entry) {
  for (const char* name : {"entryCSN", "modifyTimestamp"})
    if (const auto& values = ldap::values_of(entry.attributes, name); !values.empty()) return values.front();
  return "";
}

struct Suspect {
  ldap::Dn dn;
  std::string uuid;
};

}  // namespace

Status AgeCheck::each_of_ours(const OnEntry& on_entry) const {
  auto session = context_.directory.lease(context_.clock.steady_now() + kLongest);
  if (!session) return no_answer(session.error());
  const std::string& uuid = (*session)->uuid_attribute();
  for (const ldap::Dn& base : context_.mapping->all_bases()) {
    ldap::SearchRequest request{base,
                                ldap::Scope::subtree,
                                ldap::Filter::equals("modifiersName", context_.identity.text()),
                                {"entryCSN", "modifyTimestamp", uuid}};
    auto searched = (*session)->search(request, [&](ldap::Entry&& entry) {
      const auto& uuids = ldap::values_of(entry.attributes, uuid);
      return entry.dn == base || on_entry(entry.dn, uuids.empty() ? "" : uuids.front(), stamp_of(entry));
    });
    if (!searched && searched.error().kind != ldap::Failure::Kind::no_such_object)
      return no_answer(searched.error());
  }
  return Done{};
}

Status AgeCheck::look(const std::stop_token& stop) {
  if (context_.identity.empty()) return Done{};
  TRY_AS(newest, context_.store.read([](const store::Reader& reader) { return reader.remembered(kNewest); }));
  if (!newest) return Done{};
  std::vector<Suspect> suspects;
  TRY(each_of_ours([&](const ldap::Dn& dn, const std::string& uuid, const std::string& stamp) {
    if (stamp > *newest) suspects.push_back({dn, uuid});
    return suspects.size() < kMostSuspects && !stop.stop_requested();
  }));
  for (const auto& suspect : suspects) {
    if (stop.stop_requested()) break;
    TRY_AS(older, contradicts(suspect.dn, suspect.uuid));
    if (!older) continue;
    return enter_safe_mode(context_.store,
                           "the state database is older than the directory ('" + suspect.dn.text() +
                               "' was written by us since, and is not what is remembered)",
                           context_.clock.now());
  }
  return Done{};
}

Result<bool> AgeCheck::contradicts(const ldap::Dn& dn, const std::string& uuid) {
  TRY_AS(owner, context_.store.read([&](const store::Reader& reader) { return reader.owner_of(uuid, dn); }));
  if (!owner) return is_unknown(dn, uuid);
  TRY_AS(busy, context_.store.read([&](const store::Reader& reader) -> Result<bool> {
    TRY_AS(intents, reader.open_intents(owner->id));
    TRY_AS(dirty, reader.dirty_of(owner->id, 1));
    return !intents.empty() || !dirty.empty();
  }));
  if (busy) return false;
  Restorer::Order order{true, "", context_.clock.steady_now() + kPatience};
  TRY_AS(finding, Restorer(context_, settler_).restore(owner->id, order));
  return finding.situation == Situation::drifted || finding.situation == Situation::moved;
}

// A person or a group that we have written and never heard of.
Result<bool> AgeCheck::is_unknown(const ldap::Dn& dn, const std::string& uuid) const {
  TRY_AS(known, context_.store.read([&](const store::Reader& reader) -> Result<bool> {
    TRY_AS(linked, reader.linked_to(dn));
    TRY_AS(tombstone, reader.tombstone_of(uuid));
    return linked.has_value() || tombstone.has_value();
  }));
  if (known) return false;
  auto session = context_.directory.lease(context_.clock.steady_now() + kPatience);
  if (!session) return no_answer(session.error());
  auto entry =
      (*session)->read(dn, attributes_of_candidates(*context_.mapping, (*session)->uuid_attribute()));
  if (!entry) return no_answer(entry.error());
  return *entry && recognise(context_, **entry, uuid).why_not.empty();
}

Status AgeCheck::note(const std::stop_token& stop) {
  if (context_.identity.empty()) return Done{};
  std::string newest;
  TRY(each_of_ours([&](const ldap::Dn&, const std::string&, const std::string& stamp) {
    newest = std::max(newest, stamp);
    return !stop.stop_requested();
  }));
  if (newest.empty() || stop.stop_requested()) return Done{};
  return context_.store.write(
      [&](store::Transaction& transaction) { return transaction.remember(kNewest, newest); });
}

}  // namespace bridge::sync
