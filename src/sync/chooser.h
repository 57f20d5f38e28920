#pragma once

#include "sync/context.h"
#include "sync/numbers.h"

namespace bridge::sync {

// Sees to it that everything the mapping wants chosen for a resource (numbers, login names) is chosen, once
// and for good: what its entry has already, what the same person had before, or else something that is free:
// nobody had it, no entry of the naming context and no account of this machine has it. Any thread.
class Chooser {
 public:
  explicit Chooser(const Context& context) : context_(context), numbers_(context) {}

  // Durable when it returns. Needs the resource's lock. Fails with `unavailable` while the directory is away
  // or numbers are used up, with conflict when no login name is free or the entry's value belongs to somebody
  // else.
  Status choose_for(const scim::Resource& resource, SteadyTime deadline);

 private:
  struct Subject;
  Result<std::vector<mapping::Choice>> missing(const scim::Resource& resource) const;
  ldap::Outcome<std::optional<ldap::Entry>> own_entry(ldap::Session& session, const scim::Resource& resource,
                                                      const std::optional<store::Link>& link,
                                                      std::vector<std::string> attributes) const;
  Status choose(const Subject& subject, const mapping::Choice& choice);
  Result<bool> choose_again(const Subject& subject, const mapping::Choice& choice) const;
  Status choose_number(const Subject& subject, const mapping::Choice& choice);
  Status choose_login(const Subject& subject, const mapping::Choice& choice) const;
  Result<bool> is_free(const Subject& subject, const mapping::Choice& choice, const std::string& login) const;
  Result<std::optional<scim::ResourceId>> keep(const Subject& subject, const mapping::Choice& choice,
                                               const std::string& value) const;

  const Context& context_;
  Numbers numbers_;
};

// By what a person is recognised who was deleted and comes back; empty when by nothing.
std::string person_of(const scim::Resource& resource);

// What was chosen for a resource, as the mapping takes it.
Result<mapping::Chosen> chosen_for(const store::Reader& reader, const scim::ResourceId& id);

}  // namespace bridge::sync
