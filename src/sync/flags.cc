#include "sync/flags.h"

#include <algorithm>

#include "base/log.h"
#include "scim/extensions.h"
#include "scim/json_object.h"
#include "scim/path.h"
#include "sync/anchor.h"
#include "sync/held_values.h"
#include "sync/reserved.h"

namespace bridge::sync {
namespace {

using store::Flag;
using store::Transaction;

// Whether this change tried to write the attribute, or wants it no more: what an earlier refusal says is over
// then.
bool tried(const Change& change, const ldap::AttributeName& attribute) {
  if (!change.intent.after || !change.before || !change.after || change.look) return true;
  const auto before = change.before->attributes.find(attribute);
  const auto after = change.after->attributes.find(attribute);
  if (after == change.after->attributes.end()) return true;
  return before == change.before->attributes.end() || before->second != after->second;
}

const scim::Json* attribute_at(const std::optional<scim::Resource>& resource,
                               const scim::AttributePath& path) {
  if (!resource) return nullptr;
  const scim::Json* home = path.urn.empty() ? &resource->body : scim::find_member(resource->body, path.urn);
  return home != nullptr ? scim::find_member(*home, path.attribute) : nullptr;
}

// Whether a later push has said something else of what was left out of an earlier one.
bool says_anew(const Change& change, const std::string& subject) {
  const std::string attribute = subject.substr(0, subject.find('['));
  const auto path = scim::parse_attribute_path(change.type(), attribute);
  if (!path) return true;
  const auto *before = attribute_at(change.intent.before, *path),
             *after = attribute_at(change.intent.after, *path);
  return before == nullptr || after == nullptr ? before != after : *before != *after;
}

// The kinds of flags that speak of an entry or a request, not of members: few for each resource.
constexpr const char* kFoundAnew[] = {kUnknownReference, kUnusableValue, kReserved, kNotTaken, kValueRefused};

// Whether a standing flag is found out anew by this change.
bool is_found_anew(const Change& change, const Flag& flag) {
  if (flag.kind == kUnknownReference || flag.kind == kUnusableValue || flag.kind == kReserved) return true;
  if (flag.kind == kNotTaken) return says_anew(change, flag.subject);
  return flag.kind == kValueRefused && tried(change, flag.subject);
}

bool same(const Flag& a, const Flag& b) {
  return a.kind == b.kind && a.resource == b.resource && a.subject == b.subject;
}

const char* kind_of(const mapping::Issue& issue) {
  return issue.kind == mapping::Issue::Kind::unknown_reference ? kUnknownReference : kUnusableValue;
}

// What a pushed externalId did to the anchor: rarely meant, so somebody should know.
std::optional<std::string> change_of_anchor(const mapping::Mapping& mapping, const Change& change) {
  if (!change.intent.before || !change.intent.after || !change.before || !change.after) return std::nullopt;
  const auto before = anchor_in(mapping, change.type(), *change.before);
  const auto after = anchor_in(mapping, change.type(), *change.after);
  if (!before || !after || *before == *after) return std::nullopt;
  return "the anchor changed from '" + *before + "' to '" + *after +
         "' because another externalId was pushed";
}

std::vector<Flag> flags_for(const mapping::Mapping& mapping, const Change& change, const Written& written,
                            WallTime now) {
  std::vector<Flag> flags = change.members.raise;
  auto raise = [&](const char* kind, const std::string& subject, const std::string& detail) {
    flags.push_back({kind, change.id(), subject, detail, change.intent.client, now});
  };
  // What is held says so itself.
  const auto is_held = [&, begun = values_to_hold(mapping, change, written)](const auto& attribute) {
    return find_hold(begun, Destruction::value, attribute.text()) != nullptr ||
           find_hold(change.holds, Destruction::value, attribute.text()) != nullptr;
  };
  if (change.intent.after)
    for (const auto& issue : change.after->issues)
      if (issue.kind == mapping::Issue::Kind::unknown_reference || !is_held(issue.attribute))
        raise(kind_of(issue), issue.subject, issue.detail);
  for (const auto& skipped : written.skipped)
    if (!is_held(skipped.attribute)) raise(kValueRefused, skipped.attribute.text(), skipped.reason);
  if (const auto renaming = change_of_anchor(mapping, change)) raise(kAnchorChanged, "", *renaming);
  if (written.adopted)
    raise(kAdopted, "",
          "the entry '" + written.dn.text() + "' was there before and carries this anchor: taken over");
  for (const auto& unlisted : written.unlisted)
    raise(kMemberRefused, unlisted.value, "the directory refuses this member value: " + unlisted.reason);
  if (written.adopted && change.type() == scim::ResourceType::group)
    raise(kMembersMerged, "",
          "members that other hands put into '" + written.dn.text() +
              "' are kept; 'scim-ldap-bridge adopt --exact " + change.id().value + "' ends that");
  if (written.retired && !mapping.deletion(change.type()).disable)
    raise(kKept, "",
          "the entry '" + written.dn.text() +
              "' was there before us: disabled instead of removed; remove it by hand, or write delete = "
              "\"remove\" in the mapping file");
  if (written.kept)
    raise(kNotALeaf, "", "the entry '" + written.dn.text() + "' has children: locked instead of removed");
  return flags;
}

constexpr std::size_t kMostUnknownNames = 200;  // A client that makes names up must not fill the list.

// The names in this change that have no flag yet.
Result<std::vector<Flag>> flags_for_unknown_names(const Transaction& transaction, const Change& change,
                                                  WallTime now) {
  std::vector<Flag> flags;
  if (!change.intent.after) return flags;
  const auto names = scim::unknown_names(change.type(), change.intent.after->body);
  if (names.empty()) return flags;
  const store::ResourceId nobody{""};
  TRY_AS(standing, transaction.flags(nobody));
  for (const auto& name : names) {
    const bool known = std::any_of(standing.begin(), standing.end(), [&](const Flag& flag) {
      return flag.kind == kUnknownAttribute && flag.subject == name;
    });
    if (known || standing.size() + flags.size() >= kMostUnknownNames) continue;
    flags.push_back({kUnknownAttribute, nobody, name,
                     "no schema declares '" + name + "': kept and returned as sent, first seen at " +
                         std::string(scim::name_of(change.type())) + " " + change.id().value,
                     change.intent.client, now});
  }
  return flags;
}

// With the request that brought it about, where there is one.
void log_flag(Event event, const Flag& flag, const std::string& request = "") {
  const Field kind{"kind", flag.kind}, id{"id", flag.resource.value}, subject{"subject", flag.subject};
  const Field detail{"detail", flag.detail};
  if (request.empty())
    log_event(LogLevel::warning, event, {kind, id, subject, detail});
  else
    log_event(LogLevel::warning, event, {kind, id, subject, detail, {"request", request}});
}

Status clear(Transaction& transaction, const Flag& flag, const std::string& request = "") {
  log_flag(Event::flag_cleared, flag, request);
  return transaction.clear_flag(flag.kind, flag.resource, flag.subject);
}

bool is_one_of(const std::vector<Flag>& flags, const Flag& flag) {
  return std::any_of(flags.begin(), flags.end(), [&](const auto& one) { return same(one, flag); });
}

// The flags that stand and that this change can bear on. Never all of them: a group may have as many as
// members.
Result<std::vector<Flag>> standing_flags(const Transaction& transaction, const Change& change,
                                         const std::vector<Flag>& raised) {
  std::vector<Flag> standing;
  if (!change.intent.only_members())
    for (const char* kind : kFoundAnew) {
      TRY_AS(some, transaction.flags_of_kind(kind, change.id()));
      std::move(some.begin(), some.end(), std::back_inserter(standing));
    }
  const auto look = [&](const std::string& kind, const store::ResourceId& id,
                        const std::string& subject) -> Status {
    TRY_AS(flag, transaction.flag(kind, id, subject));
    if (flag && !is_one_of(standing, *flag)) standing.push_back(*std::move(flag));
    return Done{};
  };
  for (const Flag& flag : raised) TRY(look(flag.kind, flag.resource, flag.subject));
  for (const auto& member : change.members.unflag)
    for (const char* kind : {kNestedGroup, kUnknownMember}) TRY(look(kind, change.id(), member));
  return standing;
}

}  // namespace

Status raise_flag(Transaction& transaction, const Flag& flag) {
  TRY_AS(standing, transaction.flag(flag.kind, flag.resource, flag.subject));
  if (!standing) log_flag(Event::flag_raised, flag);
  return transaction.raise_flag(flag);
}

Status clear_flag(Transaction& transaction, const std::string& kind, const scim::ResourceId& id,
                  const std::string& subject) {
  TRY_AS(standing, transaction.flag(kind, id, subject));
  return standing ? clear(transaction, *standing) : Status(Done{});
}

Status update_flags(Transaction& transaction, const mapping::Mapping& mapping, const Change& change,
                    const Written& written, WallTime now) {
  auto raised = flags_for(mapping, change, written, now);
  TRY_AS(unknown, flags_for_unknown_names(transaction, change, now));
  raised.insert(raised.end(), unknown.begin(), unknown.end());
  TRY(clear_reserved(transaction, change));
  TRY_AS(standing, standing_flags(transaction, change, raised));
  const auto& unflag = change.members.unflag;
  for (const auto& flag : standing) {
    const bool about_gone_member = (flag.kind == kNestedGroup || flag.kind == kUnknownMember) &&
                                   std::find(unflag.begin(), unflag.end(), flag.subject) != unflag.end();
    if ((is_found_anew(change, flag) || about_gone_member) && !is_one_of(raised, flag))
      TRY(clear(transaction, flag, change.intent.request_id));
  }
  for (const auto& flag : raised) {
    if (!is_one_of(standing, flag)) log_flag(Event::flag_raised, flag, change.intent.request_id);
    TRY(transaction.raise_flag(flag));
  }
  return Done{};
}

Status clear_declared_names(Transaction& transaction) {
  TRY_AS(standing, transaction.flags(store::ResourceId{""}));
  for (const auto& flag : standing)
    if (flag.kind == kUnknownAttribute && scim::is_declared(flag.subject)) TRY(clear(transaction, flag));
  return Done{};
}

}  // namespace bridge::sync
