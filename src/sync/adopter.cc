#include "sync/adopter.h"

#include <nlohmann/json.hpp>

namespace bridge::sync {
namespace {

using Kind = AdoptionFinding::Kind;

constexpr int kAtATime = 500;
constexpr std::chrono::seconds kPatience{30};  // For one entry.
constexpr std::chrono::hours kLongest{6};      // For reading the directory.

Error cannot_read(const ldap::Failure& failure) {
  return unavailable("the directory does not show everything: " + failure.message);
}

std::string name_in(const scim::Json& body) {
  for (const char* attribute : {"userName", "displayName", "externalId"}) {
    const auto found = body.find(attribute);
    if (found != body.end() && found->is_string()) return found->get<std::string>();
  }
  return "";
}

}  // namespace

std::string_view name_of(Kind kind) {
  constexpr std::string_view names[] = {"matched", "ambiguous", "unmatched"};
  return names[static_cast<int>(kind)];
}

Result<Adopter::Counts> Adopter::run() {
  TRY_AS(found, read_directory());
  counts_.entries = found.entries;
  counts_.linked = found.people + found.groups;
  progress_.phase = options_.only_look ? "comparing" : "taking over";
  progress_.done = 0;
  TRY_AS(of, context_.store.read([](const store::Reader& reader) -> Result<long> {
    const store::CandidateReader candidates(reader);
    TRY_AS(people, candidates.candidate_count(scim::ResourceType::user));
    TRY_AS(groups, candidates.candidate_count(scim::ResourceType::group));
    return people + groups;
  }));
  progress_.of = of;
  // People first: groups list them.
  TRY(go_through(scim::ResourceType::user));
  TRY(go_through(scim::ResourceType::group));
  TRY(tell_strays(found));
  return counts_;
}

Result<Collection> Adopter::read_directory() {
  progress_.phase = "reading";
  auto session = context_.directory.lease(context_.clock.steady_now() + kLongest);
  if (!session) return unavailable("the directory cannot be reached: " + session.error().message);
  std::vector<ldap::Dn> missing;
  for (const ldap::Dn& base : context_.mapping->all_bases()) {
    auto there = (*session)->read(base, {"1.1"});
    if (!there) return cannot_read(there.error());
    if (!*there) missing.push_back(base);
  }
  auto found = collect(context_, **session, missing, progress_.done, stop_,
                       [&](const ldap::Entry& entry, const std::string& why) {
                         AdoptionFinding finding;
                         finding.dn = entry.dn;
                         finding.why = why;
                         tell(std::move(finding));
                       });
  if (!found) return cannot_read(found.error());
  return std::move(*found);
}

Status Adopter::go_through(scim::ResourceType type) {
  for (std::int64_t after = 0; !stop_.stop_requested();) {
    TRY_AS(rows, context_.store.read([&](const store::Reader& reader) {
      return store::CandidateReader(reader).candidate_rows(type, after, kAtATime);
    }));
    if (rows.empty()) break;
    for (const auto& row : rows) {
      if (stop_.stop_requested()) break;
      after = row.number;
      TRY(look_at(row.id));
      ++progress_.done;
    }
  }
  return Done{};
}

Status Adopter::look_at(const scim::ResourceId& id) {
  TRY_AS(candidate, context_.store.read([&](const store::Reader& reader) {
    return store::CandidateReader(reader).candidate(id);
  }));
  if (!candidate) return Done{};
  TRY_AS(end, adoption_.take(id, context_.clock.steady_now() + kPatience, options_.only_look));
  if (end.gone) return Done{};
  AdoptionFinding finding;
  finding.kind = end.taken ? Kind::matched : end.ambiguous ? Kind::ambiguous : Kind::unmatched;
  finding.type = candidate->type;
  finding.id = id;
  finding.name = name_in(candidate->body);
  finding.dn = candidate->dn;
  finding.why = end.why_not;
  finding.done = end.taken && !options_.only_look;
  tell(std::move(finding));
  return Done{};
}

// Entries that are somebody's in another way than by a link.
Status Adopter::tell_strays(const Collection& found) {
  for (const auto& stray : found.strays) {
    if (!stray.anchored && !stray.tombstone) continue;
    AdoptionFinding finding;
    finding.dn = stray.dn;
    finding.kind = stray.anchored ? Kind::ambiguous : Kind::unmatched;
    finding.why = stray.anchored ? "resource " + stray.anchored->id.value +
                                       " has the same anchor; a pass looks whether it is its entry"
                                 : "it is the entry of a resource that a client deleted";
    tell(std::move(finding));
  }
  return Done{};
}

void Adopter::tell(AdoptionFinding finding) {
  if (finding.kind == Kind::matched) ++counts_.matched;
  if (finding.kind == Kind::ambiguous) ++counts_.ambiguous;
  if (finding.kind == Kind::unmatched) ++counts_.unmatched;
  if (finding.done) ++counts_.taken;
  options_.on_finding(finding);
}

}  // namespace bridge::sync
