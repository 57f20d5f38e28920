// What the bridge makes of a directory's speed: the same operations sent to the real daemon and, without it,
// straight to the same slapd by the same number of clients, in turns. Prints a table; see
// docs/performance.md.
#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <string>

#include "bench/clients.h"
#include "bench/processes.h"
#include "bench/raw_client.h"
#include "support/certificate.h"
#include "support/daemon_process.h"
#include "support/http_client.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge::testing {
namespace {

constexpr char kPeople[] = "ou=people,dc=example,dc=org";

std::string login(const char* whose, int item) { return whose + std::to_string(item); }
std::string dn_of(const std::string& name) { return "uid=" + name + "," + kPeople; }

// The entry that the shipped mapping makes of person_json.
RawClient::Attributes person_entry(const std::string& name) {
  return {{"objectClass", "inetOrgPerson"},
          {"uid", name},
          {"cn", "Person " + name},
          {"sn", "Family"},
          {"givenName", "Given"},
          {"displayName", "Person " + name},
          {"mail", name + "@example.org"},
          {"telephoneNumber", "+43 1 234567"},
          {"title", "Tester"}};
}

std::string person_json(const std::string& name) {
  return R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":")" + name +
         R"(@example.org","externalId":")" + name + R"(","displayName":"Person )" + name +
         R"(","name":{"familyName":"Family","givenName":"Given"},"active":true,"title":"Tester",)" +
         R"("emails":[{"primary":true,"type":"work","value":")" + name +
         R"(@example.org"}],"phoneNumbers":[{"type":"work","value":"+43 1 234567"}]})";
}

std::string patch_json(int round) {
  return R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"title",)"
         R"("value":"Title )" +
         std::to_string(round) + R"("}]})";
}

// A provisioning client that costs as little itself as it can.
class Provisioning {
 public:
  Provisioning(const DaemonProcess& daemon, bool tls)
      : http_(daemon.port()),
        headers_("Authorization: Bearer " + daemon.token() + "\r\nContent-Type: application/scim+json\r\n") {
    if (tls && !http_.start_tls()) throw std::runtime_error("no TLS");
  }

  std::string ask(const char* method, const std::string& path, int expected, const std::string& body = "") {
    const auto answer = http_.ask(http_request(method, "/scim/v2" + path, headers_, body));
    if (!answer || answer->status != expected)
      throw std::runtime_error(std::string(method) + " " + path + ": " +
                               (answer ? std::to_string(answer->status) + " " + answer->body : "no answer"));
    return std::move(answer->body);
  }

 private:
  HttpClient http_;
  std::string headers_;
};

struct Options {
  int people = 2000;
  int rounds = 3;
  std::vector<int> clients{1, 8};
  bool fsync = true;
  bool tls = false;
};

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options),
        slapd_({.fsync = options.fsync}),
        daemon_(slapd_, {.scim_config = options.tls ? tls_lines() : ""}),
        ids_(static_cast<std::size_t>(options.people)) {}

  void run() {
    fmt::print("idle: bridge {:.1f} MiB\n", memory_of(daemon_.pid(), "VmRSS"));
    fmt::print("{:<18} {:>7} | {:>8} {:>8} {:>6} | {:>7} {:>7} | {:>7} {:>7} | {:>7} {:>7} {:>7}\n",
               "operation", "clients", "slapd/s", "bridge/s", "ratio", "p50 us", "p99", "p50 us", "p99",
               "cpu us", "slapd", "alone");
    for (const int clients : options_.clients) table(clients);
    fmt::print("after: bridge {:.1f} MiB, at most {:.1f}\n", memory_of(daemon_.pid(), "VmRSS"),
               memory_of(daemon_.pid(), "VmHWM"));
  }

 private:
  struct Pair {
    const char* what;
    std::function<void(RawClient&, int)> raw;
    std::function<void(Provisioning&, int)> bridge;
  };

  std::string tls_lines() const {
    make_certificate(dir_.path().string());
    return "certificate = \"" + (dir_ / "server.pem") + "\"\nkey = \"" + (dir_ / "server.key") + "\"\n";
  }

  std::string& id(int item) { return ids_[static_cast<std::size_t>(item)]; }

  std::vector<Pair> pairs() {
    return {
        {"create person",
         [](RawClient& raw, int i) { raw.add(dn_of(login("r", i)), person_entry(login("r", i))); },
         [this](Provisioning& scim, int i) {
           const std::string made = scim.ask("POST", "/Users", 201, person_json(login("b", i)));
           const auto at = made.find("\"id\":\"") + 6;
           id(i) = made.substr(at, made.find('"', at) - at);
         }},
        {"read by id", [](RawClient& raw, int i) { expect(raw.read(dn_of(login("r", i))), 1); },
         [this](Provisioning& scim, int i) { scim.ask("GET", "/Users/" + id(i), 200); }},
        {"filter, hit",
         [](RawClient& raw, int i) { expect(raw.find(kPeople, "(uid=" + login("r", i) + ")"), 1); },
         [](Provisioning& scim, int i) { find(scim, login("b", i)); }},
        {"filter, miss",
         [](RawClient& raw, int i) { expect(raw.find(kPeople, "(uid=" + login("n", i) + ")"), 0); },
         [](Provisioning& scim, int i) { find(scim, login("n", i)); }},
        {"change attribute",
         [this](RawClient& raw, int i) {
           raw.replace(dn_of(login("r", i)), "title", "Title " + std::to_string(round_));
         },
         [this](Provisioning& scim, int i) {
           scim.ask("PATCH", "/Users/" + id(i), 200, patch_json(round_));
         }},
        {"delete person", [](RawClient& raw, int i) { raw.remove(dn_of(login("r", i))); },
         [this](Provisioning& scim, int i) { scim.ask("DELETE", "/Users/" + id(i), 204); }},
    };
  }

  static void expect(int found, int wanted) {
    if (found != wanted) throw std::runtime_error("slapd finds another number of entries");
  }

  static void find(Provisioning& scim, const std::string& name) {
    scim.ask("GET", "/Users?filter=userName%20eq%20%22" + name + "%40example.org%22", 200);
  }

  Measured raw(int clients, const Pair& pair) {
    return measure(
        clients, options_.people,
        [&]() -> Work {
          auto client =
              std::make_shared<RawClient>(slapd_.ldapi_uri(), SlapdProcess::kRootDn, SlapdProcess::kPassword);
          return [client, &pair](int item) { pair.raw(*client, item); };
        },
        spent());
  }

  Measured bridge(int clients, const Pair& pair) {
    return measure(
        clients, options_.people,
        [&]() -> Work {
          auto client = std::make_shared<Provisioning>(daemon_, options_.tls);
          return [client, &pair](int item) { pair.bridge(*client, item); };
        },
        spent());
  }

  std::function<std::pair<double, double>()> spent() const {
    return [this] { return std::pair(processor_time_of(daemon_.pid()), processor_time_of(slapd_.pid())); };
  }

  // Of each figure the run with the middle rate of all rounds.
  static const Measured& middle(std::vector<Measured>& runs) {
    const auto at = runs.begin() + static_cast<std::ptrdiff_t>(runs.size() / 2);
    std::nth_element(runs.begin(), at, runs.end(),
                     [](const auto& a, const auto& b) { return a.rate < b.rate; });
    return *at;
  }

  void table(int clients) {
    const auto all = pairs();
    std::vector<std::vector<Measured>> raws(all.size()), bridges(all.size());
    for (round_ = 0; round_ < options_.rounds; ++round_) {
      for (std::size_t i = 0; i < all.size(); ++i) {
        raws[i].push_back(raw(clients, all[i]));
        bridges[i].push_back(bridge(clients, all[i]));
      }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Measured& alone = middle(raws[i]);
      const Measured& with = middle(bridges[i]);
      fmt::print(
          "{:<18} {:>7} | {:>8.0f} {:>8.0f} {:>6.2f} | {:>7.0f} {:>7.0f} | {:>7.0f} {:>7.0f} | {:>7.0f} "
          "{:>7.0f} {:>7.0f}\n",
          all[i].what, clients, alone.rate, with.rate, with.rate / alone.rate, alone.percentile(0.5),
          alone.percentile(0.99), with.percentile(0.5), with.percentile(0.99), with.bridge, with.slapd,
          alone.slapd);
      std::fflush(stdout);
    }
  }

  const Options options_;
  int round_ = 0;
  TempDir dir_;
  SlapdProcess slapd_;
  DaemonProcess daemon_;
  std::vector<std::string> ids_;
};

}  // namespace
}  // namespace bridge::testing

int main(int argc, char** argv) {
  bridge::testing::Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--no-fsync")
      options.fsync = false;
    else if (argument == "--tls")
      options.tls = true;
    else if (argument == "--people" && i + 1 < argc)
      options.people = std::atoi(argv[++i]);
    else if (argument == "--rounds" && i + 1 < argc)
      options.rounds = std::atoi(argv[++i]);
    else
      return fmt::print(stderr, "bench_beside_slapd [--people N] [--rounds N] [--no-fsync] [--tls]\n"), 2;
  }
  try {
    bridge::testing::Bench(options).run();
  } catch (const std::exception& failure) {
    return fmt::print(stderr, "{}\n", failure.what()), 1;
  }
}
