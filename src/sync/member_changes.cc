#include <map>
#include <set>

#include "scim/filter.h"
#include "sync/membership.h"

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

  // What is not said again of a member who is there stays.
  Status apply(const scim::AddMembers& edit) {
    for (const auto& member : edit.members)
      TRY(add(member, [&](scim::Json said) {
        said.update(member.pushed);
        return said;
      }));
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
    for (const auto& member : edit.members)
      TRY(add(member, [&](const scim::Json&) { return member.pushed; }));
    return Done{};
  }

  std::vector<MemberChange> changes() && {
    std::vector<MemberChange> result;
    for (auto& [value, change] : pending_) result.push_back(std::move(change));
    return result;
  }

 private:
  // `say` makes of what is stored about a member what is to be stored. Nobody reads that of ids that we know.
  template <class Say>
  Status add(const scim::Member& member, Say&& say) {
    TRY_AS(stored, reader_.member(group_, member.value));
    pending_.erase(member.value);
    if (!stored) {
      pending_.insert_or_assign(member.value, MemberChange{true, member});
      return Done{};
    }
    scim::Json said = say(stored->pushed);
    if (said == stored->pushed) return Done{};
    TRY_AS(known, reader_.resource(scim::ResourceId{member.value}));
    if (!known) pending_.insert_or_assign(member.value, MemberChange{true, {member.value, std::move(said)}});
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

}  // namespace

Scope scope_of(const std::vector<MemberChange>& changes) {
  std::set<std::string> members;
  for (const auto& change : changes) members.insert(change.member.value);
  return Scope::of_members(std::move(members));
}

Scope scope_of(const scim::MemberEdits& edits) {
  std::set<std::string> members;
  for (const auto& edit : edits) {
    if (const auto* add = std::get_if<scim::AddMembers>(&edit))
      for (const auto& member : add->members) members.insert(member.value);
    else if (const auto* remove = std::get_if<scim::RemoveMembers>(&edit))
      members.insert(remove->values.begin(), remove->values.end());
    else
      return Scope::whole();
  }
  return Scope::of_members(std::move(members));
}

Result<std::vector<MemberChange>> member_changes(const store::Reader& reader, const scim::ResourceId& group,
                                                 const scim::MemberEdits& edits) {
  Draft draft(reader, group);
  for (const auto& edit : edits) TRY(std::visit([&](const auto& one) { return draft.apply(one); }, edit));
  return std::move(draft).changes();
}

}  // namespace bridge::sync
