#include <algorithm>

#include "sync/anchor.h"
#include "sync/change.h"
#include "sync/chooser.h"
#include "sync/diff.h"
#include "sync/held_values.h"
#include "sync/taken_over.h"

namespace bridge::sync {
namespace {

// The entry of a person who is to go but must stay because others hang below it.
scim::Resource locked_out(scim::Resource resource) {
  resource.body["active"] = false;
  return resource;
}

// Thinks one change through.
class Thinker {
 public:
  Thinker(const store::Reader& reader, const mapping::Mapping& mapping, const Secret* password, WallTime now,
          Change& change)
      : reader_(reader), mapping_(mapping), password_(password), now_(now), change_(change) {}

  Status think() {
    const auto& intent = change_.intent;
    TRY_AS(link, reader_.link(change_.id()));
    TRY_AS(held, reader_.held_of_entry(change_.id()));
    change_.link = std::move(link);
    change_.held = std::move(held);
    if (intent.before) TRY(look_back());
    TRY(find_returned());
    TRY(removes() ? look_ahead_to(locked_out(*intent.before), {})
                  : look_ahead_to(*intent.after, undecided()));
    TRY(find_saved());
    if (removes())
      weigh_removal();
    else if (intent.kind == store::Intent::Kind::update)
      TRY(weigh_update());
    change_.after = std::move(outlook_.now);
    if (change_.link) change_.intent.dn_before = change_.link->dn.text();
    change_.intent.dn_after = removes() ? "" : change_.after->dn.text();
    if (find_hold(change_.holds, Destruction::rename) != nullptr)
      change_.spare_after =
          names_of_entry(change_.type(), outlook_.wished.dn.text(), mapping_, &outlook_.wished);
    return change_.type() == scim::ResourceType::group && !removes() ? plan() : Status(Done{});
  }

 private:
  bool removes() const { return change_.intent.kind == store::Intent::Kind::remove; }
  const store::Link* link() const { return change_.link ? &*change_.link : nullptr; }

  // What the entry is believed to hold.
  Status look_back() {
    DnLookup believed(reader_);
    TRY_AS(chosen, chosen_for(reader_, change_.id()));
    TRY_AS(outlook, look_ahead(mapping_, *change_.intent.before, nullptr, std::ref(believed), chosen,
                               change_.held, link()));
    TRY(believed.status());
    change_.before = std::move(outlook.now);
    change_.active_before = outlook.active;
    made_before_ = change_.before->attributes;
    if (change_.link) {
      change_.before->dn = change_.link->dn;
      leave_to_others(*change_.before, change_.link->taken_over);
    }
    if (find_hold(outlook.holds, Destruction::rename) != nullptr)
      change_.spare_before =
          names_of_entry(change_.type(), outlook.wished.dn.text(), mapping_, &outlook.wished);
    return Done{};
  }

  // The entry of somebody who was deleted and comes back is theirs again: kept and disabled until then, or
  // not deleted yet.
  Status find_returned() {
    if (change_.intent.kind != store::Intent::Kind::create) return Done{};
    TRY_AS(removal, find_removal());
    if (removal) return take_over(*std::move(removal));
    TRY_AS(retired, reader_.retired(person_of(*change_.intent.after)));
    if (!retired) return Done{};
    TRY_AS(tombstone, reader_.tombstone(retired->id));
    if (!tombstone || tombstone->link.dn.empty()) return Done{};
    TRY(return_to(retired->id, std::move(tombstone->link), locked_out(*change_.intent.after)));
    change_.saved = std::move(retired->saved);
    return Done{};
  }

  Result<std::optional<store::Held>> find_removal() {
    DnLookup nobody(reader_);
    TRY_AS(chosen, chosen_for(reader_, change_.id()));
    TRY_AS(entry, mapping_.translate(*change_.intent.after, nullptr, std::ref(nobody), chosen));
    return reader_.held_removal_of(known_by(mapping_, *change_.intent.after, entry));
  }

  Status take_over(store::Held removal) {
    TRY_AS(link, reader_.link(removal.id));
    if (!link || removal.body.is_null()) return Done{};
    const scim::Resource was{removal.id, removal.type, removal.body, 0, removal.since, removal.since};
    TRY(return_to(removal.id, *std::move(link), was));
    change_.active_before = is_active(was);
    change_.saved = removal.kept;
    change_.spare_before = names_of_entry(removal.type, change_.link->dn.text(), mapping_, &*change_.before);
    change_.takes_over = std::move(removal);
    return Done{};
  }

  Status return_to(const scim::ResourceId& id, store::Link link, const scim::Resource& was) {
    DnLookup nobody(reader_);
    TRY_AS(chosen, chosen_for(reader_, id));
    TRY_AS(before, mapping_.translate(was, nullptr, std::ref(nobody), chosen));
    TRY(nobody.status());
    change_.returns = id;
    change_.link = std::move(link);
    change_.before = std::move(before);
    change_.before->dn = change_.link->dn;
    return Done{};
  }

  // What is held and not decided anew by this change.
  Holds undecided() const {
    Holds holds = change_.held;
    std::erase_if(holds, [&](const store::Held& held) {
      const auto& released = change_.intent.guard.released;
      return std::find(released.begin(), released.end(),
                       store::GuardNote::Released{held.kind, held.subject}) != released.end();
    });
    return holds;
  }

  Status look_ahead_to(const scim::Resource& resource, const Holds& holds) {
    DnLookup wanted(reader_);
    TRY_AS(chosen, chosen_for(reader_, change_.id()));
    TRY_AS(outlook, look_ahead(mapping_, resource, password_, std::ref(wanted), chosen, holds, link()));
    TRY(wanted.status());
    outlook_ = std::move(outlook);
    if (change_.link) {
      auto ours = ours_before();
      if (change_.before && !change_.returns && take_up(ours, made_before_, outlook_.now.attributes))
        change_.look = true;
      leave_to_others(outlook_.now, ours);
    }
    change_.used = wanted.used();
    change_.active_after = outlook_.active;
    change_.holds = outlook_.holds;
    return Done{};
  }

  // What was there to be written before this change stays ours, so that it can be cleared.
  std::optional<std::set<ldap::AttributeName>> ours_before() const {
    const auto& ours = change_.link->taken_over;
    return ours && change_.before ? ours_after(ours, *change_.before) : ours;
  }

  Status find_saved() {
    if (!change_.before || change_.returns) return Done{};
    if (const auto* removal = find_hold(change_.held, Destruction::remove)) {
      change_.saved = removal->kept;  // Gone with the resource.
      return Done{};
    }
    if (change_.before->overridden.empty() && change_.before->bits.empty()) return Done{};
    TRY_AS(saved, reader_.saved(change_.id()));
    change_.saved = std::move(saved);
    return Done{};
  }

  // Counts a loss, or says why the directory shall not hear of it.
  const std::string* lose(Destruction kind) {
    for (const auto& withheld : change_.intent.guard.withheld)
      if (withheld.kind == kind) return &withheld.why;
    change_.losses.push_back({kind});
    return nullptr;
  }

  store::Held waiting(Destruction kind, const std::string& why, std::string subject = {},
                      ldap::Attributes kept = {}) const {
    const auto* again = find_hold(change_.held, kind, subject);
    return {.id = change_.id(),
            .type = change_.type(),
            .kind = kind,
            .subject = std::move(subject),
            .client = change_.intent.client,
            .request_id = change_.intent.request_id,
            .why = why,
            .since = change_.intent.begun,
            .kept = std::move(kept),
            .body = again != nullptr ? again->body : change_.intent.before->body};
  }

  void weigh_removal() {
    change_.holds.clear();
    if (!change_.link) return;
    const std::string* why = lose(Destruction::remove);
    if (why == nullptr) return;
    store::Held removal = waiting(Destruction::remove, *why, {}, change_.saved);
    removal.person = known_by(mapping_, *change_.intent.before, *change_.before);
    change_.spare_after = names_of_entry(change_.type(), change_.link->dn.text(), mapping_, &*change_.before);
    change_.holds.push_back(std::move(removal));
  }

  Status weigh_update() {
    believe_released_values();
    if (!change_.link) return Done{};
    if (change_.active_before && !outlook_.active)
      if (const auto* why = lose(Destruction::disable)) {
        auto holds = undecided();
        holds.push_back(waiting(Destruction::disable, *why));
        TRY(look_ahead_to(*change_.intent.after, holds));
      }
    // Disabling may move an entry, and enabling moves it back: that is no rename.
    if (change_.active_before == outlook_.active && is_renamed())
      if (const auto* why = lose(Destruction::rename)) withhold_rename(*why);
    const auto cleared = emptied(mapping_, change_.type(), {&*change_.before, change_.saved}, outlook_.now);
    if (!cleared.empty())
      if (const auto* why = lose(Destruction::clear)) withhold_clears(cleared, *why);
    return Done{};
  }

  // Values that were held and are not any more are in the entry.
  void believe_released_values() {
    for (const auto& held : change_.held) {
      if (held.kind != Destruction::clear && held.kind != Destruction::value) continue;
      if (find_hold(change_.holds, held.kind, held.subject) != nullptr) continue;
      believe_old_value(*change_.before, held);
    }
  }

  bool is_renamed() const {
    return outlook_.now.dn != change_.link->dn || anchor_in(mapping_, change_.type(), outlook_.now) !=
                                                      anchor_in(mapping_, change_.type(), *change_.before);
  }

  void withhold_rename(const std::string& why) {
    ldap::Attributes kept;
    const auto& anchor = mapping_.anchor(change_.type());
    if (change_.before->attributes.contains(anchor)) kept[anchor] = change_.before->attributes.at(anchor);
    withhold({waiting(Destruction::rename, why, {}, std::move(kept))});
  }

  void withhold_clears(const std::vector<ldap::AttributeName>& cleared, const std::string& why) {
    Holds holds;
    for (const auto& name : cleared)
      holds.push_back(
          waiting(Destruction::clear, why, name.text(), {{name, change_.before->attributes.at(name)}}));
    hold_back(*change_.before, holds, nullptr);
    withhold(std::move(holds));
  }

  void withhold(Holds holds) {
    hold_back(outlook_.now, holds, link());
    change_.holds.insert(change_.holds.end(), std::make_move_iterator(holds.begin()),
                         std::make_move_iterator(holds.end()));
  }

  Status plan() {
    const auto& withheld = change_.intent.guard.withheld;
    const bool withhold = std::any_of(withheld.begin(), withheld.end(),
                                      [](const auto& one) { return one.kind == Destruction::remove_member; });
    TRY_AS(members, plan_members(reader_, mapping_.members(), change_.id(), change_.link.has_value(),
                                 std::move(change_.intent.members), change_.intent.client, now_, withhold));
    change_.members = std::move(members);
    change_.intent.members = change_.members.rows;
    if (change_.members.losses > 0 && change_.link && !withhold)
      change_.losses.push_back({Destruction::remove_member, change_.members.losses});
    return Done{};
  }

  const store::Reader& reader_;
  const mapping::Mapping& mapping_;
  const Secret* password_;
  WallTime now_;
  Change& change_;
  Outlook outlook_;
  ldap::Attributes made_before_;  // By the rules, of the resource as it was.
};

}  // namespace

Result<Change> think_through(const store::Reader& reader, const mapping::Mapping& mapping,
                             store::Intent intent, const Secret* password, WallTime now) {
  Change change;
  change.intent = std::move(intent);
  TRY(Thinker(reader, mapping, password, now, change).think());
  return change;
}

Result<Change> think_through(const Context& context, store::Intent intent, const Secret* password) {
  return context.store.read([&](const store::Reader& reader) {
    return think_through(reader, *context.mapping, std::move(intent), password, context.clock.now());
  });
}

}  // namespace bridge::sync
