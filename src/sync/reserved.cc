#include "sync/reserved.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "scim/error.h"
#include "sync/flags.h"

namespace bridge::sync {
namespace {

using ldap::AttributeName;
using scim::ResourceType;

constexpr std::array<const char*, 3> kNames = {"uid", "cn", "sAMAccountName"};
constexpr std::int64_t kFirstOfPeople = 1000;  // Below are the system's own (login.defs(5), UID_MIN).
constexpr std::int64_t kNobody = 65534;
constexpr int kObjection = 1'000'000;  // No result code of LDAP (RFC 4511 appendix A).

bool has(const ldap::Values& values, std::string_view wanted) {
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& value) { return equals_ignoring_ascii_case(value, wanted); });
}

// The values of an attribute, in the entry and in its name.
ldap::Values named(const ldap::Dn& dn, const ldap::Attributes& attributes, const AttributeName& name) {
  ldap::Values values = values_of(attributes, name);
  if (dn.empty()) return values;
  for (const auto& ava : dn.rdn())
    if (ava.type == name) values.push_back(ava.value);
  return values;
}

// What a change brings that was not there before.
ldap::Values brought(const Change& change, const AttributeName& name) {
  ldap::Values after = named(change.after->dn, change.after->attributes, name);
  if (!change.before) return after;
  const ldap::Values before = named(change.before->dn, change.before->attributes, name);
  std::erase_if(after, [&](const std::string& value) { return has(before, value); });
  return after;
}

bool is_in(const mapping::NumberPool& pool, std::int64_t number) {
  return pool.first <= number && number <= pool.last &&
         std::none_of(pool.reserved.begin(), pool.reserved.end(),
                      [&](const auto& range) { return range.first <= number && number <= range.second; });
}

std::optional<std::int64_t> parse(const std::string& value) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (failure != std::errc() || end != value.data() + value.size()) return std::nullopt;
  return number;
}

bool is_the_systems(const std::string& value) {
  const auto number = parse(value);
  return number && (*number < kFirstOfPeople || *number == kNobody);
}

// Numbers that a client pushes must be of the pools, where there are any. Allocated ones are, or an entry
// that was taken over has had them.
bool may_be_given(const mapping::Mapping& mapping, const std::string& value, bool allocated) {
  const auto& pools = mapping.pools();
  const auto number = parse(value);
  if (!number) return true;  // The directory's affair.
  if (pools.empty() || allocated) return !is_the_systems(value);
  return std::any_of(pools.begin(), pools.end(), [&](const auto& pool) { return is_in(pool, *number); });
}

Result<bool> is_allocated(const mapping::Mapping& mapping, const scim::Resource& resource,
                          const AttributeName& attribute) {
  TRY_AS(choices, mapping.choices(resource));
  return std::any_of(choices.begin(), choices.end(),
                     [&](const mapping::Choice& choice) { return choice.attribute == attribute; });
}

AttributeName number_of(ResourceType type) { return type == ResourceType::user ? "uidNumber" : "gidNumber"; }

Error refused(const Context& context, const Change& change, const AttributeName& name,
              const std::string& what) {
  const std::string sources = context.mapping->sources_of(change.type(), name);
  return invalid_input("attribute '" + (sources.empty() ? name.text() : sources) + "': " + what,
                       scim::kInvalidValue);
}

// By the classes of people, or of the mapping: servers return what an entry was made with, not what follows
// from it.
bool is_person(const mapping::Mapping& mapping, const ldap::Values& classes) {
  constexpr std::array kOthers = {"computer", "msDS-ManagedServiceAccount", "msDS-GroupManagedServiceAccount",
                                  "trustedDomain", "device"};
  const auto is = [&](std::string_view name) { return has(classes, name); };
  const auto& ours = mapping.object_classes(ResourceType::user);
  return std::none_of(kOthers.begin(), kOthers.end(), is) &&
         (is("person") || is("account") || is("posixAccount") ||
          std::any_of(ours.begin(), ours.end(), [&](const std::string& name) {
            return !equals_ignoring_ascii_case(name, "top") && is(name);
          }));
}

bool is_inside(const mapping::Mapping& mapping, ResourceType type, const ldap::Dn& dn) {
  const auto& bases = mapping.bases(type);
  return std::any_of(bases.begin(), bases.end(), [&](const ldap::Dn& base) { return dn.is_below(base); });
}

// As a clause that goes behind "because".
std::string objection(const mapping::Mapping& mapping, const ldap::Dn& identity, ResourceType type,
                      const ldap::Entry& entry) {
  if (entry.dn == identity) return "it is the account this bridge signs in with";
  if (!is_inside(mapping, type, entry.dn)) return "it stands outside of where the mapping has such entries";
  if (has(values_of(entry.attributes, "adminCount"), "1"))
    return "Active Directory protects it as an administrator's (adminCount=1)";
  if (type == ResourceType::user && !is_person(mapping, values_of(entry.attributes, "objectClass")))
    return "it is no person";
  for (const char* name : kNames)
    for (const std::string& value : named(entry.dn, entry.attributes, name))
      if (mapping.reserved_names().contains(value))
        return "its " + std::string(name) + " '" + value + "' is reserved";
  for (const std::string& value : values_of(entry.attributes, number_of(type)))
    if (is_the_systems(value)) return "its " + number_of(type).text() + " " + value + " is the system's";
  return "";
}

std::string subject_of(const Change& change) {
  const scim::Resource& resource = change.intent.resource();
  const auto name = resource.body.find(resource.type == ResourceType::user ? "userName" : "displayName");
  return name != resource.body.end() && name->is_string() ? name->get<std::string>() : resource.id.value;
}

}  // namespace

Status check_reserved(const Context& context, const Change& change) {
  if (change.intent.kind == store::Intent::Kind::remove || !change.after) return Done{};
  if (change.after->dn == context.identity)
    return invalid_input(
        "the entry '" + change.after->dn.text() + "' is the account this bridge signs in with",
        scim::kInvalidValue);
  for (const char* name : kNames)
    for (const std::string& value : brought(change, name))
      if (context.mapping->reserved_names().contains(value))
        return refused(context, change, name,
                       "'" + value + "' is reserved; systems trust whoever has this name");
  const AttributeName number = number_of(change.type());
  TRY_AS(allocated, is_allocated(*context.mapping, change.intent.resource(), number));
  for (const std::string& value : brought(change, number))
    if (!may_be_given(*context.mapping, value, allocated))
      return refused(
          context, change, number,
          "the " + number.text() + " " + value + " is outside of the numbers for people and groups");
  return Done{};
}

std::optional<ldap::Failure> why_not_adopt(const mapping::Mapping& mapping, const ldap::Dn& identity,
                                           ResourceType type, const ldap::Entry& entry) {
  const std::string why = objection(mapping, identity, type, entry);
  if (why.empty()) return std::nullopt;
  ldap::Failure failure;
  failure.kind = ldap::Failure::Kind::refused;
  failure.code = kObjection;
  failure.message = "'" + entry.dn.text() + "' carries the anchor, but is not taken over because " + why;
  return failure;
}

bool is_objection(const ldap::Failure& failure) { return failure.code == kObjection; }

Status flag_reserved(const Context& context, const Change& change, const std::string& why) {
  const bool there = change.intent.before.has_value();
  const store::Flag flag{kReserved,
                         there ? change.id() : scim::ResourceId{""},
                         subject_of(change),
                         "refused: " + why,
                         change.intent.client,
                         context.clock.now()};
  return context.store.write([&](store::Transaction& transaction) { return raise_flag(transaction, flag); });
}

Status clear_reserved(store::Transaction& transaction, const Change& change) {
  if (change.intent.kind != store::Intent::Kind::create) return Done{};
  return clear_flag(transaction, kReserved, scim::ResourceId{""}, subject_of(change));
}

}  // namespace bridge::sync
