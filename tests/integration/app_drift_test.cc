#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <random>

#include "support/daemon_process.h"
#include "support/directory_view.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

// Other hands do thousands of things to the directory; one pass puts right what is ours and nothing else.

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::Directory;
using testing::everything_in;
using testing::ScimClient;
using testing::SlapdProcess;
using Change = ldap::Modification::Kind;

constexpr int kPeople = 60;
constexpr int kGroups = 6;
constexpr int kEdits = 3000;

unsigned seed() {
  const char* wanted = std::getenv("BRIDGE_SEED");
  return wanted ? static_cast<unsigned>(std::strtoul(wanted, nullptr, 10)) : std::random_device{}();
}

// Whoever edits by hand: knows where each entry is now, and what the directory is to hold in the end.
class OtherHands {
 public:
  OtherHands(const SlapdProcess& slapd, unsigned chosen, std::vector<ldap::Dn> people,
             std::vector<ldap::Dn> groups)
      : slapd_(slapd),
        session_(slapd.open()),
        chance_(chosen),
        people_(std::move(people)),
        groups_(std::move(groups)),
        right_(everything_in(slapd)),
        expected_(right_) {
    for (const auto& dn : people_) now_[dn.normal()] = dn;
    const auto attic = *ldap::Dn::parse("ou=attic,ou=people,dc=example,dc=org");
    done(session_->add({attic, {{"objectClass", {"organizationalUnit"}}, {"ou", {"attic"}}}}));
    expected_[attic.normal()] = {{"objectClass", {"organizationalUnit"}}, {"ou", {"attic"}}};
  }

  void edit() {
    switch (roll(12)) {
      case 0:
        return remove(any_person());
      case 1:
      case 2:
        return rename(any_person());
      case 3:
        return move(any_person());
      case 4:
      case 5:
        return add_foreign(any_person());
      case 6:
        return set(any_person(), "title", "Hacked " + std::to_string(roll(1000)));
      case 7:
        return add(any_person(), "cn", "Alias " + std::to_string(roll(1000)));
      case 8:
        return take(any_person(), "title");
      case 9:
        return change_member(Change::add, now_or_was(any_person()).text());
      case 10:
        return change_member(Change::remove, any_person().text());
      default:
        return change_member(Change::add,
                             "uid=ghost" + std::to_string(roll(50)) + ",ou=people,dc=example,dc=org");
    }
  }

  const Directory& expected() const { return expected_; }

 private:
  std::size_t roll(std::size_t sides) {
    return std::uniform_int_distribution<std::size_t>(0, sides - 1)(chance_);
  }
  const ldap::Dn& any_person() { return people_[roll(people_.size())]; }

  // What cannot be done now (the value is there already, the entry is gone) is no edit.
  template <class T>
  bool done(const ldap::Outcome<T>& outcome) {
    using Kind = ldap::Failure::Kind;
    if (outcome) return true;
    const auto kind = outcome.error().kind;
    EXPECT_TRUE(kind == Kind::no_such_object || kind == Kind::already_exists || kind == Kind::value_exists ||
                kind == Kind::no_such_value || kind == Kind::refused)
        << outcome.error().message;
    return false;
  }
  bool modify(const ldap::Dn& dn, Change kind, const char* attribute, ldap::Values values) {
    const ldap::Modification one{kind, attribute, std::move(values)};
    return done(session_->modify(dn, {&one, 1}, {}));
  }
  ldap::Dn now_or_was(const ldap::Dn& person) {
    const auto found = now_.find(person.normal());
    return found == now_.end() ? person : found->second;
  }

  void remove(const ldap::Dn& person) {
    if (!done(session_->remove(now_or_was(person)))) return;
    now_.erase(person.normal());
    expected_[person.normal()] = right_.at(person.normal());  // What others put there is gone with it.
  }
  void go(const ldap::Dn& person, const ldap::Rdn& rdn, const ldap::Dn& parent) {
    const ldap::Dn from = now_or_was(person);
    if (done(session_->rename(from, rdn, parent))) now_[person.normal()] = *ldap::Dn::child(rdn, parent);
  }
  void rename(const ldap::Dn& person) {
    const ldap::Dn from = now_or_was(person);
    go(person, {{"uid", "other" + std::to_string(roll(100000))}}, from.parent());
  }
  void move(const ldap::Dn& person) {
    go(person, now_or_was(person).rdn(), *ldap::Dn::parse("ou=attic,ou=people,dc=example,dc=org"));
  }
  void add_foreign(const ldap::Dn& person) {
    const std::string value = "noted by hand " + std::to_string(roll(100));
    if (modify(now_or_was(person), Change::add, "description", {value}))
      expected_[person.normal()]["description"].insert(value);
  }
  void set(const ldap::Dn& person, const char* attribute, const std::string& value) {
    modify(now_or_was(person), Change::replace, attribute, {value});
  }
  void add(const ldap::Dn& person, const char* attribute, const std::string& value) {
    modify(now_or_was(person), Change::add, attribute, {value});
  }
  void take(const ldap::Dn& person, const char* attribute) {
    modify(now_or_was(person), Change::remove, attribute, {});
  }
  void change_member(Change kind, const std::string& dn) {
    modify(groups_[roll(groups_.size())], kind, "member", {dn});
  }

  const SlapdProcess& slapd_;
  std::unique_ptr<ldap::Session> session_;
  std::mt19937 chance_;
  std::vector<ldap::Dn> people_, groups_;
  Directory right_, expected_;
  std::map<std::string, ldap::Dn> now_;  // By where it shall be.
};

TEST(Drift, IsUndoneByOnePassHoweverMuchThereIs) {
  const unsigned chosen = seed();
  SCOPED_TRACE("BRIDGE_SEED=" + std::to_string(chosen));
  SlapdProcess slapd;
  DaemonProcess daemon(slapd);
  ScimClient client(daemon.port(), daemon.token());
  std::vector<std::string> ids;
  std::vector<ldap::Dn> people, groups;
  for (int i = 0; i < kPeople; ++i) {
    const std::string name = "p" + std::to_string(i);
    const auto made = client.post("/Users", {{"userName", name + "@example.org"},
                                             {"externalId", name},
                                             {"displayName", "Person " + name},
                                             {"title", "Dr " + name}});
    ASSERT_EQ(made.status, 201) << made.body;
    ids.push_back(made.body.value("id", ""));
    people.push_back(*ldap::Dn::parse("uid=" + name + ",ou=people,dc=example,dc=org"));
  }
  for (int i = 0; i < kGroups; ++i) {
    json members = json::array();
    for (int j = i; j < kPeople; j += i + 2) members.push_back({{"value", ids[static_cast<std::size_t>(j)]}});
    const std::string name = "g" + std::to_string(i);
    ASSERT_EQ(
        client.post("/Groups", {{"displayName", name}, {"externalId", "x" + name}, {"members", members}})
            .status,
        201);
    groups.push_back(*ldap::Dn::parse("cn=" + name + ",ou=groups,dc=example,dc=org"));
  }

  OtherHands hands(slapd, chosen, people, groups);
  for (int i = 0; i < kEdits; ++i) hands.edit();
  const auto repaired = daemon.run({"reconcile"});
  EXPECT_EQ(repaired.exit_code, 0) << repaired.out << repaired.err;
  EXPECT_EQ(everything_in(slapd), hands.expected());
  const auto planned = daemon.run({"plan"});
  EXPECT_EQ(planned.exit_code, 0) << planned.out << planned.err;
}

}  // namespace
}  // namespace bridge
