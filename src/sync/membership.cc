#include "sync/membership.h"

#include <set>

#include "scim/error.h"
#include "sync/member_values.h"

namespace bridge::sync {
namespace {

using store::MemberChange;

// What one added member is to us decides what becomes of it.
class Planner {
 public:
  Planner(const store::Reader& reader, const mapping::MemberRules& rules, const scim::ResourceId& group,
          const std::string& client, WallTime now, bool withhold)
      : reader_(reader),
        rules_(rules),
        listing_(listing_rules(rules)),
        group_(group),
        client_(client),
        now_(now),
        withhold_(withhold),
        link_of_(reader) {}

  Status add(const scim::Member& member) {
    TRY_AS(resource, reader_.resource(scim::ResourceId{member.value}));
    if (resource && resource->type == scim::ResourceType::group) return nest(*resource);
    if (!resource) {
      flag(kUnknownMember, member.value,
           "member '" + member.value + "' is no user of ours; it is added when that person arrives");
      return Done{};
    }
    plan_.unflag.push_back(member.value);
    return list(*resource);
  }

  Status remove(const std::string& value) {
    plan_.unflag.push_back(value);
    TRY_AS(resource, reader_.resource(scim::ResourceId{value}));
    if (resource && resource->type == scim::ResourceType::group) return unnest(resource->id);
    const auto link = link_of_.link(value);
    TRY(link_of_.status());
    if (!link) return Done{};
    ++plan_.losses;
    if (withhold_) return keep(value);
    touched_.push_back(value);
    // Groups inside may still bring the person here: that is asked once this change is made.
    if (has_nested_) {
      plan_.ask_later.push_back(value);
      return Done{};
    }
    ++removed_;
    add_values(plan_.remove, values_of(rules_, link->dn, link->aliases));
    return Done{};
  }

  Status look_for_nested(const std::vector<MemberChange>& changes) {
    if (!listing_.nested) return Done{};
    TRY_AS(nested, reader_.has_nested_group(group_));
    has_nested_ = nested;
    for (const auto& change : changes) {
      TRY_AS(resource, reader_.resource(scim::ResourceId{change.member.value}));
      has_nested_ |= resource && resource->type == scim::ResourceType::group;
    }
    return Done{};
  }

  // An entry that must not be empty: a placeholder comes with the last real member's going and goes with the
  // first one's coming, in the same modify; or the entry itself comes and goes.
  Status mind_emptiness(bool exists) {
    if (!rules_.must_be_filled()) return Done{};
    TRY_AS(others, reader_.lists_someone_besides(group_, touched_, listing_));
    const bool writes = added_ > 0 || removed_ > 0;
    plan_.leans = others && removed_ > 0;
    plan_.alone = writes && !(others && exists);
    plan_.filled = others || (writes ? added_ > 0 : exists);
    if (others || (exists && !writes)) return Done{};
    const bool filled_before = exists && removed_ > 0;
    if (added_ > 0 && exists && !filled_before) add_values(plan_.remove, placeholder_values(rules_));
    if (added_ == 0 && (!exists || filled_before)) add_values(plan_.add, placeholder_values(rules_));
    return Done{};
  }

  MemberPlan finish(std::vector<MemberChange> rows) && {
    plan_.rows = std::move(rows);
    for (auto& row : plan_.rows) row.held = kept_.contains(row.member.value);
    plan_.used = link_of_.used();
    return std::move(plan_);
  }

 private:
  Status list(const scim::Resource& person) {
    if (listing_.drop_inactive && !is_active(person)) return Done{};
    const auto link = link_of_.link(person.id.value);
    TRY(link_of_.status());
    if (!link) return Done{};
    touched_.push_back(person.id.value);
    ++added_;
    add_values(plan_.add, values_of(rules_, link->dn, link->aliases));
    return Done{};
  }

  Status nest(const scim::Resource& inner) {
    if (rules_.nested == mapping::NestedGroups::reject) {
      return invalid_input("attribute 'members': '" + inner.id.value + "' is the group '" +
                               shown_name(inner) + "'; this directory takes people only",
                           scim::kInvalidValue);
    }
    flag(kNestedGroup, inner.id.value, nested_group_detail(rules_, inner));
    return Done{};
  }

  // Where people of groups inside are listed, they go with their group.
  Status unnest(const scim::ResourceId& inner) {
    if (!listing_.nested) return Done{};
    TRY(reader_.each_listed(inner, listing_, [&](const store::Link&) -> Status {
      ++plan_.losses;
      return Done{};
    }));
    return withhold_ ? keep(inner.value) : Status(Done{});
  }

  Status keep(const std::string& value) {
    kept_.insert(value);
    return Done{};
  }

  void flag(const char* kind, const std::string& subject, std::string detail) {
    plan_.raise.push_back({kind, group_, subject, std::move(detail), client_, now_});
  }

  const store::Reader& reader_;
  const mapping::MemberRules& rules_;
  const store::ListingRules listing_;
  const scim::ResourceId& group_;
  const std::string& client_;
  WallTime now_;
  bool withhold_;
  DnLookup link_of_;
  MemberPlan plan_;
  bool has_nested_ = false;
  std::set<std::string> kept_;        // Removals the entry does not hear of.
  std::vector<std::string> touched_;  // People whose listing changes.
  int added_ = 0, removed_ = 0;
};

}  // namespace

bool is_active(const scim::Resource& resource) { return resource.body.value("active", true); }

std::string shown_name(const scim::Resource& group) {
  return group.body.value("displayName", group.id.value);
}

std::string nested_group_detail(const mapping::MemberRules& rules, const scim::Resource& inner) {
  const bool flattened = rules.nested == mapping::NestedGroups::flatten;
  return "group '" + shown_name(inner) + "' is a member of this group; LDAP groups list people only, so " +
         (flattened ? "its people were written instead" : "it was not written");
}

Result<MemberPlan> plan_members(const store::Reader& reader, const mapping::MemberRules& rules,
                                const scim::ResourceId& group, bool exists, std::vector<MemberChange> changes,
                                const std::string& client, WallTime now, bool withhold) {
  Planner planner(reader, rules, group, client, now, withhold);
  TRY(planner.look_for_nested(changes));
  for (const auto& change : changes)
    TRY(change.add ? planner.add(change.member) : planner.remove(change.member.value));
  TRY(planner.mind_emptiness(exists));
  return std::move(planner).finish(std::move(changes));
}

}  // namespace bridge::sync
