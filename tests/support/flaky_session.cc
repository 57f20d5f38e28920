#include "support/flaky_session.h"

#include <ldap.h>

namespace bridge::testing {

using ldap::Failure;
using ldap::Outcome;

void Faults::fail_call(int number, When when, Failure failure) {
  const std::lock_guard lock(mutex_);
  planned_ = Fault{when, std::move(failure)};
  at_ = calls_ + number;
}

void Faults::go_down() {
  const std::lock_guard lock(mutex_);
  down_ = true;
}

void Faults::come_back() {
  const std::lock_guard lock(mutex_);
  down_ = false;
}

int Faults::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

bool Faults::down() const {
  const std::lock_guard lock(mutex_);
  return down_;
}

Failure Faults::lost() { return ldap::make_failure(LDAP_SERVER_DOWN, "asking a directory that is away", ""); }

std::optional<Faults::Fault> Faults::next_call() {
  const std::lock_guard lock(mutex_);
  ++calls_;
  if (down_) return Fault{When::before, lost()};
  if (!planned_ || calls_ != at_) return std::nullopt;
  return std::exchange(planned_, std::nullopt);
}

template <class T, class Call>
Outcome<T> FlakySession::pass_on(bool changes, const Call& call) {
  auto fault = dead_ ? Faults::Fault{Faults::When::before, Faults::lost()} : faults_.next_call();
  if (!fault) return call();
  dead_ = dead_ || fault->failure.kind == Failure::Kind::unavailable;
  if (fault->when == Faults::When::after) {
    (void)call();
    fault->failure.outcome_unknown = changes;
  }
  return std::move(fault->failure);
}

Outcome<Done> FlakySession::search(const ldap::SearchRequest& request, const ldap::OnEntry& on_entry) {
  return pass_on<Done>(false, [&] { return inner_->search(request, on_entry); });
}

Outcome<std::string> FlakySession::add(const ldap::Entry& entry) {
  return pass_on<std::string>(true, [&] { return inner_->add(entry); });
}

Outcome<Done> FlakySession::modify(const ldap::Dn& dn, std::span<const ldap::Modification> changes,
                                   const ModifyOptions& options) {
  return pass_on<Done>(true, [&] { return inner_->modify(dn, changes, options); });
}

Outcome<Done> FlakySession::rename(const ldap::Dn& dn, const ldap::Rdn& rdn,
                                   const std::optional<ldap::Dn>& new_parent) {
  return pass_on<Done>(true, [&] { return inner_->rename(dn, rdn, new_parent); });
}

Outcome<Done> FlakySession::remove(const ldap::Dn& dn) {
  return pass_on<Done>(true, [&] { return inner_->remove(dn); });
}

ldap::OpenSession flaky(std::function<std::unique_ptr<ldap::Session>()> open, Faults& faults) {
  return [open = std::move(open), &faults](SteadyTime) -> Outcome<std::unique_ptr<ldap::Session>> {
    if (faults.down()) return Faults::lost();
    return std::unique_ptr<ldap::Session>(std::make_unique<FlakySession>(open(), faults));
  };
}

}  // namespace bridge::testing
