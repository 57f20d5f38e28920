// Passes over a directory that shows or takes less than it should.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/bridge_account.h"
#include "support/daemon_process.h"
#include "support/directory_view.h"
#include "support/eventually.h"
#include "support/scim_client.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::Directory;
using testing::ScimClient;
using testing::SlapdProcess;
using Change = ldap::Modification::Kind;

constexpr char kPeople[] = "ou=people,dc=example,dc=org";

// Whoever edits by hand can hide an entry from the bridge, and close the base to new ones.
std::string rights_that_can_be_taken() {
  const std::string bridge = std::string("dn.exact=\"") + testing::kBridgeAccount + "\"";
  return "access to filter=(description=hidden) by " + bridge + " none by * read\n" +
         "access to dn.exact=\"" + kPeople + "\" filter=(description=closed) attrs=children by " + bridge +
         " read by * read\n" + testing::rights_of_bridge_account();
}

class PassStops : public ::testing::Test {
 protected:
  explicit PassStops(testing::SlapdOptions slapd = {.database_config = rights_that_can_be_taken()},
                     std::string config = "[reconcile]\nevery = \"0s\"\n")
      : slapd_(std::move(slapd)),
        daemon_(testing::make_bridge_account(slapd_, dir_),
                {.mapping = mapping_, .more_config = std::move(config)}) {}

  void push_people(int number) {
    for (int i = 0; i < number; ++i) {
      const std::string name = "p" + std::to_string(i);
      const auto made = client_.post("/Users", {{"userName", name}, {"externalId", name}, {"title", "Dr"}});
      ASSERT_EQ(made.status, 201) << made.body;
    }
  }
  static ldap::Dn person(int i) { return *ldap::Dn::parse("uid=p" + std::to_string(i) + "," + kPeople); }
  void edit(const ldap::Dn& dn, Change kind, const char* attribute, ldap::Values values) const {
    const ldap::Modification one{kind, attribute, std::move(values)};
    const auto done = slapd_.open()->modify(dn, {&one, 1}, {});
    ASSERT_TRUE(done) << done.error().message;
  }
  Directory everything() const { return testing::everything_in(slapd_); }

  // The pass stops, says why in these words, and leaves the directory as it is.
  void expect_stop(const std::string& words, const std::string& command = "reconcile") const {
    const auto before = everything();
    const auto stopped = daemon_.run({command});
    EXPECT_EQ(stopped.exit_code, 1) << stopped.out << stopped.err;
    EXPECT_NE(stopped.err.find(words), std::string::npos) << stopped.err;
    EXPECT_EQ(everything(), before);
  }

  testing::TempDir dir_;
  std::string mapping_ = [this] {
    const std::string file = dir_ / "mapping.toml";
    testing::write_file(file, testing::read_file(testing::shipped("mappings/openldap-inetorgperson.toml")));
    return file;
  }();
  SlapdProcess slapd_;
  DaemonProcess daemon_;
  ScimClient client_{daemon_.port(), daemon_.token()};
};

TEST_F(PassStops, WhereManyEntriesAreNotShown) {
  push_people(8);
  for (int i = 0; i < 8; ++i) edit(person(i), Change::add, "description", {"hidden"});
  expect_stop("does not let us make again what it does not show us");
  for (int i = 0; i < 8; ++i) edit(person(i), Change::remove, "description", {"hidden"});
  EXPECT_EQ(daemon_.run({"reconcile"}).exit_code, 0);
}

TEST_F(PassStops, WhereTheBaseIsNotShown) {
  push_people(2);
  const auto base = *ldap::Dn::parse(kPeople);
  edit(base, Change::add, "description", {"hidden"});
  expect_stop("ou=people,dc=example,dc=org");
  edit(base, Change::remove, "description", {"hidden"});
  EXPECT_EQ(daemon_.run({"reconcile"}).exit_code, 0);
}

TEST_F(PassStops, WhereTheMappingNamesABaseThatIsNot) {
  push_people(2);
  daemon_.stop();
  std::string text = testing::read_file(mapping_);
  const auto at = text.find(std::string("= \"") + kPeople);
  ASSERT_NE(at, std::string::npos);
  text.replace(at + 3, std::string("ou=people").size(), "ou=nowhere");
  testing::write_file(mapping_, text);
  daemon_.start();
  for (const char* command : {"plan", "reconcile"})
    expect_stop("the base 'ou=nowhere,dc=example,dc=org' is not in the directory", command);
}

TEST_F(PassStops, ButGoesOnWhereOneEntryIsRefused) {
  push_people(2);
  const auto right = everything();
  ASSERT_TRUE(slapd_.open()->remove(person(0)));
  edit(person(1), Change::replace, "title", {"Queen"});
  edit(*ldap::Dn::parse(kPeople), Change::add, "description", {"closed"});
  const auto tried = daemon_.run({"reconcile"});
  EXPECT_EQ(tried.exit_code, 3) << tried.out << tried.err;
  EXPECT_NE(tried.out.find("refused"), std::string::npos) << tried.out;
  const auto flags = daemon_.run({"flags"}).out;
  EXPECT_NE(flags.find("not_restored"), std::string::npos) << flags;
  EXPECT_NE(flags.find("Insufficient access"), std::string::npos) << flags;
  edit(*ldap::Dn::parse(kPeople), Change::remove, "description", {"closed"});
  EXPECT_EQ(daemon_.run({"reconcile"}).exit_code, 0);
  EXPECT_EQ(everything(), right);
  EXPECT_EQ(daemon_.run({"flags"}).out.find("not_restored"), std::string::npos);
}

TEST_F(PassStops, WhereItMayWriteNothing) {
  push_people(25);
  const auto hands = slapd_.open();
  for (int i = 0; i < 25; ++i) ASSERT_TRUE(hands->remove(person(i)));
  edit(*ldap::Dn::parse(kPeople), Change::add, "description", {"closed"});
  expect_stop("see to our rights");
}

class PassWithASizeLimit : public PassStops {
 protected:
  PassWithASizeLimit()
      : PassStops({.database_config = std::string("limits dn.exact=\"") + testing::kBridgeAccount +
                                      "\" size=5 size.prtotal=5\naccess to * by dn.exact=\"" +
                                      testing::kBridgeAccount + "\" manage by * read\n"}) {}
};

TEST_F(PassWithASizeLimit, StopsAndSaysSo) {
  push_people(8);
  edit(person(1), Change::replace, "title", {"Queen"});
  for (const char* command : {"plan", "reconcile"}) expect_stop("Size limit exceeded", command);
}

class PassByTheClock : public PassStops {
 protected:
  PassByTheClock()
      : PassStops({.database_config = rights_that_can_be_taken()},
                  "[reconcile]\nevery = \"300ms\"\nlive = \"off\"\n") {}
};

TEST_F(PassByTheClock, StopsWhenManyAreNotThereAtOnce) {
  push_people(60);
  const auto right = everything();
  const auto hands = slapd_.open();
  daemon_.stop();
  for (int i = 0; i < 55; ++i) ASSERT_TRUE(hands->remove(person(i)));
  const auto before = everything();
  daemon_.start();
  EXPECT_TRUE(testing::eventually([&] {
    return daemon_.log().find("event=pass.stopped") != std::string::npos;
  })) << daemon_.log();
  EXPECT_NE(daemon_.log().find("55 of 60 entries are not in the directory"), std::string::npos)
      << daemon_.log();
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(daemon_.run({"reconcile"}).exit_code, 0);
  EXPECT_EQ(everything(), right);
}

}  // namespace
}  // namespace bridge
