#include "sync/resource_text.h"

#include "scim/json.h"
#include "store/candidates.h"

namespace bridge::sync {
namespace {

constexpr std::size_t kRowsAtATime = 250;

}  // namespace

Status ResourceText::begin(const store::Reader& reader, const scim::Resource& resource, std::string& text) {
  scim::Json shown = scim::render(resource, view_.base_url);
  if (resource.type == scim::ResourceType::user && projection_.shows(resource.type, "groups")) {
    TRY_AS(groups, reader.shown_groups(resource.id, view_));
    if (!groups.empty()) shown["groups"] = std::move(groups);
  }
  scim::project(resource.type, projection_, shown);
  text += scim::to_text(shown);
  complete_ = resource.type == scim::ResourceType::user || !projection_.shows(resource.type, "members");
  if (complete_) return Done{};
  text.pop_back();
  group_ = resource.id;
  after_.clear();
  any_ = false;
  return Done{};
}

Status ResourceText::go_on(const store::Reader& reader, std::string& text) {
  auto shown = reader.shown_members(group_, after_, kRowsAtATime, view_);
  if (!shown && shown.error().code == Error::Code::not_found) {
    // Nobody knows the members of a group that is not taken over.
    TRY_AS(candidate, store::CandidateReader(reader).candidate(group_));
    if (candidate) shown = std::vector<scim::Json>();
  }
  if (!shown) return std::move(shown).error();
  auto page = *std::move(shown);
  complete_ = page.size() < kRowsAtATime;
  if (!page.empty()) after_ = page.back()["value"];
  if (const std::string members = members_of(std::move(page)); !members.empty()) {
    text.append(any_ ? "," : ",\"members\":[").append(members);
    any_ = true;
  }
  if (complete_) text += any_ ? "]}" : "}";
  return Done{};
}

// What is shown of a page of members is decided as for a whole group.
std::string ResourceText::members_of(std::vector<scim::Json> page) const {
  scim::Json group = scim::Json::object({{"members", std::move(page)}});
  scim::project(scim::ResourceType::group, projection_, group);
  if (!group.contains("members") || group["members"].empty()) return {};
  const std::string list = scim::to_text(group["members"]);
  return list.substr(1, list.size() - 2);
}

}  // namespace bridge::sync
