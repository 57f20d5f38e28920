#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "support/contract_place.h"

namespace bridge::testing {

using ldap::Dn;
using ldap::Entry;
using ldap::Failure;
using ldap::Filter;
using ldap::Modification;
using ldap::Scope;
using ldap::Values;
using Kind = Failure::Kind;
using Change = Modification::Kind;

// A session in a place of its own, and people and groups in the place's terms.
class SessionContract : public ::testing::TestWithParam<Made> {
 protected:
  void SetUp() override {
    place_ = make_place(GetParam());
    session_ = place_->open();
  }

  const Terms& terms() const { return place_->terms; }
  const Dn& base() const { return place_->base; }
  Dn folder(const std::string& name) const { return *Dn::child({{"ou", name}}, base()); }
  ldap::Rdn named(const std::string& name) const { return {{terms().person_name, name}}; }

  Entry person(const std::string& name) const {
    Entry entry{*Dn::child(named(name), folder("people")),
                {{"objectClass", {terms().person_class}}, {"cn", {"Jo"}}, {"sn", {"Ex"}}}};
    entry.attributes[terms().person_name] = {name};
    return entry;
  }

  Entry group(const std::string& name, Values members) const {
    return {*Dn::child({{"cn", name}}, folder("groups")),
            {{"objectClass", {terms().group_class}}, {"cn", {name}}, {"member", std::move(members)}}};
  }

  Entry added(Entry entry) {
    auto outcome = session_->add(entry);
    EXPECT_TRUE(outcome) << outcome.error().message;
    return entry;
  }

  Values values(const Dn& entry, const std::string& attribute) {
    auto found = session_->read(entry, {attribute});
    EXPECT_TRUE(found) << found.error().message;
    if (!found || !*found) return {};
    Values sorted = (*found)->attributes[attribute];
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }

  std::vector<Dn> members(const Dn& entry) {
    std::vector<Dn> names;
    for (const std::string& value : values(entry, "member")) names.push_back(*Dn::parse(value));
    std::sort(names.begin(), names.end());
    return names;
  }

  Kind kind_of(const ldap::Outcome<Done>& outcome) {
    EXPECT_FALSE(outcome);
    EXPECT_FALSE(!outcome && outcome.error().message.empty());
    return outcome ? Kind::unavailable : outcome.error().kind;
  }

  ldap::Outcome<Done> modify(const Entry& entry, const ldap::Modifications& changes,
                             bool permissive = false) {
    return session_->modify(entry.dn, changes, {.permissive = permissive});
  }

  std::vector<std::string> found(const ldap::SearchRequest& request) {
    std::vector<std::string> names;
    auto outcome = session_->search(request, [&](Entry&& entry) {
      names.push_back(entry.dn.normal());
      return true;
    });
    EXPECT_TRUE(outcome) << outcome.error().message;
    std::sort(names.begin(), names.end());
    return names;
  }

  std::unique_ptr<Place> place_;
  std::unique_ptr<ldap::Session> session_;
};

}  // namespace bridge::testing
