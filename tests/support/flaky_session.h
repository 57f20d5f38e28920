#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "ldap/pool.h"
#include "ldap/session.h"

namespace bridge::testing {

// When the calls of FlakySessions fail. Shared by all sessions of one test. Any thread.
class Faults {
 public:
  enum class When { before, after };  // Before the call is passed on, or after the directory has done it.

  // The Nth call from now (1 is the next one) fails, once. A failure `after` says outcome_unknown.
  void fail_call(int number, When when, ldap::Failure failure = lost());
  // Every call fails, and every attempt to connect, until the directory is back.
  void go_down();
  void come_back();
  int calls() const;  // So far, those that failed included.

  static ldap::Failure lost();  // "Can't contact LDAP server"

  // For FlakySession and openers: what this call meets.
  struct Fault {
    When when = When::before;
    ldap::Failure failure;
  };
  std::optional<Fault> next_call();
  bool down() const;

 private:
  mutable std::mutex mutex_;
  std::optional<Fault> planned_;
  int at_ = 0;
  int calls_ = 0;
  bool down_ = false;
};

// Passes calls on until told to fail; dead after a failure of kind `unavailable`. `faults` must outlive it.
class FlakySession final : public ldap::Session {
 public:
  FlakySession(std::unique_ptr<ldap::Session> inner, Faults& faults)
      : inner_(std::move(inner)), faults_(faults) {}

  void set_deadline(SteadyTime deadline) override { inner_->set_deadline(deadline); }
  const std::string& uuid_attribute() const override { return inner_->uuid_attribute(); }
  bool alive() const override { return !dead_ && !faults_.down() && inner_->alive(); }

  ldap::Outcome<Done> search(const ldap::SearchRequest& request, const ldap::OnEntry& on_entry) override;
  ldap::Outcome<std::string> add(const ldap::Entry& entry) override;
  ldap::Outcome<Done> modify(const ldap::Dn& dn, std::span<const ldap::Modification> changes,
                             const ModifyOptions& options) override;
  ldap::Outcome<Done> rename(const ldap::Dn& dn, const ldap::Rdn& rdn,
                             const std::optional<ldap::Dn>& new_parent) override;
  ldap::Outcome<Done> remove(const ldap::Dn& dn) override;

 private:
  template <class T, class Call>
  ldap::Outcome<T> pass_on(bool changes, const Call& call);

  std::unique_ptr<ldap::Session> inner_;
  Faults& faults_;
  bool dead_ = false;
};

// An opener for a Pool: sessions of `open`, made flaky.
ldap::OpenSession flaky(std::function<std::unique_ptr<ldap::Session>()> open, Faults& faults);

}  // namespace bridge::testing
