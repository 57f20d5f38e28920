// Rules with on_invalid = "hold": the directory refuses a value, or the mapping can make nothing of it; the
// old one stays, everything else is written, and a person decides.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scim/json.h"
#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/scim_client.h"
#include "support/shipped_mapping.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::eventually;

constexpr char kJo[] = "uid=jo,ou=people,dc=example,dc=org";
// What some entries may have, and others not.
constexpr char kSchema[] =
    "attributetype ( 1.3.6.1.4.1.99999.1.3 NAME 'testBadge' EQUALITY caseIgnoreMatch "
    "SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n"
    "objectclass ( 1.3.6.1.4.1.99999.2.3 NAME 'testHasBadge' AUXILIARY MAY testBadge )\n";

class HeldValues : public ::testing::Test {
 protected:
  HeldValues() {
    testing::write_file(
        dir_ / "mapping.toml",
        testing::shipped_mapping(
            "openldap-inetorgperson",
            {"testBadge = { value = '${nickName}', on_invalid = \"hold\" }",
             "carLicense = { value = '${urn:x:User:since|date:ldap}', on_invalid = \"hold\" }",
             "homePhone = { from = 'phoneNumbers[type eq \"home\"].value', on_invalid = \"hold\" }"}));
    daemon_.emplace(slapd_, testing::DaemonOptions{.mapping = dir_ / "mapping.toml"});
    client_.emplace(daemon_->port(), daemon_->token());
  }

  void make(const json& more = json::object()) {
    json body = {{"userName", "jo"}, {"externalId", "jo"}};
    body.update(more);
    const auto made = client_->post("/Users", body);
    ASSERT_EQ(made.status, 201) << made.body;
    id_ = made.body["id"];
  }
  void set(const json& operations) {
    const auto done = client_->patch("/Users/" + id_, operations);
    EXPECT_EQ(done.status, 200) << done.body;
  }
  void set(const char* path, const json& value) {
    set(json{{{"op", "replace"}, {"path", path}, {"value", value}}});
  }
  void set_home_phone(const char* number) {
    set("phoneNumbers", json{{{"type", "home"}, {"value", number}}});
  }
  json stored() { return client_->get("/Users/" + id_).body; }
  ldap::Values values(const char* attribute) {
    const auto jo = slapd_.open()->read(*ldap::Dn::parse(kJo), {"*"});
    return jo && *jo ? ldap::values_of((*jo)->attributes, attribute) : ldap::Values();
  }
  json run_json(std::vector<std::string> arguments, int exit_code) {
    arguments.push_back("--json");
    const auto done = daemon_->run(arguments);
    EXPECT_EQ(done.exit_code, exit_code) << done.out << done.err;
    auto answer = scim::parse_json(done.out);
    return answer ? *answer : json();
  }
  json held() {
    const auto done = daemon_->run({"held", "list", "--json"});
    return json::parse(done.out);
  }
  void decide(const char* verb) { EXPECT_EQ(daemon_->run({"held", verb, "--all"}).exit_code, 0); }
  std::vector<std::string> flags() {
    std::vector<std::string> kinds;
    for (const auto& flag : json::parse(daemon_->run({"flags", "--json"}).out))
      if (flag["kind"] != "unknown_attribute") kinds.push_back(flag["kind"].get<std::string>());
    return kinds;
  }
  // What waits is told by a plan, but is no part of it.
  void expect_nothing_to_do() {
    const auto plan = json::parse(daemon_->run({"plan", "--json"}).out);
    EXPECT_EQ(plan["counts"]["to_do"], 0) << plan;
  }

  testing::TempDir dir_;
  testing::SlapdProcess slapd_{{.global_config = kSchema}};
  std::optional<testing::DaemonProcess> daemon_;
  std::optional<testing::ScimClient> client_;
  std::string id_;
};

TEST_F(HeldValues, OldOneStaysAndTheRestIsWritten) {
  make({{"phoneNumbers", {{{"type", "home"}, {"value", "+49 30 1"}}}}});
  set({{{"op", "replace"}, {"path", "title"}, {"value", "Dr"}},
       {{"op", "replace"},
        {"path", "phoneNumbers"},
        {"value", {{{"type", "home"}, {"value", "b\xc3\xbcro"}}}}}});
  EXPECT_EQ(values("homePhone"), ldap::Values{"+49 30 1"});
  EXPECT_EQ(values("title"), ldap::Values{"Dr"});
  EXPECT_EQ(stored()["phoneNumbers"][0]["value"], "b\xc3\xbcro");

  const auto waiting = run_json({"held", "list"}, 3);
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0]["kind"], "value");
  EXPECT_EQ(waiting[0]["subject"], "homePhone");
  EXPECT_EQ(waiting[0]["state"], "waits");
  EXPECT_EQ(waiting[0]["resource"], id_);
  EXPECT_EQ(waiting[0]["client"], "test");
  EXPECT_NE(waiting[0]["why"].get<std::string>().find("syntax"), std::string::npos) << waiting;
  const auto shown = run_json({"held", "show", id_}, 0);
  const auto ldif = shown[0]["ldif"].get<std::string>();
  EXPECT_NE(ldif.find("delete: homePhone\nhomePhone: +49 30 1"), std::string::npos) << ldif;
  EXPECT_NE(ldif.find("add: homePhone\nhomePhone:: YsO8cm8="), std::string::npos) << ldif;

  set("title", "Prof");  // Another push leaves it alone.
  EXPECT_EQ(values("homePhone"), ldap::Values{"+49 30 1"});
  EXPECT_EQ(values("title"), ldap::Values{"Prof"});
  EXPECT_EQ(held(), waiting);
  expect_nothing_to_do();

  set_home_phone("+49 30 2");  // A better value takes its place.
  EXPECT_EQ(values("homePhone"), ldap::Values{"+49 30 2"});
  EXPECT_TRUE(run_json({"held", "list"}, 0).empty());
  EXPECT_TRUE(flags().empty());
}

TEST_F(HeldValues, ApproveTriesAgain) {
  make({{"nickName", "J1"}});
  EXPECT_EQ(values("testBadge"), ldap::Values());
  ASSERT_EQ(held().size(), 1U);
  EXPECT_EQ(flags(), std::vector<std::string>{"held"});

  decide("approve");  // The entry still may not have it.
  EXPECT_TRUE(eventually([&] { return held().size() == 1 && held()[0]["state"] == "waits"; })) << held();
  EXPECT_EQ(values("testBadge"), ldap::Values());

  const ldap::Modifications may_have{{ldap::Modification::Kind::add, "objectClass", {"testHasBadge"}}};
  ASSERT_TRUE(slapd_.open()->modify(*ldap::Dn::parse(kJo), may_have, {}));
  decide("approve");
  EXPECT_TRUE(eventually([&] { return values("testBadge") == ldap::Values{"J1"}; }));
  EXPECT_TRUE(eventually([&] { return held().empty(); }));
  EXPECT_TRUE(flags().empty());
  set("nickName", "J2");  // It is an attribute like any other from now on.
  EXPECT_EQ(values("testBadge"), ldap::Values{"J2"});
  expect_nothing_to_do();
}

TEST_F(HeldValues, RejectDropsItUntilItIsPushedAgain) {
  make({{"phoneNumbers", {{{"type", "home"}, {"value", "+49 30 1"}}}}});
  set_home_phone("b\xc3\xbcro");
  decide("reject");
  EXPECT_EQ(run_json({"held", "list"}, 0)[0]["state"], "rejected");
  set("title", "Dr");
  expect_nothing_to_do();
  EXPECT_EQ(held()[0]["state"], "rejected");
  EXPECT_EQ(values("homePhone"), ldap::Values{"+49 30 1"});

  set_home_phone("B\xc3\xbcro");
  EXPECT_EQ(held()[0]["state"], "waits");
  EXPECT_EQ(values("homePhone"), ldap::Values{"+49 30 1"});
  set_home_phone("+49 30 3");
  EXPECT_TRUE(held().empty());
  EXPECT_EQ(values("homePhone"), ldap::Values{"+49 30 3"});
}

TEST_F(HeldValues, WhatTheMappingCannotUseIsHeldToo) {
  make({{"urn:x:User", {{"since", "2024-01-31T00:00:00Z"}}}});
  EXPECT_EQ(values("carLicense"), ldap::Values{"20240131000000Z"});
  set("urn:x:User:since", "soon");
  EXPECT_EQ(values("carLicense"), ldap::Values{"20240131000000Z"});
  ASSERT_EQ(held().size(), 1U);
  EXPECT_EQ(held()[0]["subject"], "carLicense");
  EXPECT_EQ(flags(), std::vector<std::string>{"held"});
  decide("approve");
  EXPECT_TRUE(eventually([&] { return held().size() == 1 && held()[0]["state"] == "waits"; }));
  set("urn:x:User:since", "2025-01-31T00:00:00Z");
  EXPECT_EQ(values("carLicense"), ldap::Values{"20250131000000Z"});
  EXPECT_TRUE(held().empty());
  EXPECT_TRUE(flags().empty());
}

TEST_F(HeldValues, ClearingItEndsTheWaiting) {
  make({{"phoneNumbers", {{{"type", "home"}, {"value", "+49 30 1"}}}}});
  set_home_phone("b\xc3\xbcro");
  ASSERT_EQ(held().size(), 1U);
  set(json{{{"op", "remove"}, {"path", "phoneNumbers"}}});
  EXPECT_EQ(values("homePhone"), ldap::Values());
  EXPECT_TRUE(held().empty());
}

TEST_F(HeldValues, NeverKeepSomebodyFromBeingDisabledOrDeleted) {
  make();
  set({{{"op", "replace"}, {"path", "active"}, {"value", false}},
       {{"op", "replace"},
        {"path", "phoneNumbers"},
        {"value", {{{"type", "home"}, {"value", "b\xc3\xbcro"}}}}}});
  EXPECT_EQ(values("employeeType"), ldap::Values{"disabled"});
  EXPECT_EQ(held().size(), 1U);
  EXPECT_EQ(client_->remove("/Users/" + id_).status, 204);
  EXPECT_TRUE(held().empty());
  EXPECT_TRUE(flags().empty());
}

TEST_F(HeldValues, SurviveARestartAndARepair) {
  make({{"phoneNumbers", {{{"type", "home"}, {"value", "+49 30 1"}}}}});
  set_home_phone("b\xc3\xbcro");
  daemon_->kill();
  daemon_->start();
  const ldap::Modifications drift{{ldap::Modification::Kind::replace, "cn", {"Somebody"}}};
  ASSERT_TRUE(slapd_.open()->modify(*ldap::Dn::parse(kJo), drift, {}));
  EXPECT_NE(daemon_->run({"reconcile"}).exit_code, 1);
  EXPECT_EQ(values("cn"), ldap::Values{"jo"});
  EXPECT_EQ(values("homePhone"), ldap::Values{"+49 30 1"});
  EXPECT_EQ(held().size(), 1U);
}

}  // namespace
}  // namespace bridge
