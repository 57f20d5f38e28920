#pragma once

#include <condition_variable>
#include <list>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "base/result.h"
#include "scim/resource.h"

namespace bridge::sync {

// How much of a resource a lock covers: all of it, or only what it says of some members. Changes of different
// members of one group commute, so their locks do not exclude each other.
class Scope {
 public:
  static Scope whole() { return Scope(true, {}); }
  static Scope of_members(std::set<std::string> values) { return Scope(false, std::move(values)); }

  bool is_whole() const { return whole_; }
  bool meets(const Scope& other) const;

 private:
  Scope(bool whole, std::set<std::string> members) : whole_(whole), members_(std::move(members)) {}

  bool whole_;
  std::set<std::string> members_;
};

// One lock per resource: whoever writes a resource or its entry holds it. First come, first served: nobody
// overtakes a waiter whose scope meets the own one. No thread holds two. Any thread.
class ResourceLocks {
 private:
  struct Turn {
    explicit Turn(Scope asked) : scope(std::move(asked)) {}
    Scope scope;
    bool come = false;
    std::condition_variable called;
  };
  using Queue = std::list<Turn>;

 public:
  class Hold {
   public:
    Hold(ResourceLocks& locks, scim::ResourceId id, Queue::iterator turn)
        : locks_(&locks), id_(std::move(id)), turn_(turn) {}
    Hold(Hold&& other) noexcept
        : locks_(std::exchange(other.locks_, nullptr)), id_(std::move(other.id_)), turn_(other.turn_) {}
    Hold& operator=(Hold&&) = delete;
    ~Hold() {
      if (locks_ != nullptr) locks_->release(id_, turn_);
    }

   private:
    ResourceLocks* locks_;
    scim::ResourceId id_;
    Queue::iterator turn_;
  };

  // Waits until nobody holds what the scope meets. Fails with `unavailable` at the deadline.
  Result<Hold> hold(const scim::ResourceId& id, SteadyTime deadline, Scope scope = Scope::whole());

 private:
  void release(const scim::ResourceId& id, Queue::iterator turn);
  void leave(const scim::ResourceId& id, Queue& queue, Queue::iterator turn);
  static void call_next(Queue& queue);

  std::mutex mutex_;
  std::unordered_map<scim::ResourceId, Queue> queues_;
};

}  // namespace bridge::sync
