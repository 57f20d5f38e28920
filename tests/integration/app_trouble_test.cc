// A directory that is down, hangs, is slow, refuses, or drops connections in the middle of things.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>

#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/ldap_proxy.h"
#include "support/ledger.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::DaemonProcess;
using testing::eventually;
using testing::LdapProxy;
using testing::Ledger;
using testing::ScimClient;
using testing::SlapdProcess;
using Trouble = LdapProxy::Trouble;

constexpr auto kRequestTimeout = 3s;
constexpr auto kSlack = 5s;  // For a loaded machine, and for a sanitizer.

ldap::Settings behind(const LdapProxy& proxy, const SlapdProcess& slapd) {
  ldap::Settings settings = slapd.settings();
  settings.uri = proxy.uri();
  return settings;
}

std::string write_mapping(const testing::TempDir& dir) {
  testing::write_file(dir / "mapping.toml", testing::ledger_mapping());
  return dir / "mapping.toml";
}

class DirectoryTrouble : public ::testing::Test {
 protected:
  // How many of these the daemon has.
  std::ptrdiff_t count(const char* of) const {
    return std::distance(
        std::filesystem::directory_iterator("/proc/" + std::to_string(daemon_.pid()) + "/" + of), {});
  }

  testing::ScimResponse create(const std::string& name) {
    return client_.post("/Users", testing::to_scim({name, "x" + name, name, "", true}));
  }
  void create_in_the_end(const std::string& name) {
    EXPECT_TRUE(eventually([&] {
      const int status = create(name).status;
      return status == 201 || status == 409;
    })) << daemon_.log();
    const auto found = client_.filter("/Users", "userName eq \"" + name + "\"").body;
    ASSERT_EQ(found["totalResults"], 1) << name;
    ledger_.people[found["Resources"][0]["id"]] = {name, "x" + name, name, "", true};
  }
  void change_in_the_end() {
    for (auto& [id, person] : ledger_.people) {
      person.title = "t" + std::to_string(++counter_);
      const json change = {{{"op", "replace"}, {"path", "title"}, {"value", person.title}}};
      EXPECT_TRUE(eventually([&, &its_id = id] {
        return client_.patch("/Users/" + its_id, change).status == 200;
      })) << daemon_.log();
    }
  }
  void expect_all_well() {
    EXPECT_TRUE(eventually([&] { return daemon_.answers(); })) << daemon_.log();
    for (const auto& what : auditor_.differences(ledger_)) ADD_FAILURE() << what;
  }

  testing::TempDir dir_;
  SlapdProcess slapd_;
  LdapProxy proxy_{slapd_.ldapi_socket()};
  DaemonProcess daemon_{behind(proxy_, slapd_),
                        {.mapping = write_mapping(dir_),
                         .scim_config = "request_timeout = \"3s\"\nworkers = 4\n",
                         .ldap_config = "operation_timeout = \"500ms\"\nconnect_timeout = \"500ms\"\n"}};
  ScimClient client_{daemon_.port(), daemon_.token()};
  testing::Auditor auditor_{daemon_, slapd_};
  Ledger ledger_;
  int counter_ = 0;
};

struct Case {
  const char* name;
  Trouble trouble;
  unsigned operations = LdapProxy::kAll;
  int code = 0;
  bool goes_on = false;  // Requests succeed all the same.
  bool seen = true;      // Readiness turns red.
  const char* referral = "";
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class OneTrouble : public DirectoryTrouble, public ::testing::WithParamInterface<Case> {};

TEST_P(OneTrouble, EndsInTimeAndIsSettled) {
  const Case& one = GetParam();
  create_in_the_end("anna");
  proxy_.make(one.trouble, one.operations, one.code, one.referral);
  int failed = 0;
  for (int i = 0; i < 3; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    testing::HttpClient http(daemon_.port());
    const std::string headers =
        "Authorization: Bearer " + daemon_.token() + "\r\nContent-Type: application/scim+json\r\n";
    const std::string name = "u" + std::to_string(i);
    const auto answer = http.ask(testing::http_request(
        "POST", "/scim/v2/Users", headers, testing::to_scim({name, "x" + name, name, "", true}).dump()));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, kRequestTimeout + kSlack);
    ASSERT_TRUE(answer) << daemon_.log();
    if (answer->status == 201) continue;
    ++failed;
    EXPECT_EQ(answer->status, 503) << answer->body;
    EXPECT_TRUE(answer->header("Retry-After"));
    EXPECT_EQ(json::parse(answer->body)["status"], "503");
  }
  EXPECT_EQ(failed, one.goes_on ? 0 : 3) << daemon_.log();
  EXPECT_EQ(client_.get("/Users?count=1").status, 200);  // Reads need no directory.
  if (one.seen) {
    EXPECT_TRUE(eventually([&] { return !daemon_.answers(); }));
  }
  EXPECT_GT(proxy_.made(), 0);
  proxy_.make(Trouble::none);
  for (int i = 0; i < 3; ++i) create_in_the_end("u" + std::to_string(i));
  change_in_the_end();
  expect_all_well();
}

constexpr unsigned kChange = LdapProxy::kChange, kBind = LdapProxy::kBind, kAll = LdapProxy::kAll;

const Case kCases[] = {
    {"Down", Trouble::down},
    {"Hanging", Trouble::silence},
    {"HangingAtChanges", Trouble::silence, kChange},
    {"Slow", Trouble::slow, kAll, 0, true, false},
    {"Busy", Trouble::refused_code, kChange, 51},
    {"BusyAtAll", Trouble::refused_code, kAll, 51},
    {"Unavailable", Trouble::refused_code, kChange, 52},
    {"Unwilling", Trouble::refused_code, kChange, 53},
    {"AtAnAdministrativeLimit", Trouble::refused_code, kChange, 11},
    {"AReadOnlyReplica", Trouble::refused_code, kChange, 10, false, true, "ldap://master.example.org/"},
    {"RefusingBinds", Trouble::refused_code, kBind | LdapProxy::kSearch, 49},
    {"HangingUp", Trouble::hang_up_before},
    {"HangingUpBeforeChanges", Trouble::hang_up_before, kChange},
    {"HangingUpAfterChanges", Trouble::hang_up_after, kChange},
};

INSTANTIATE_TEST_SUITE_P(Directory, OneTrouble, ::testing::ValuesIn(kCases),
                         [](const auto& one) { return std::string(one.param.name); });

// SCIM_LDAP_BRIDGE_TROUBLES says how many.
TEST_F(DirectoryTrouble, LeavesNoThreadAndNoConnectionBehind) {
  const char* wish = std::getenv("SCIM_LDAP_BRIDGE_TROUBLES");
  const long troubles = wish != nullptr ? std::atol(wish) : 150;
  const auto seed = std::random_device{}();
  std::mt19937 random(seed);
  SCOPED_TRACE("seed " + std::to_string(seed));
  const auto below = [&](int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random); };
  create_in_the_end("anna");
  create_in_the_end("berta");
  change_in_the_end();
  const auto threads = count("task"), descriptors = count("fd");
  constexpr Trouble kQuick[] = {Trouble::refused_code, Trouble::hang_up_before, Trouble::hang_up_after,
                                Trouble::down, Trouble::silence};
  constexpr int kCodes[] = {51, 52, 53, 11, 80, 49};
  while (proxy_.made() < troubles) {
    const int silence = below(20) == 0 ? 5 : 4;  // It takes longest.
    proxy_.make(kQuick[below(silence)], below(2) == 0 ? kAll : kChange, kCodes[below(6)]);
    for (const auto& [id, person] : ledger_.people) {
      const json change = {
          {{"op", "replace"}, {"path", "title"}, {"value", "t" + std::to_string(++counter_)}}};
      const int status = client_.patch("/Users/" + id, change).status;
      EXPECT_TRUE(status == 503 || status == 200) << status;
    }
    proxy_.make(Trouble::none);
  }
  change_in_the_end();
  expect_all_well();
  // Sessions in the pool stay open: at most one for each worker and four more.
  const auto sessions = proxy_.connections();
  EXPECT_LE(sessions, 8);
  EXPECT_TRUE(eventually([&] { return count("task") <= threads; })) << count("task") << " > " << threads;
  EXPECT_TRUE(eventually([&] { return count("fd") <= descriptors + 8; }))
      << count("fd") << " > " << descriptors;
  std::cout << proxy_.made() << " troubles; threads " << threads << " -> " << count("task")
            << ", descriptors " << descriptors << " -> " << count("fd") << "\n";
}

}  // namespace
}  // namespace bridge
