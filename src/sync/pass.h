#pragma once

#include <array>
#include <atomic>
#include <map>
#include <set>
#include <stop_token>

#include "sync/collector.h"
#include "sync/follow_ups.h"
#include "sync/guard.h"
#include "sync/restorer.h"
#include "sync/untangler.h"

namespace bridge::sync {

// What a pass did or would do, in numbers.
struct PassCounts {
  long entries = 0;                       // Read from the directory.
  long people = 0, groups = 0;            // Of them ours.
  std::array<long, kSituations> found{};  // Findings that ask for something, by situation.
  long repaired = 0;                      // Of these, put right.
  long held = 0;                          // Left for a person to decide.
  std::array<Toll, 2> tolls;              // Of people, of groups.

  long of(Situation situation) const { return found[static_cast<std::size_t>(situation)]; }
  long to_do() const;  // What a repair would change.
};

// How far a pass is. Any thread may read.
struct PassProgress {
  std::atomic<const char*> phase = "";
  std::atomic<long> done = 0, of = 0;
};

// One pass over the directory: every entry that is ours is compared with what it shall be, and what differs
// is put right, or only told. Reads entry by entry; decides from what it read, and acts only on what it finds
// again under each resource's lock. Order: what is missing, contents, members of groups, entries that are to
// go. One thread; pushes go on meanwhile.
class Pass {
 public:
  struct Options {
    bool only_look = false;
    bool by_person = false;  // Somebody asked for it; else it must not do what looks like a mistake.
    std::string name;        // For the audit trail: "pass-17".
    std::chrono::milliseconds replica_wait{0};  // For a server that has not seen what was written.
    OnFinding on_finding = [](const Finding&) {};
  };

  Pass(const Context& context, Settler& settler, Options options, PassProgress& progress,
       std::stop_token stop)
      : context_(context),
        settler_(settler),
        restorer_(context, settler),
        untangler_(context, restorer_),
        follow_ups_(context),
        options_(std::move(options)),
        progress_(progress),
        stop_(std::move(stop)) {}

  // Fails when the directory is away, shows less than it should, or does not hold what it must; the message
  // is for people. What was repaired until then stays so.
  Result<PassCounts> run();

 private:
  Status wait_for_replica();
  Status settle_first();
  Status ask_guard();
  const std::string* why_not(Destruction kind, scim::ResourceType type) const;
  Status clear_what_is_over();
  Status clear_drift_that_is_over();
  Result<Collection> collect_all();
  Status find_missing_bases(ldap::Session& session);
  Status make_bases();
  bool is_elsewhere(const store::Link& link, scim::ResourceType type) const;
  Status check_missing(Collection& found);
  Status go_through(const Collection& found, bool only_look);
  Status go_through(scim::ResourceType type, const Collection& found, bool only_look, bool seen);
  Status restore(const store::Numbered& one, bool only_look, bool was_seen);
  Result<Finding> untangle(Finding finding, const Restorer::Order& order);
  Status look_at_strays(const Collection& found, bool only_look);
  Status plan_follow_ups(const Finding& finding);
  Status flag_ambiguous(const Finding& finding);
  Status remove_returned(const Collection::Stray& stray, bool only_look);
  Status hold_removal(const store::Tombstone& gone, const std::string& why);
  Status note_removal(const Collection::Stray& stray, const Written& removed);
  void report(Finding finding, bool only_look);
  bool is_lost(const ldap::Dn& base) const;
  bool stopped() const { return stop_.stop_requested(); }
  SteadyTime deadline() const;

  const Context& context_;
  Settler& settler_;
  Restorer restorer_;
  Untangler untangler_;
  FollowUps follow_ups_;
  Options options_;
  PassProgress& progress_;
  std::stop_token stop_;
  PassCounts counts_;
  Marks to_do_;
  Marks counted_;                                     // Of these, those that a repair is to change.
  std::vector<ldap::Dn> missing_bases_;               // Not there…
  std::vector<ldap::Dn> lost_bases_;                  // … though entries of ours were below them.
  std::set<std::array<std::string, 3>> found_again_;  // Flags: kind, resource, subject.
  std::map<std::pair<Destruction, scim::ResourceType>, std::string> objections_;
  int refused_in_a_row_ = 0;
  int denied_in_a_row_ = 0;
};

}  // namespace bridge::sync
