#include "support/ledger.h"

#include <chrono>
#include <thread>

#include "support/directory_view.h"
#include "support/scim_client.h"

namespace bridge::testing {
namespace {

using nlohmann::json;
using Values = std::set<std::string>;

constexpr char kMapping[] = R"(
[numbers.uid]
range = [10000, 59999]

[users]
base         = "ou=people,dc=example,dc=org"
object_class = ["inetOrgPerson", "posixAccount"]
rdn          = "uid"
anchor       = "employeeNumber"

[users.attributes]
employeeNumber = '${externalId}'
uid            = '${userName}'
cn             = '${displayName}'
sn             = '${userName}'
title          = '${title}'
uidNumber      = { allocate = "uid" }
gidNumber      = { value = '100', policy = "initial" }
homeDirectory  = '/home/${ldap.uid}'
loginShell     = { value = '/bin/bash', policy = "initial" }

[users.inactive]
set = { loginShell = "/usr/sbin/nologin" }

[groups]
base         = "ou=groups,dc=example,dc=org"
object_class = ["groupOfNames"]
rdn          = "cn"
anchor       = "businessCategory"

[groups.attributes]
cn               = '${displayName}'
businessCategory = '${externalId:-${id}}'

[groups.members]
write = [{ attribute = "member", as = "dn" }]
empty = { placeholder = "cn=empty,dc=example,dc=org" }
)";

std::string dn_of(const Ledger::Person& person) {
  return "uid=" + person.user_name + ",ou=people,dc=example,dc=org";
}
std::string dn_of(const Ledger::Group& group) { return "cn=" + group.name + ",ou=groups,dc=example,dc=org"; }
std::string normal(const std::string& dn) { return ldap::Dn::parse(dn)->normal(); }

std::string text(const Values& values) {
  std::string all;
  for (const auto& value : values) all += "'" + value + "' ";
  return all;
}

void expect(const std::string& whose, const std::string& what, const Values& is, const Values& should_be,
            std::vector<std::string>& wrong) {
  if (is != should_be)
    wrong.push_back(whose + ": " + what + " is " + text(is) + "instead of " + text(should_be));
}

Values attribute(const Directory::mapped_type& entry, const char* name) {
  const auto found = entry.find(name);
  return found == entry.end() ? Values{} : found->second;
}

}  // namespace

std::string ledger_mapping() { return kMapping; }

void Ledger::take_in(const Ledger& other) {
  people.insert(other.people.begin(), other.people.end());
  for (const auto& [id, group] : other.groups) {
    auto& its = groups[id];
    its.name = group.name;
    its.members.insert(group.members.begin(), group.members.end());
  }
  gone.insert(other.gone.begin(), other.gone.end());
}

json to_scim(const Ledger::Person& person) {
  json body = {{"userName", person.user_name},
               {"externalId", person.external_id},
               {"displayName", person.display_name},
               {"active", person.active}};
  if (!person.title.empty()) body["title"] = person.title;
  return body;
}

Ledger::Person person_of(const json& body) {
  return {body.value("userName", ""), body.value("externalId", ""), body.value("displayName", ""),
          body.value("title", ""), body.value("active", true)};
}

std::vector<std::string> Auditor::differences(const Ledger& ledger) {
  std::vector<std::string> wrong;
  wait_until_settled(wrong);
  compare_scim(ledger, wrong);
  compare_directory(ledger, wrong);
  compare_plan(wrong);
  return wrong;
}

void Auditor::wait_until_settled(std::vector<std::string>& wrong) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  std::string shown;
  while (std::chrono::steady_clock::now() < end) {
    const auto status = daemon_.run({"status", "--json"});
    shown = status.out + status.err;
    const json parsed = json::parse(status.out, nullptr, false);
    if (parsed.is_object() && parsed.value("open_intents", 1) == 0 &&
        parsed.value("dirty_references", 1) == 0)
      return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // Between two looks.
  }
  wrong.push_back("not settled: " + shown);
}

void Auditor::compare_scim(const Ledger& ledger, std::vector<std::string>& wrong) const {
  ScimClient client(daemon_.port(), daemon_.token());
  for (const auto& [id, person] : ledger.people) {
    const auto got = client.get("/Users/" + id);
    if (got.status != 200 || person_of(got.body) != person || got.body["id"] != id)
      wrong.push_back("read as " + std::to_string(got.status) + " " + got.body.dump() + " instead of " +
                      to_scim(person).dump());
  }
  for (const auto& [id, group] : ledger.groups) {
    const auto got = client.get("/Groups/" + id);
    Values members;
    for (const auto& member : got.body.value("members", json::array()))
      members.insert(member.value("value", ""));
    expect(id, "displayName", {got.body.value("displayName", "")}, {group.name}, wrong);
    expect(id, "members", members, group.members, wrong);
  }
  for (const auto& id : ledger.gone)
    for (const char* endpoint : {"/Users/", "/Groups/"})
      if (client.get(endpoint + id).status != 404) wrong.push_back("still there: " + (endpoint + id));
  const auto known = client.get("/Users?count=0").body.value("totalResults", -1);
  if (known != static_cast<int>(ledger.people.size()))
    wrong.push_back(std::to_string(known) + " people instead of " + std::to_string(ledger.people.size()));
}

void Auditor::compare_directory(const Ledger& ledger, std::vector<std::string>& wrong) {
  Directory there = everything_in(slapd_);
  std::map<std::string, std::string> by_number;
  for (const auto& [id, person] : ledger.people) {
    const auto node = there.extract(normal(dn_of(person)));
    if (node.empty()) {
      wrong.push_back("no entry " + dn_of(person));
      continue;
    }
    const auto& entry = node.mapped();
    const auto& who = person.user_name;
    expect(who, "cn", attribute(entry, "cn"), {person.display_name}, wrong);
    expect(who, "title", attribute(entry, "title"), person.title.empty() ? Values{} : Values{person.title},
           wrong);
    expect(who, "employeeNumber", attribute(entry, "employeeNumber"), {person.external_id}, wrong);
    expect(who, "homeDirectory", attribute(entry, "homeDirectory"), {"/home/" + who}, wrong);
    expect(who, "loginShell", attribute(entry, "loginShell"),
           {person.active ? "/bin/bash" : "/usr/sbin/nologin"}, wrong);
    const auto number = attribute(entry, "uidNumber");
    if (number.size() != 1) {
      wrong.push_back(who + " has no number");
      continue;
    }
    expect(who, "uidNumber", number, {numbers_.emplace(id, *number.begin()).first->second}, wrong);
    if (const auto [other, fresh] = by_number.emplace(*number.begin(), who); !fresh)
      wrong.push_back(who + " has the number of " + other->second);
  }
  for (const auto& [id, group] : ledger.groups) {
    const auto node = there.extract(normal(dn_of(group)));
    Values members, should_be;
    if (!node.empty())
      for (const auto& dn : attribute(node.mapped(), "member")) members.insert(normal(dn));
    for (const auto& member : group.members)
      if (const auto person = ledger.people.find(member); person != ledger.people.end())
        should_be.insert(normal(dn_of(person->second)));
    if (should_be.empty()) should_be = {normal("cn=empty,dc=example,dc=org")};
    expect(group.name, "member", members, should_be, wrong);
  }
  for (const char* own : {"dc=example,dc=org", "ou=people,dc=example,dc=org", "ou=groups,dc=example,dc=org"})
    there.erase(normal(own));
  for (const auto& [dn, entry] : there) wrong.push_back("an entry too many: " + dn);
}

void Auditor::compare_plan(std::vector<std::string>& wrong) const {
  const auto plan = daemon_.run({"plan"});
  if (plan.exit_code != 0) wrong.push_back("plan: " + plan.out + plan.err);
}

}  // namespace bridge::testing
