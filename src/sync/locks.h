#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/clock.h"
#include "base/result.h"
#include "scim/resource.h"

namespace bridge::sync {

// One lock per resource: whoever writes a resource or its entry holds it. No thread holds two. Any thread.
class ResourceLocks {
 public:
  class Hold {
   public:
    Hold(ResourceLocks& locks, scim::ResourceId id) : locks_(&locks), id_(std::move(id)) {}
    Hold(Hold&& other) noexcept : locks_(std::exchange(other.locks_, nullptr)), id_(std::move(other.id_)) {}
    Hold& operator=(Hold&&) = delete;
    ~Hold() {
      if (locks_ != nullptr) locks_->release(id_);
    }

   private:
    ResourceLocks* locks_;
    scim::ResourceId id_;
  };

  // Waits until the resource is free. Fails with `unavailable` at the deadline.
  Result<Hold> hold(const scim::ResourceId& id, SteadyTime deadline);

 private:
  struct Queue {
    int interested = 0;
    bool held = false;
    std::condition_variable freed;
  };

  void release(const scim::ResourceId& id);

  std::mutex mutex_;
  std::unordered_map<scim::ResourceId, Queue> queues_;
};

}  // namespace bridge::sync
