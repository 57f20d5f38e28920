#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "ldap/settings.h"
#include "ldap/sync_watch.h"
#include "sync/live_look.h"
#include "sync/live_queue.h"
#include "sync/reconciler.h"

namespace bridge::sync {

// Where the directory tells of changes as they happen (RFC 4533), what other hands change is looked at and
// put right within seconds. What we write ourselves is none of its business. Where the directory does not,
// passes alone find it. Any thread may ask; two threads of its own: one listens, one works.
class LiveDrift {
 public:
  LiveDrift(const Context& context, Settler& settler, Reconciler& reconciler, ldap::Settings directory)
      : context_(context),
        reconciler_(reconciler),
        look_(context, settler),
        directory_(std::move(directory)) {}
  ~LiveDrift();

  void start();
  void wake();  // The directory is back, or another one: try now.

  struct State {
    bool watching = false;
    std::string standing = "not begun";   // For people: "watching", or why not.
    std::map<std::string, long> changes;  // Heard of since the start, by what came of them.
  };
  State state() const;

 private:
  void listen(const std::stop_token& stop);
  Status watch(const std::stop_token& stop);
  Result<ldap::SyncCookies> cookies(ldap::Session& session, const std::vector<ldap::Dn>& bases);
  Status hear(ldap::SyncWatch& watch, const std::stop_token& stop);
  Status on_change(const ldap::SyncWatch::Change& change);
  Result<std::optional<scim::ResourceId>> whose(const ldap::SyncWatch::Change& change);
  bool is_ours(const ldap::SyncWatch::Change& change) const;
  void put(const scim::ResourceId& id, bool gone);
  Status keep_cookies(const ldap::SyncCookies& cookies);

  void work(const std::stop_token& stop);
  std::optional<scim::ResourceId> wait_for_work(const std::stop_token& stop);
  void look_at(const scim::ResourceId& id);
  void say(const LiveLook::Seen& seen);

  void count(const std::string& what);
  void stand(bool watching, const std::string& how);

  const Context& context_;
  Reconciler& reconciler_;
  LiveLook look_;
  const ldap::Settings directory_;
  ldap::SyncCookies kept_;
  SteadyTime kept_at_{};
  std::optional<ldap::Dn> identity_;

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  LiveQueue queue_;
  State state_;
  bool woken_ = false;
  bool working_ = false;
  std::jthread listener_, worker_;
};

}  // namespace bridge::sync
