// More clients than the daemon has workers, connections and room for: it says so, stays alive and small, and
// is itself again right after.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/ldap_proxy.h"
#include "support/ledger.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using namespace std::chrono_literals;
using testing::DaemonProcess;
using testing::eventually;
using testing::HttpClient;
using testing::LdapProxy;
using testing::ScimClient;
using testing::SlapdProcess;

constexpr int kClients = 700;         // More than wait in line (512) and are worked for (4).
constexpr long kKilobytes = 200'000;  // That a burst may add.

// The daemon inherits the limit.
bool raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  return limit.rlim_max >= 4096 && ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

ldap::Settings behind(const LdapProxy& proxy, const SlapdProcess& slapd) {
  ldap::Settings settings = slapd.settings();
  settings.uri = proxy.uri();
  return settings;
}

class Overload : public ::testing::Test {
 protected:
  long resident_kilobytes() const {
    std::ifstream status("/proc/" + std::to_string(daemon_.pid()) + "/status");
    for (std::string word; status >> word;)
      if (long size = 0; word == "VmRSS:" && status >> size) return size;
    return -1;
  }

  std::string request(int number) const {
    const std::string name = "u" + std::to_string(number);
    const std::string headers =
        "Authorization: Bearer " + daemon_.token() + "\r\nContent-Type: application/scim+json\r\n";
    return testing::http_request("POST", "/scim/v2/Users", headers,
                                 testing::to_scim({name, "x" + name, name, "", true}).dump());
  }

  // How long so many changes take, one after the other.
  std::chrono::steady_clock::duration time_of(int changes, const std::string& prefix) {
    ScimClient client(daemon_.port(), daemon_.token());
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < changes; ++i) {
      const std::string name = prefix + std::to_string(i);
      const auto made = client.post("/Users", testing::to_scim({name, "x" + name, name, "", true}));
      EXPECT_EQ(made.status, 201) << made.body;
    }
    return std::chrono::steady_clock::now() - begun;
  }

  bool healthy_at_once() const {
    const auto begun = std::chrono::steady_clock::now();
    HttpClient client(daemon_.admin_port());
    const auto answer = client.ask(testing::http_request("GET", "/healthz"));
    return answer && answer->status == 200 && std::chrono::steady_clock::now() - begun < 2s;
  }

  bool many_descriptors_ = raise_descriptor_limit();
  SlapdProcess slapd_;
  LdapProxy proxy_{slapd_.ldapi_socket()};
  DaemonProcess daemon_{behind(proxy_, slapd_),
                        {.scim_config = "workers = 4\nrequest_timeout = \"3s\"\n"
                                        "max_connections_per_address = 2000\n",
                         .ldap_config = "operation_timeout = \"1s\"\nconnect_timeout = \"1s\"\n"}};
};

TEST_F(Overload, IsSaidAndPasses) {
  if (!many_descriptors_) GTEST_SKIP() << "needs 4096 file descriptors (ulimit -Hn)";
  const auto before = time_of(50, "before");
  const long memory = resident_kilobytes();
  proxy_.make(LdapProxy::Trouble::silence);

  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<HttpClient>(daemon_.port()));
    ASSERT_TRUE(clients.back()->send(request(i)));
  }
  EXPECT_TRUE(healthy_at_once());
  std::map<int, int> answers;
  for (auto& client : clients) {
    const auto answer = client->read_response(false, 60s);
    ASSERT_TRUE(answer);
    ++answers[answer->status];
    if (answer->status == 503) {
      EXPECT_TRUE(answer->header("Retry-After"));
    }
  }
  EXPECT_TRUE(healthy_at_once());
  EXPECT_EQ(answers[503], kClients);
  EXPECT_LT(resident_kilobytes() - memory, kKilobytes);
  clients.clear();

  proxy_.make(LdapProxy::Trouble::none);
  EXPECT_TRUE(eventually([&] { return daemon_.answers(); }));
  EXPECT_TRUE(eventually([&] {
    const auto status = daemon_.run({"status", "--json"});
    return nlohmann::json::parse(status.out).value("open_intents", 1) == 0;
  }));
  EXPECT_LT(time_of(50, "after"), 4 * before + 2s);
}

// A burst that fits is served wholly, whatever the order in which clients come and go.
TEST_F(Overload, OfOneMomentIsServed) {
  if (!many_descriptors_) GTEST_SKIP() << "needs 4096 file descriptors (ulimit -Hn)";
  constexpr int kBurst = 500;
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < kBurst; ++i) {
    clients.push_back(std::make_unique<HttpClient>(daemon_.port()));
    ASSERT_TRUE(clients.back()->send(request(i)));
  }
  int created = 0, refused = 0;
  for (auto& client : clients) {
    const auto answer = client->read_response(false, 60s);
    ASSERT_TRUE(answer);
    created += answer->status == 201;
    refused += answer->status == 503 || answer->status == 429;
  }
  EXPECT_EQ(created + refused, kBurst);
  EXPECT_GT(created, 0);
  ScimClient client(daemon_.port(), daemon_.token());
  EXPECT_GE(client.get("/Users?count=0").body.value("totalResults", 0), created);
  EXPECT_TRUE(healthy_at_once());
}

}  // namespace
}  // namespace bridge
