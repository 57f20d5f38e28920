// The daemon is killed before every single write, flush and send of one conversation, counted over all its
// threads, and once more while it starts again.
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>

#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/ledger.h"
#include "support/preloaded_faults.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::Auditor;
using testing::DaemonProcess;
using testing::Ledger;
using testing::PreloadedFaults;
using testing::ScimClient;
using testing::ScimResponse;
using testing::SlapdProcess;

int from_environment(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::atoi(text) : otherwise;
}

std::string write_mapping(const testing::TempDir& dir) {
  testing::write_file(dir / "mapping.toml", testing::ledger_mapping());
  return dir / "mapping.toml";
}

json replace(const json& value) { return {{{"op", "replace"}, {"value", value}}}; }
json members(const char* op, const std::vector<std::string>& ids) {
  json values = json::array();
  for (const auto& id : ids) values.push_back({{"value", id}});
  return {{{"op", op}, {"path", "members"}, {"value", values}}};
}

class EveryCall : public ::testing::Test {
 protected:
  // Until it is answered; a daemon that has died is started again, and dies once more while it starts.
  ScimResponse ask(const std::function<ScimResponse()>& request) {
    ScimResponse response;
    EXPECT_TRUE(testing::eventually([&] {
      response = request();
      if (response.status == 0 && !daemon_.alive()) restart();
      return response.status != 0 && response.status != 503;
    })) << daemon_.log();
    return response;
  }

  void restart() {
    faults_.kill_at(++deaths_ == 1 ? second_death_ : 0);
    daemon_.start_anyhow();
    testing::eventually([&] { return daemon_.answers() || !daemon_.alive(); });
    faults_.kill_at(0);
    if (!daemon_.alive()) daemon_.start();
  }

  std::string create(const std::string& endpoint, const std::string& filter, const json& body) {
    const auto made = ask([&] { return client_.post(endpoint, body); });
    if (made.status == 201) return made.body["id"];
    EXPECT_TRUE(made.status == 409 && deaths_ > 0) << made.status << made.body;
    const auto found = ask([&] { return client_.filter(endpoint, filter); });
    if (found.body.value("totalResults", 0) != 1) return "";
    return found.body["Resources"][0].value("id", "");
  }
  std::string create_person(const Ledger::Person& person) {
    const std::string id =
        create("/Users", "userName eq \"" + person.user_name + "\"", testing::to_scim(person));
    ledger_.people[id] = person;
    return id;
  }
  void change_person(const std::string& id, const json& change) {
    const auto changed = ask([&] { return client_.patch("/Users/" + id, replace(change)); });
    ASSERT_EQ(changed.status, 200) << changed.body;
    ledger_.people[id] = testing::person_of(changed.body);
    for (const auto& [name, value] : change.items()) EXPECT_EQ(changed.body[name], value);
  }
  void change_group(const std::string& id, const json& operations) {
    EXPECT_EQ(ask([&] { return client_.patch("/Groups/" + id, operations); }).status, 204);
  }
  void remove(const std::string& path, const std::string& id) {
    const int status = ask([&] { return client_.remove(path + id); }).status;
    EXPECT_TRUE(status == 204 || (status == 404 && deaths_ > 0)) << status;
    ledger_.gone.insert(id);
  }

  // Whatever kinds of changes there are; `n` keeps the names of one run apart.
  void talk(const std::string& n) {
    const std::string anna = create_person({"anna" + n, "xa" + n, "Anna", "boss", true});
    const std::string berta = create_person({"berta" + n, "xb" + n, "Berta", "", true});
    const std::string group =
        create("/Groups", "displayName eq \"staff" + n + "\"", {{"displayName", "staff" + n}});
    change_group(group, members("add", {anna, berta}));
    change_person(anna, {{"userName", "ann" + n}, {"displayName", "Ann"}});
    change_person(berta, {{"active", false}});
    change_group(group, members("remove", {berta}));
    change_group(group, replace({{"displayName", "all" + n}}));
    ledger_.groups[group] = {"all" + n, {anna}};
    remove("/Users/", berta);
    ledger_.people.erase(berta);
  }
  void tidy_up() {
    for (const auto& [id, group] : std::exchange(ledger_.groups, {})) remove("/Groups/", id);
    for (const auto& [id, person] : std::exchange(ledger_.people, {})) remove("/Users/", id);
    ledger_.gone.clear();
  }

  PreloadedFaults faults_;
  testing::TempDir dir_;
  SlapdProcess slapd_;
  DaemonProcess daemon_{slapd_, {.mapping = write_mapping(dir_), .environment = faults_.environment()}};
  ScimClient client_{daemon_.port(), daemon_.token()};
  Ledger ledger_;
  int deaths_ = 0;
  int second_death_ = 0;
};

// SCIM_LDAP_BRIDGE_CALL_STEP=1 dies at each of them, otherwise at every tenth, from a random one on.
TEST_F(EveryCall, MayBeTheLastOne) {
  const int step = from_environment("SCIM_LDAP_BRIDGE_CALL_STEP", 10);
  const int first =
      step == 1 ? 1 : static_cast<int>(std::random_device{}() % static_cast<unsigned>(step)) + 1;
  Auditor auditor(daemon_, slapd_);
  int at = first, died = 0;
  for (; at < 100'000; at += step) {
    SCOPED_TRACE("at call " + std::to_string(at));
    deaths_ = 0;
    second_death_ = at * 7 % 97 + 1;
    faults_.kill_at(at);
    talk(std::to_string(at));
    const auto calls = faults_.calls();
    faults_.kill_at(0);
    if (!daemon_.alive()) restart();  // It did not live to see what is done after the last answer.
    const auto wrong = auditor.differences(ledger_);
    for (const auto& what : wrong) ADD_FAILURE() << what;
    if (HasFailure()) FAIL() << daemon_.log();
    if (deaths_ == 0) {
      std::cout << "died at " << died << " of " << calls << " calls\n";
      break;
    }
    ++died;
    tidy_up();
  }
  EXPECT_GT(died, 5);
}

}  // namespace
}  // namespace bridge
