#include "support/model_client.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace bridge::testing {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr auto kPatience = 120s;   // For one change.
constexpr std::size_t kMost = 12;  // People of one client.

json replace(const json& value) { return {{{"op", "replace"}, {"value", value}}}; }

}  // namespace

ModelClient::ModelClient(const DaemonProcess& daemon, std::string name, std::string common, unsigned seed)
    : name_(std::move(name)),
      common_(std::move(common)),
      client_(daemon.port(), daemon.token()),
      random_(seed) {
  ledger_.groups[common_].name = "everyone";
}

ModelClient::Answer ModelClient::persist(const Request& request) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  bool unsure = false;
  while (true) {
    ++requests_;
    auto response = request();
    const bool answered = response.status != 0 && response.status != 503 && response.status != 429;
    if (answered || std::chrono::steady_clock::now() > end) return {std::move(response), unsure};
    unsure = true;
    ++repeated_;
    std::this_thread::sleep_for(std::chrono::milliseconds(1 + below(40)));  // A client's own pause.
  }
}

void ModelClient::expect(const Answer& answer, std::initializer_list<int> first,
                         std::initializer_list<int> repeated, const std::string& doing) {
  const int status = answer.response.status;
  if (std::find(first.begin(), first.end(), status) != first.end()) return;
  if (answer.unsure && std::find(repeated.begin(), repeated.end(), status) != repeated.end()) return;
  wrong_.push_back(doing + ": " + std::to_string(status) + " " + answer.response.body.dump());
}

void ModelClient::step() {
  const auto& people = ledger_.people;
  const int dice = below(100);
  if (people.empty() || (dice < 20 && people.size() < kMost)) return create_person();
  const std::string person = any(people);
  if (dice < 45) return change_person(person);
  if (dice < 50) return replace_person(person);
  if (dice < 57) return delete_person(person);
  if (dice < 67) return look_at_person(person);
  if (ledger_.groups.size() < 2 || dice < 70) {
    if (ledger_.groups.size() < 4) return create_group();
  }
  const std::string group = any(ledger_.groups);
  if (dice < 74 && group != common_) return rename_group(group);
  if (dice < 76 && group != common_) return delete_group(group);
  add_or_remove(below(2) == 0 ? common_ : group, person);
}

void ModelClient::create_person() {
  const Ledger::Person person{fresh("u"), fresh("x"), fresh("Name "), below(2) == 0 ? "" : fresh("t"), true};
  const auto answer = persist([&] { return client_.post("/Users", to_scim(person)); });
  expect(answer, {201}, {409}, "create " + person.user_name);
  json body = answer.response.body;
  if (answer.response.status == 409) {
    const auto found =
        persist([&] { return client_.filter("/Users", "userName eq \"" + person.user_name + "\""); });
    if (found.response.body.value("totalResults", 0) != 1) {
      wrong_.push_back("neither created nor there: " + person.user_name);
      return;
    }
    body = found.response.body["Resources"][0];
  }
  const std::string id = body.value("id", "");
  if (id.empty()) return;
  if (person_of(body) != person) wrong_.push_back("created as " + body.dump());
  ledger_.people[id] = person;
}

void ModelClient::change_person(const std::string& id) {
  auto& person = ledger_.people[id];
  auto after = person;
  json change;
  switch (below(5)) {
    case 0:
      change["userName"] = after.user_name = fresh("u");
      break;
    case 1:
      change["active"] = after.active = !after.active;
      break;
    case 2:
      change["displayName"] = after.display_name = fresh("Name ");
      change["userName"] = after.user_name = fresh("u");
      break;
    case 3:
      change["externalId"] = after.external_id = fresh("x");
      break;
    default:
      change["title"] = after.title = fresh("t");
  }
  const auto answer = persist([&] { return client_.patch("/Users/" + id, replace(change)); });
  expect(answer, {200}, {}, "change " + id + " " + change.dump());
  if (answer.response.status != 200) return;
  if (person_of(answer.response.body) != after)
    wrong_.push_back("changed to " + answer.response.body.dump() + " instead of " + to_scim(after).dump());
  person = after;
}

void ModelClient::replace_person(const std::string& id) {
  auto& person = ledger_.people[id];
  auto after = person;
  after.display_name = fresh("Name ");
  after.title = "";
  const auto answer = persist([&] { return client_.send("PUT", "/Users/" + id, to_scim(after)); });
  expect(answer, {200}, {}, "replace " + id);
  if (answer.response.status == 200) person = after;
}

void ModelClient::delete_person(const std::string& id) {
  const auto answer = persist([&] { return client_.remove("/Users/" + id); });
  expect(answer, {204}, {404}, "delete " + id);
  ledger_.people.erase(id);
  for (auto& [ignored, group] : ledger_.groups) group.members.erase(id);
  ledger_.gone.insert(id);
}

void ModelClient::look_at_person(const std::string& id) {
  const auto answer = persist([&] { return client_.get("/Users/" + id); });
  expect(answer, {200}, {}, "read " + id);
  if (person_of(answer.response.body) != ledger_.people[id])
    wrong_.push_back("read " + answer.response.body.dump() + " instead of " +
                     to_scim(ledger_.people[id]).dump());
}

void ModelClient::create_group() {
  const std::string name = fresh("g");
  const auto answer = persist([&] { return client_.post("/Groups", {{"displayName", name}}); });
  expect(answer, {201}, {409}, "create " + name);
  std::string id = answer.response.body.value("id", "");
  if (answer.response.status == 409) {
    const auto found = persist([&] { return client_.filter("/Groups", "displayName eq \"" + name + "\""); });
    if (found.response.body.value("totalResults", 0) != 1) {
      wrong_.push_back("neither created nor there: " + name);
      return;
    }
    id = found.response.body["Resources"][0].value("id", "");
  }
  if (!id.empty()) ledger_.groups[id] = {name, {}};
}

void ModelClient::rename_group(const std::string& id) {
  const std::string name = fresh("g");
  const auto answer = persist([&] {
    return client_.patch("/Groups/" + id, replace({{"displayName", name}}));
  });
  expect(answer, {204}, {}, "rename " + id);
  if (answer.response.status == 204) ledger_.groups[id].name = name;
}

void ModelClient::delete_group(const std::string& id) {
  const auto answer = persist([&] { return client_.remove("/Groups/" + id); });
  expect(answer, {204}, {404}, "delete " + id);
  ledger_.groups.erase(id);
  ledger_.gone.insert(id);
}

void ModelClient::add_or_remove(const std::string& group, const std::string& person) {
  auto& members = ledger_.groups[group].members;
  const bool add = !members.contains(person);
  const json members_value = {{{"value", person}}};
  const json change = {{{"op", add ? "add" : "remove"}, {"path", "members"}, {"value", members_value}}};
  const auto answer = persist([&] { return client_.patch("/Groups/" + group, change); });
  expect(answer, {204}, {}, (add ? "add to " : "remove from ") + group);
  if (answer.response.status != 204) return;
  if (add)
    members.insert(person);
  else
    members.erase(person);
}

}  // namespace bridge::testing
