#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "support/daemon_process.h"
#include "support/directory_view.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {

using nlohmann::json;
using testing::DaemonProcess;
using testing::Directory;
using testing::ScimClient;
using testing::SlapdProcess;

inline constexpr char kMapping[] = R"(
[users]
base = "ou=people,dc=example,dc=org"
object_class = ["inetOrgPerson", "posixAccount"]
rdn = "uid"
anchor = "employeeNumber"
[users.attributes]
employeeNumber = '${externalId:-${id}}'
carLicense = '${id}'
initials = '${userName}'
uid = { value = '${userName|before:@|ascii|lower|max:32}', policy = "initial", on_collision = "suffix" }
cn = '${displayName:-${userName}}'
sn = '${name.familyName:-${userName}}'
mail = '${emails[type eq "work"].value}'
title = '${title}'
telephoneNumber = { from = 'phoneNumbers.value', multi = "all" }
mobile = { from = 'phoneNumbers[type eq "mobile"].value', multi = "all" }
employeeType = { from = 'userType', transform = [{ map = { Employee = "E", Guest = "G" } }] }
uidNumber = { allocate = "uid" }
gidNumber = '100'
homeDirectory = { value = '/home/${ldap.uid}', policy = "initial" }
manager = { from = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value', as = "dn" }
[users.inactive]
set = { loginShell = "/usr/sbin/nologin" }
[numbers.uid]
range = [10000, 19999]
mark = "cn=numbers,dc=example,dc=org"
[groups]
base = "ou=groups,dc=example,dc=org"
object_class = ["groupOfNames"]
rdn = "cn"
anchor = "description"
[groups.attributes]
cn = '${displayName}'
description = '${externalId:-${id}}'
o = '${id}'
[groups.members]
write = [{ attribute = "member", as = "dn" }]
empty = { placeholder = "cn=empty,dc=example,dc=org" }
)";

inline constexpr char kEnterprise[] = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

inline ldap::Dn person(const std::string& name) {
  return *ldap::Dn::parse("uid=" + name + ",ou=people,dc=example,dc=org");
}
inline ldap::Dn group_dn(const std::string& name) {
  return *ldap::Dn::parse("cn=" + name + ",ou=groups,dc=example,dc=org");
}

// A daemon whose mapping keeps ids in the directory.
class Adopting : public ::testing::Test {
 protected:
  json user_body(const std::string& name, const json& more = json::object()) const {
    json body = {{"userName", name + "@example.org"}, {"externalId", "x-" + name}};
    body.update(more);
    return body;
  }
  std::string user(const std::string& name, const json& more = json::object()) {
    const auto made = client_->post("/Users", user_body(name, more));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body.value("id", "");
  }
  std::string group(const std::string& name, const std::vector<std::string>& members) {
    json body = {{"displayName", name}, {"externalId", "g-" + name}, {"members", json::array()}};
    for (const auto& member : members) body["members"].push_back({{"value", member}});
    const auto made = client_->post("/Groups", body);
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body.value("id", "");
  }
  // Made by other hands.
  void entry(const std::string& name, const ldap::Attributes& more = {}) const {
    ldap::Entry made{person(name),
                     {{"objectClass", {"inetOrgPerson", "posixAccount"}},
                      {"uid", {name}},
                      {"cn", {"Of " + name}},
                      {"sn", {"Sn"}},
                      {"uidNumber", {std::to_string(20000 + static_cast<int>(name.size()) * 100 + name[0])}},
                      {"gidNumber", {"100"}},
                      {"homeDirectory", {"/home/" + name}}}};
    for (const auto& [attribute, values] : more) made.attributes[attribute] = values;
    const auto done = slapd_.open()->add(made);
    ASSERT_TRUE(done) << done.error().message;
  }
  ldap::Values values(const ldap::Dn& dn, const char* attribute) const {
    const auto found = slapd_.open()->read(dn, {attribute});
    return found && *found ? ldap::values_of((*found)->attributes, attribute) : ldap::Values();
  }
  testing::ProgramOutput run(std::vector<std::string> arguments, int exit_code) const {
    auto done = daemon_.run(std::move(arguments));
    EXPECT_EQ(done.exit_code, exit_code) << done.out << done.err << daemon_.log();
    return done;
  }
  void expect_in_sync() const {
    const auto planned = run({"plan"}, 0);
    EXPECT_EQ(planned.out.find("changetype"), std::string::npos) << planned.out;
  }
  // The state database is gone, and with it every token.
  void lose_state() {
    daemon_.stop();
    for (const char* file : {"state.db", "state.db-wal", "state.db-shm"})
      std::filesystem::remove(std::filesystem::path(daemon_.state_folder()) / file);
  }
  void start_with_new_token() {
    std::string token = run({"token", "create", "again"}, 0).out;
    while (!token.empty() && token.back() == '\n') token.pop_back();
    daemon_.start();
    client_.emplace(daemon_.port(), token);
  }
  json found(const std::string& endpoint, const std::string& filter) {
    const auto answer = client_->filter(endpoint, filter);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }
  // The id under which the only one is found.
  std::string id_found(const std::string& endpoint, const std::string& filter) {
    const json answer = found(endpoint, filter);
    EXPECT_EQ(answer["totalResults"], 1) << answer;
    return answer["totalResults"] == 1 ? answer["Resources"][0].value("id", "") : "";
  }
  long count(const std::string& endpoint) { return client_->get(endpoint).body.value("totalResults", -1L); }

  SlapdProcess slapd_{};
  testing::TempDir dir_;
  std::string mapping_ = [this] {
    const std::string file = dir_ / "mapping.toml";
    testing::write_file(file, kMapping);
    return file;
  }();
  DaemonProcess daemon_{slapd_, {.mapping = mapping_}};
  std::optional<ScimClient> client_{std::in_place, daemon_.port(), daemon_.token()};
};

}  // namespace bridge
