#pragma once

#include <functional>
#include <string>
#include <vector>

#include "mapping/recovered.h"
#include "store/candidates.h"
#include "sync/context.h"

namespace bridge::sync {

// What an entry would be, taken over: or why it would not.
struct Recognised {
  store::Candidate candidate;
  mapping::Recovered recovered;
  std::string why_not{};  // For people; empty when it is a candidate.
};

// Looks at what stands in the entry. `uuid` is the server's id of it. Pure but for the identity.
Recognised recognise(const Context& context, const ldap::Entry& entry, const std::string& uuid);

// The attributes that must be read of an entry for that.
std::vector<std::string> attributes_of_candidates(const mapping::Mapping& mapping, const std::string& uuid);

// Keeps the list of candidates up to date while somebody reads all entries. One thread at a time.
class CandidateIndex {
 public:
  using OnUnmatched = std::function<void(const ldap::Entry&, const std::string& why)>;
  explicit CandidateIndex(const Context& context, OnUnmatched on_unmatched = nullptr)
      : context_(context), on_unmatched_(std::move(on_unmatched)) {}

  // An entry that no link, anchor or tombstone explains. Fails as the state database does.
  Status take(const store::Reader& reader, const ldap::Entry& entry, const std::string& uuid);
  // All entries were read: what was not among them is no candidate any more.
  Status end();

 private:
  Status flush();

  struct Noted {
    store::Candidate candidate;
    bool known = false;  // As it stands in the list already.
  };
  const Context& context_;
  OnUnmatched on_unmatched_;
  std::vector<Noted> noted_;
  std::int64_t sweep_ = 0;
};

}  // namespace bridge::sync
