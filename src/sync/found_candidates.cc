#include "sync/found_candidates.h"

#include <nlohmann/json.hpp>

#include "store/candidates.h"

namespace bridge::sync {
namespace {

using By = store::CandidateReader::By;

scim::Resource as_resource(store::Candidate candidate) {
  return {candidate.id, candidate.type, std::move(candidate.body), 1, candidate.since, candidate.since};
}

struct Name {
  By by;
  std::string value;
};

std::optional<Name> name_in(scim::ResourceType type, const scim::Filter* filter) {
  const auto* compare = filter ? std::get_if<scim::Compare>(filter) : nullptr;
  if (!compare || compare->op != scim::Comparison::eq || !compare->value.is_string()) return std::nullopt;
  const auto& path = compare->path;
  if (!path.urn.empty() || !path.sub.empty()) return std::nullopt;
  const auto value = compare->value.get<std::string>();
  if (path.attribute == "externalId") return Name{By::external_id, value};
  if (path.attribute == "userName" && type == scim::ResourceType::user) return Name{By::user_name, value};
  if (path.attribute == "displayName" && type == scim::ResourceType::group)
    return Name{By::display_name, value};
  return std::nullopt;
}

}  // namespace

Result<std::optional<scim::Resource>> resource_or_candidate(const store::Reader& reader,
                                                            const scim::ResourceId& id) {
  TRY_AS(resource, reader.resource(id));
  if (resource) return std::move(resource);
  TRY_AS(candidate, store::CandidateReader(reader).candidate(id));
  if (!candidate) return std::optional<scim::Resource>();
  return std::optional(as_resource(*std::move(candidate)));
}

Result<std::optional<scim::Resource>> candidate_asked_for(const store::Reader& reader,
                                                          const ListQuestion& question) {
  const auto nobody = std::optional<scim::Resource>();
  if (question.types.size() != 1) return nobody;
  const auto name = name_in(question.types.front(), question.queries.front().filter.get());
  if (!name) return nobody;
  TRY_AS(alike,
         store::CandidateReader(reader).candidates_by(name->by, question.types.front(), name->value, 2));
  if (alike.size() != 1) return nobody;
  return std::optional(as_resource(std::move(alike.front())));
}

bool shows_first(const ListQuestion& question) {
  return question.listing.skip == 0 && question.listing.take > 0 && !question.listing.after;
}

}  // namespace bridge::sync
