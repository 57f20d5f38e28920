#include "sync/chooser.h"

#include <algorithm>

#include "ldap/naming_context.h"
#include "scim/error.h"
#include "sync/anchor.h"
#include "sync/local_accounts.h"

namespace bridge::sync {
namespace {

using mapping::Choice;

constexpr int kMostSuffixes = 10'000;

std::string space_of(const Choice& choice) {
  return choice.kind == Choice::Kind::number ? "number:" + choice.pool
                                             : "login:" + ascii_lower(choice.attribute.text());
}

Error no_answer(const ldap::Failure& failure) { return unavailable("choosing values: " + failure.message); }

}  // namespace

std::string person_of(const scim::Resource& resource) {
  const auto external_id = resource.body.find("externalId");
  if (external_id == resource.body.end() || !external_id->is_string()) return "";
  return std::string(name_of(resource.type)) + ":" + external_id->get<std::string>();
}

// For whom values are chosen.
struct Chooser::Subject {
  const scim::Resource& resource;
  std::string person;
  ldap::Session& session;
  ldap::Dn context;                  // Within which values must be free.
  std::optional<ldap::Entry> entry;  // Theirs, if there is one.
};

Status Chooser::choose_for(const scim::Resource& resource, SteadyTime deadline) {
  TRY_AS(choices, missing(resource));
  if (choices.empty()) return Done{};
  auto session = context_.directory.lease(deadline);
  if (!session) return unavailable("the directory cannot be reached: " + session.error().message);
  const ldap::Dn& base = context_.mapping->base(resource.type);
  auto context = ldap::naming_context(**session, base, base);
  if (!context) return no_answer(context.error());
  TRY_AS(link, context_.store.read([&](const store::Reader& reader) { return reader.link(resource.id); }));
  std::vector<std::string> wanted;
  for (const Choice& choice : choices) wanted.push_back(choice.attribute.text());
  auto entry = own_entry(**session, resource, link, std::move(wanted));
  if (!entry) return no_answer(entry.error());
  const Subject subject{resource, person_of(resource), **session, std::move(*context), std::move(*entry)};
  for (const Choice& choice : choices) TRY(choose(subject, choice));
  return Done{};
}

// The resource's entry, or the one that will become its own because it carries its anchor.
ldap::Outcome<std::optional<ldap::Entry>> Chooser::own_entry(ldap::Session& session,
                                                             const scim::Resource& resource,
                                                             const std::optional<store::Link>& link,
                                                             std::vector<std::string> attributes) const {
  if (link) return session.read(link->dn, attributes);
  const auto anchor = anchor_value(*context_.mapping, resource);
  if (!anchor) return std::optional<ldap::Entry>();
  return find_by_anchor(session, *context_.mapping, resource.type, *anchor, std::move(attributes));
}

Result<std::vector<Choice>> Chooser::missing(const scim::Resource& resource) const {
  TRY_AS(choices, context_.mapping->choices(resource));
  if (choices.empty()) return choices;
  TRY_AS(chosen,
         context_.store.read([&](const store::Reader& reader) { return chosen_for(reader, resource.id); }));
  std::erase_if(choices, [&](const Choice& choice) { return chosen.contains(choice.attribute); });
  return choices;
}

Status Chooser::choose(const Subject& subject, const Choice& choice) {
  TRY_AS(done, choose_again(subject, choice));
  if (done) return Done{};
  return choice.kind == Choice::Kind::number ? choose_number(subject, choice) : choose_login(subject, choice);
}

// What the entry has, or what the person had.
Result<bool> Chooser::choose_again(const Subject& subject, const Choice& choice) const {
  if (subject.entry) {
    const auto values = subject.entry->attributes.find(choice.attribute);
    if (values != subject.entry->attributes.end()) {
      TRY_AS(holder, keep(subject, choice, values->second.front()));
      if (!holder) return true;
      return conflict("the entry '" + subject.entry->dn.text() + "' has the " + choice.attribute.text() +
                          " '" + values->second.front() + "' that belongs to " + holder->value,
                      scim::kUniqueness);
    }
  }
  TRY_AS(before, context_.store.read([&](const store::Reader& reader) {
    return reader.chosen_before(space_of(choice), ascii_lower(choice.attribute.text()), subject.person);
  }));
  if (!before) return false;
  TRY_AS(holder, keep(subject, choice, before->value));
  return !holder;
}

Status Chooser::choose_number(const Subject& subject, const Choice& choice) {
  const auto& pools = context_.mapping->pools();
  const auto pool =
      std::find_if(pools.begin(), pools.end(), [&](const auto& one) { return one.name == choice.pool; });
  if (pool == pools.end()) return internal("there is no pool '" + choice.pool + "'");
  while (true) {
    TRY_AS(number, numbers_.next(subject.session, *pool, choice.attribute, subject.context));
    TRY_AS(holder, keep(subject, choice, std::to_string(number)));
    if (!holder) return Done{};  // Else somebody's from before the pool began there: the next one.
  }
}

Status Chooser::choose_login(const Subject& subject, const Choice& choice) const {
  if (choice.wish.empty()) return Done{};
  for (int n = 1; n <= kMostSuffixes; ++n) {
    const std::string login = choice.candidate(n);
    TRY_AS(free, is_free(subject, choice, login));
    if (!free) continue;
    TRY_AS(holder, keep(subject, choice, login));
    if (!holder) return Done{};
  }
  return conflict("no name like '" + choice.wish + "' is free for " + choice.attribute.text(),
                  scim::kUniqueness);
}

Result<bool> Chooser::is_free(const Subject& subject, const Choice& choice, const std::string& login) const {
  if (is_local_name(login) || context_.mapping->reserved_names().contains(login)) return false;
  TRY_AS(given, context_.store.read(
                    [&](const store::Reader& reader) { return reader.chosen_in(space_of(choice), login); }));
  if (given && given->id != subject.resource.id) return false;
  bool found = false;
  ldap::SearchRequest request{
      subject.context, ldap::Scope::subtree, ldap::Filter::equals(choice.attribute, login), {"1.1"}};
  auto searched = subject.session.search(request, [&](ldap::Entry&& entry) {
    found = !subject.entry || entry.dn != subject.entry->dn;
    return !found;
  });
  if (!searched) return no_answer(searched.error());
  return !found;
}

// Who else has it, or nothing when it is theirs now.
Result<std::optional<scim::ResourceId>> Chooser::keep(const Subject& subject, const Choice& choice,
                                                      const std::string& value) const {
  std::optional<scim::ResourceId> other;
  TRY(context_.store.write(
      [&](store::Transaction& transaction) -> Status {
        TRY_AS(holder, transaction.choose({space_of(choice), value, ascii_lower(choice.attribute.text()),
                                           subject.resource.id, subject.person}));
        other = std::move(holder);
        return Done{};
      },
      store::Store::Until::visible));  // Durable with the intent that follows.
  return other;
}

Result<mapping::Chosen> chosen_for(const store::Reader& reader, const scim::ResourceId& id) {
  TRY_AS(values, reader.chosen(id));
  mapping::Chosen chosen;
  for (auto& one : values) chosen.insert_or_assign(one.attribute, std::move(one.value));
  return chosen;
}

}  // namespace bridge::sync
