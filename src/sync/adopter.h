#pragma once

#include <atomic>
#include <stop_token>

#include "sync/adoption.h"
#include "sync/collector.h"

namespace bridge::sync {

// What was found about one entry that no resource explains.
struct AdoptionFinding {
  enum class Kind { matched, ambiguous, unmatched };
  Kind kind = Kind::unmatched;
  scim::ResourceType type = scim::ResourceType::user;
  scim::ResourceId id{};  // Of a match.
  std::string name{};     // userName or displayName, else the externalId; or empty.
  ldap::Dn dn;
  std::string why{};
  bool done = false;  // It was taken over; else it would be.
};
std::string_view name_of(AdoptionFinding::Kind kind);

// `adopt`: reads the whole directory and makes resources of entries that are nobody's, or only tells. Entry
// by entry, each by itself: stopped at any time, it goes on where it was when it is run again. One thread;
// pushes go on meanwhile.
class Adopter {
 public:
  struct Options {
    bool only_look = true;
    std::function<void(const AdoptionFinding&)> on_finding = [](const AdoptionFinding&) {};
  };
  struct Counts {
    long entries = 0, linked = 0;  // Read, and of them resources' before.
    long matched = 0, ambiguous = 0, unmatched = 0;
    long taken = 0;  // Of those matched.
  };
  struct Progress {
    std::atomic<const char*> phase = "";
    std::atomic<long> done = 0, of = 0;
  };

  Adopter(const Context& context, Options options, Progress& progress, std::stop_token stop)
      : context_(context),
        adoption_(context),
        options_(std::move(options)),
        progress_(progress),
        stop_(std::move(stop)) {}

  // Fails when the directory is away or shows less than it should; what was taken over until then stays so.
  Result<Counts> run();

 private:
  Result<Collection> read_directory();
  Status go_through(scim::ResourceType type);
  Status look_at(const scim::ResourceId& id);
  Status tell_strays(const Collection& found);
  void tell(AdoptionFinding finding);

  const Context& context_;
  Adoption adoption_;
  Options options_;
  Progress& progress_;
  std::stop_token stop_;
  Counts counts_;
};

}  // namespace bridge::sync
