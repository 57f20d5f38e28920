#include "sync/membership.h"

#include <map>
#include <set>

#include "base/overloaded.h"
#include "scim/error.h"
#include "scim/filter.h"

namespace bridge::sync {
namespace {

using store::MemberChange;

constexpr int kRowsAtATime = 500;

// Calls `visit` for every stored member row.
template <class Visit>
Status each_row(const store::Reader& reader, const scim::ResourceId& group, Visit&& visit) {
  std::string after;
  for (;;) {
    TRY_AS(rows, reader.members(group, after, kRowsAtATime));
    for (const scim::Member& member : rows) TRY(visit(member));
    if (rows.size() < kRowsAtATime) return Done{};
    after = rows.back().value;
  }
}

// The rows as they would be after the edits so far, kept as differences from what is stored.
class Draft {
 public:
  Draft(const store::Reader& reader, const scim::ResourceId& group) : reader_(reader), group_(group) {}

  Status apply(const scim::AddMembers& edit) {
    for (const auto& member : edit.members) TRY(add(member));
    return Done{};
  }
  Status apply(const scim::RemoveMembers& edit) {
    for (const auto& value : edit.values) TRY(remove(value));
    return Done{};
  }
  Status apply(const scim::RemoveMembersWhere& edit) {
    return remove_where([&](const scim::Member& member) {
      static const scim::AttributePath members{"", "members", ""};
      return scim::element_matches(scim::ResourceType::group, members, *edit.inner, member.pushed);
    });
  }
  Status apply(const scim::ReplaceMembers& edit) {
    std::set<std::string> keep;
    for (const auto& member : edit.members) keep.insert(member.value);
    TRY(remove_where([&](const scim::Member& member) { return !keep.contains(member.value); }));
    return apply(scim::AddMembers{edit.members});
  }

  std::vector<MemberChange> changes() && {
    std::vector<MemberChange> result;
    for (auto& [value, change] : pending_) result.push_back(std::move(change));
    return result;
  }

 private:
  Status add(const scim::Member& member) {
    TRY_AS(stored, reader_.has_member(group_, member.value));
    if (stored)
      pending_.erase(member.value);
    else
      pending_.insert_or_assign(member.value, MemberChange{true, member});
    return Done{};
  }
  Status remove(const std::string& value) {
    TRY_AS(stored, reader_.has_member(group_, value));
    if (stored)
      pending_.insert_or_assign(value, MemberChange{false, {value, nullptr}});
    else
      pending_.erase(value);
    return Done{};
  }
  template <class Doomed>
  Status remove_where(Doomed&& doomed) {
    std::erase_if(pending_, [&](const auto& one) { return one.second.add && doomed(one.second.member); });
    return each_row(reader_, group_, [&](const scim::Member& member) -> Status {
      if (doomed(member))
        pending_.insert_or_assign(member.value, MemberChange{false, {member.value, nullptr}});
      return Done{};
    });
  }

  const store::Reader& reader_;
  const scim::ResourceId& group_;
  std::map<std::string, MemberChange> pending_;
};

// What one added member is to us decides what becomes of it.
class Planner {
 public:
  Planner(const store::Reader& reader, const mapping::MemberRules& rules, const scim::ResourceId& group,
          const Requester& requester, WallTime now)
      : reader_(reader), rules_(rules), group_(group), requester_(requester), now_(now), dn_of_(reader) {}

  Status add(const scim::Member& member) {
    TRY_AS(resource, reader_.resource(scim::ResourceId{member.value}));
    if (resource && resource->type == scim::ResourceType::group) return nest(*resource);
    if (resource) {
      if (auto dn = dn_of_(member.value)) plan_.add.push_back(std::move(*dn));
      plan_.unflag.push_back(member.value);
      return dn_of_.status();
    }
    flag(kUnknownMember, member.value,
         "member '" + member.value + "' is no user of ours; it is added when that person arrives");
    return Done{};
  }

  Status remove(const std::string& value) {
    plan_.unflag.push_back(value);
    removed_.push_back(value);
    TRY_AS(resource, reader_.resource(scim::ResourceId{value}));
    if (resource && resource->type == scim::ResourceType::group) return Done{};
    if (auto dn = dn_of_(value)) plan_.remove.push_back(std::move(*dn));
    return dn_of_.status();
  }

  // An empty groupOfNames is not allowed: a placeholder comes with the last real member's going and goes with
  // the first one's coming, in the same modify.
  Status mind_placeholder(bool exists) {
    if (!rules_.placeholder) return Done{};
    TRY_AS(stay, reader_.has_linked_person_besides(group_, removed_));
    const bool filled_before = exists && (stay || !plan_.remove.empty());
    const bool filled_after = stay || !plan_.add.empty();
    if (filled_before == filled_after && exists) return Done{};
    if (filled_after && exists) plan_.remove.push_back(*rules_.placeholder);
    if (!filled_after) plan_.add.push_back(*rules_.placeholder);
    return Done{};
  }

  MemberPlan finish(std::vector<MemberChange> rows) && {
    plan_.rows = std::move(rows);
    plan_.used = dn_of_.used();
    return std::move(plan_);
  }

 private:
  Status nest(const scim::Resource& inner) {
    const std::string name = inner.body.value("displayName", inner.id.value);
    if (rules_.nested == mapping::NestedGroups::reject) {
      return invalid_input("attribute 'members': '" + inner.id.value + "' is the group '" + name +
                               "'; this directory takes people only",
                           scim::kInvalidValue);
    }
    flag(kNestedGroup, inner.id.value,
         "group '" + name +
             "' is a member of this group; LDAP groups list people only, so it was not written");
    return Done{};
  }

  void flag(const char* kind, const std::string& subject, std::string detail) {
    plan_.raise.push_back({kind, group_, subject, std::move(detail), requester_.client, now_});
  }

  const store::Reader& reader_;
  const mapping::MemberRules& rules_;
  const scim::ResourceId& group_;
  const Requester& requester_;
  WallTime now_;
  DnLookup dn_of_;
  MemberPlan plan_;
  std::vector<std::string> removed_;
};

}  // namespace

Result<std::vector<MemberChange>> member_changes(const store::Reader& reader, const scim::ResourceId& group,
                                                 const scim::MemberEdits& edits) {
  Draft draft(reader, group);
  for (const auto& edit : edits) TRY(std::visit([&](const auto& one) { return draft.apply(one); }, edit));
  return std::move(draft).changes();
}

Result<MemberPlan> plan_members(const store::Reader& reader, const mapping::MemberRules& rules,
                                const scim::ResourceId& group, bool exists, std::vector<MemberChange> changes,
                                const Requester& requester, WallTime now) {
  Planner planner(reader, rules, group, requester, now);
  for (const auto& change : changes)
    TRY(change.add ? planner.add(change.member) : planner.remove(change.member.value));
  TRY(planner.mind_placeholder(exists));
  return std::move(planner).finish(std::move(changes));
}

Result<std::vector<ldap::Dn>> all_member_values(const store::Reader& reader,
                                                const mapping::MemberRules& rules,
                                                const scim::ResourceId& group) {
  std::vector<ldap::Dn> values;
  TRY(each_row(reader, group, [&](const scim::Member& member) -> Status {
    TRY_AS(resource, reader.resource(scim::ResourceId{member.value}));
    if (!resource || resource->type != scim::ResourceType::user) return Done{};
    TRY_AS(link, reader.link(resource->id));
    if (link) values.push_back(link->dn);
    return Done{};
  }));
  if (values.empty() && rules.placeholder) values.push_back(*rules.placeholder);
  return values;
}

}  // namespace bridge::sync
