#include "app/measured_session.h"

#include <utility>

namespace bridge::app {
namespace {

class Meter {
 public:
  Meter(Metrics& metrics, ChangeTrouble& changes, const Clock& clock)
      : metrics_(metrics), changes_(changes), clock_(clock) {}

  // Runs the operation and hands on what it returns.
  template <class Operation>
  auto operator()(const char* kind, Operation&& operation) const {
    const SteadyTime begun = clock_.steady_now();
    auto outcome = operation();
    const std::chrono::duration<double> taken = clock_.steady_now() - begun;
    metrics_.observe(Metric::ldap_seconds, {{"operation", kind}}, taken.count());
    const std::string result(outcome ? "ok" : name_of(outcome.error().kind));
    metrics_.add(Metric::ldap_operations, {{"operation", kind}, {"result", result}});
    return outcome;
  }

  template <class Operation>
  auto change(const char* kind, Operation&& operation) const {
    auto outcome = (*this)(kind, std::forward<Operation>(operation));
    changes_.note(outcome ? nullptr : &outcome.error(), clock_.steady_now());
    return outcome;
  }

 private:
  Metrics& metrics_;
  ChangeTrouble& changes_;
  const Clock& clock_;
};

class MeasuredSession : public ldap::Session {
 public:
  MeasuredSession(std::unique_ptr<ldap::Session> session, const Meter& meter)
      : session_(std::move(session)), meter_(meter) {}

  void set_deadline(SteadyTime deadline) override { session_->set_deadline(deadline); }
  ldap::Outcome<Done> search(const ldap::SearchRequest& request, const ldap::OnEntry& on_entry) override {
    return meter_("search", [&] { return session_->search(request, on_entry); });
  }
  ldap::Outcome<std::string> add(const ldap::Entry& entry) override {
    return meter_.change("add", [&] { return session_->add(entry); });
  }
  ldap::Outcome<Done> modify(const ldap::Dn& dn, std::span<const ldap::Modification> changes,
                             const ModifyOptions& options) override {
    return meter_.change("modify", [&] { return session_->modify(dn, changes, options); });
  }
  ldap::Outcome<Done> rename(const ldap::Dn& dn, const ldap::Rdn& rdn,
                             const std::optional<ldap::Dn>& new_parent) override {
    return meter_.change("rename", [&] { return session_->rename(dn, rdn, new_parent); });
  }
  ldap::Outcome<Done> remove(const ldap::Dn& dn) override {
    return meter_.change("remove", [&] { return session_->remove(dn); });
  }
  const std::string& uuid_attribute() const override { return session_->uuid_attribute(); }
  bool alive() const override { return session_->alive(); }

 private:
  std::unique_ptr<ldap::Session> session_;
  Meter meter_;
};

}  // namespace

std::string_view name_of(ldap::Failure::Kind kind) {
  using Kind = ldap::Failure::Kind;
  switch (kind) {
    case Kind::no_such_object:
      return "no_such_object";
    case Kind::already_exists:
      return "already_exists";
    case Kind::no_such_value:
      return "no_such_value";
    case Kind::value_exists:
      return "value_exists";
    case Kind::no_equality_rule:
      return "no_equality_rule";
    case Kind::not_a_leaf:
      return "not_a_leaf";
    case Kind::assertion_failed:
      return "assertion_failed";
    case Kind::not_unique:
      return "not_unique";
    case Kind::refused:
      return "refused";
    case Kind::denied:
      return "denied";
    case Kind::unavailable:
      break;
  }
  return "unavailable";
}

ldap::OpenSession measured(ldap::OpenSession open, Metrics& metrics, ChangeTrouble& changes,
                           const Clock& clock) {
  return [open = std::move(open), meter = Meter(metrics, changes, clock)](
             SteadyTime deadline) -> ldap::Outcome<std::unique_ptr<ldap::Session>> {
    auto opened = meter("connect", [&] { return open(deadline); });
    if (!opened) return std::move(opened).error();
    return std::unique_ptr<ldap::Session>(std::make_unique<MeasuredSession>(*std::move(opened), meter));
  };
}

}  // namespace bridge::app
