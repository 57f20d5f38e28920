// What a member of a group of 100,000 costs the bridge, compared with one of ten: through the real daemon, on
// a real slapd. Prints a table and the ratios; see docs/performance.md.
#include <fmt/core.h>

#include <algorithm>
#include <functional>

#include "bench/processes.h"
#include "store/store.h"
#include "support/daemon_process.h"
#include "support/group_mapping.h"
#include "support/scim_client.h"

namespace bridge::testing {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr int kSpares = 100;  // People who come and go.
constexpr int kRounds = 200;

std::string person_id(int number) { return "p" + std::to_string(number); }
std::string person_dn(int number) { return "uid=" + person_id(number) + ",ou=people,dc=example,dc=org"; }

class Bench {
 public:
  explicit Bench(int large) : sizes_{10, large} {
    for (const int size : sizes_) {
      const auto made = client().post("/Groups", {{"displayName", "g" + std::to_string(size)}});
      groups_.push_back(made.body.at("id"));
    }
    for (const int size : sizes_) {
      const auto made = client().post("/Groups", {{"displayName", "s" + std::to_string(size)}});
      strangers_.push_back(made.body.at("id"));
    }
    daemon_.stop();
    fill_state();
    fill_with_strangers();
    fill_directory();
    daemon_.start();
    client_.reset();  // Its connection ended with the first daemon.
  }

  void run() {
    table(
        "add one member", [&](int at, int round) { member("Add", at, round); },
        [&](int at, int round) { raw(ldap::Modification::Kind::add, at, round); });
    table(
        "remove one member", [&](int at, int round) { member("Remove", at, round); },
        [&](int at, int round) { raw(ldap::Modification::Kind::remove, at, round); });
    table("is X a member of G", [&](int at, int round) {
      const std::string filter =
          "id eq \"" + group(at) + "\" and members eq \"" + person_id(round % 10) + "\"";
      client().get("/Groups?attributes=id&filter=" + percent_encode(filter));
    });
    table("change an attribute*", [&](int at, int round) {
      const auto answer = client().patch(
          "/Groups/" + strangers_[static_cast<std::size_t>(at)],
          {{{"op", "Replace"}, {"path", "externalId"}, {"value", "x" + std::to_string(2 * round + at)}}});
      if (answer.status != 204) throw std::runtime_error(answer.body.dump());
    });
    fmt::print("* of a group of so many members whom nobody knows, each with a flag\n");
    table("read without members",
          [&](int at, int) { client().get("/Groups/" + group(at) + "?excludedAttributes=members"); });
  }

 private:
  const std::string& group(int at) const { return groups_[static_cast<std::size_t>(at)]; }
  int size(int at) const { return sizes_[static_cast<std::size_t>(at)]; }
  ScimClient& client() {
    if (!client_) client_.emplace(daemon_.port(), daemon_.token());
    return *client_;
  }

  void fill_state() {
    auto store = store::Store::open(daemon_.state_folder() + "/state.db", 1);
    const int most = sizes_.back() + kSpares;
    for (int from = 0; from < most; from += 10000) {
      const auto filled = (*store)->write([&](store::Transaction& transaction) -> Status {
        for (int i = from; i < std::min(most, from + 10000); ++i) {
          const scim::ResourceId id{person_id(i)};
          TRY(transaction.put(
              {id, scim::ResourceType::user, {{"userName", id.value}, {"externalId", id.value}}, 1, {}, {}}));
          TRY(transaction.set_link(id, *ldap::Dn::parse(person_dn(i)), id.value));
          for (int at = 0; at < 2; ++at)
            if (i < size(at))
              TRY(transaction.apply_members(scim::ResourceId{group(at)},
                                            {{true, {id.value, {{"value", id.value}}}}}));
        }
        return Done{};
      });
      if (!filled) throw std::runtime_error(filled.error().message);
    }
  }

  // Members whom nobody knows: a flag for each, and none of them in the directory.
  void fill_with_strangers() {
    auto store = store::Store::open(daemon_.state_folder() + "/state.db", 1);
    for (int at = 0; at < 2; ++at) {
      const scim::ResourceId group{strangers_[static_cast<std::size_t>(at)]};
      for (int from = 0; from < size(at); from += 10000) {
        const auto filled = (*store)->write([&](store::Transaction& transaction) -> Status {
          for (int i = from; i < std::min(size(at), from + 10000); ++i) {
            const std::string id = "stranger" + std::to_string(i);
            TRY(transaction.apply_members(group, {{true, {id, {{"value", id}}}}}));
            TRY(transaction.raise_flag({"unknown_member", group, id, "is no user of ours", "bench", {}}));
          }
          return Done{};
        });
        if (!filled) throw std::runtime_error(filled.error().message);
      }
    }
  }

  ldap::Dn entry(int at) const {
    return *ldap::Dn::parse("cn=g" + std::to_string(size(at)) + ",ou=groups,dc=example,dc=org");
  }

  void fill_directory() {
    for (int at = 0; at < 2; ++at) {
      for (int from = 0; from < size(at); from += 5000) {
        ldap::Modification some{ldap::Modification::Kind::add, "member", {}};
        for (int i = from; i < std::min(size(at), from + 5000); ++i) some.values.push_back(person_dn(i));
        std::vector<ldap::Modification> changes = {some};
        if (from == 0)
          changes.push_back({ldap::Modification::Kind::remove, "member", {"cn=empty,dc=example,dc=org"}});
        const auto session = slapd_.open();
        if (auto done = session->modify(entry(at), changes, {}); !done)
          throw std::runtime_error(done.error().message);
      }
    }
  }

  void member(const char* op, int at, int round) {
    const auto answer = client().patch(
        "/Groups/" + group(at), {{{"op", op},
                                  {"path", "members"},
                                  {"value", {{{"value", person_id(sizes_.back() + round % kSpares)}}}}}});
    if (answer.status != 204) throw std::runtime_error(answer.body.dump());
  }

  void raw(ldap::Modification::Kind kind, int at, int round) {
    if (!session_) session_ = slapd_.open();
    session_->set_deadline(Clock::now() + std::chrono::minutes(1));
    const ldap::Modifications changes = {
        {kind, "member", {"uid=raw" + std::to_string(round) + ",dc=example,dc=org"}}};
    if (auto done = session_->modify(entry(at), changes, {}); !done)
      throw std::runtime_error(done.error().message);
  }

  // One sample of each: wall and processor time, in microseconds.
  void measure(const std::function<void()>& operation, std::vector<double>& walls, double& cpu) {
    const double before = processor_time_of(daemon_.pid());
    const auto start = Clock::now();
    operation();
    walls.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
    cpu += processor_time_of(daemon_.pid()) - before;
  }

  static double median(std::vector<double> samples) {
    if (samples.empty()) return 0;
    const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
    std::nth_element(samples.begin(), middle, samples.end());
    return *middle;
  }

  // Round by round the small group and the large one, each after slapd has just been busy with the large
  // entry: that leaves the processor's caches full of other things, which costs whoever runs next, and is no
  // cost of the bridge's own.
  void table(const char* what, const std::function<void(int at, int round)>& operation,
             const std::function<void(int at, int round)>& raw = nullptr) {
    std::vector<double> walls[2], raws[2];
    double cpu[2] = {0, 0}, ignored = 0;
    const int rounds = raw ? kSpares : kRounds;
    for (int round = 0; round < rounds; ++round) {
      for (int at = 0; at < 2; ++at) {
        if (raw) measure([&] { raw(at, round); }, raws[at], ignored);
        if (raw) disturb();
        measure([&] { operation(at, round); }, walls[at], cpu[at]);
      }
    }
    fmt::print("{:<22} | {:>7.0f} | {:>7.0f} | {:>7.0f} | {:>7.0f} | {:>7.0f} | {:>7.0f} | {:>5.2f}\n", what,
               median(walls[0]), median(walls[1]), median(raws[0]), median(raws[1]), cpu[0] / rounds,
               cpu[1] / rounds, cpu[1] / cpu[0]);
    std::fflush(stdout);
  }

  // A member comes to the large entry and goes again, without the bridge.
  void disturb() {
    raw(ldap::Modification::Kind::add, 1, -1);
    raw(ldap::Modification::Kind::remove, 1, -1);
  }

  static const GroupMapping& mapping() {
    static const GroupMapping kMapping{
        "Bench", {"groupOfNames"}, {{"member", "dn"}}, GroupMapping::Empty::placeholder};
    return kMapping;
  }

  SlapdProcess slapd_{{.global_config = "sortvals member\n"}};
  TempDir dir_;
  DaemonProcess daemon_{slapd_, {.mapping = mapping().write_to(dir_ / "mapping.toml")}};
  std::vector<int> sizes_;
  std::vector<std::string> groups_, strangers_;
  std::optional<ScimClient> client_;
  std::unique_ptr<ldap::Session> session_;
};

}  // namespace
}  // namespace bridge::testing

int main(int argc, char** argv) {
  const int large = argc > 1 ? std::atoi(argv[1]) : 100000;
  bridge::testing::Bench bench(large);
  fmt::print(
      "microseconds           |      request, wall |   slapd alone, wall |  bridge, processor  | ratio\n");
  fmt::print("                       |      10 | {:>7} |      10 | {:>7} |      10 | {:>7} |\n", large, large,
             large);
  bench.run();
}
