// How much memory a pass takes, and how long it takes, by the number of people: the real daemon compares a
// real slapd in which everything is as it shall be. Prints a table; see docs/performance.md.
#include <fmt/core.h>

#include <cstdlib>
#include <stdexcept>

#include "bench/processes.h"
#include "mapping/mapping.h"
#include "store/store.h"
#include "support/daemon_process.h"

namespace bridge::testing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kAtATime = 5000;
constexpr char kMapping[] = R"(
[users]
base = "ou=people,dc=example,dc=org"
object_class = ["inetOrgPerson"]
rdn = "uid"
anchor = "employeeNumber"
[users.attributes]
employeeNumber = '${externalId:-${id}}'
uid = '${userName}'
cn = '${displayName}'
sn = '${displayName}'
title = '${title}'
[groups]
base = "ou=groups,dc=example,dc=org"
object_class = ["groupOfNames"]
rdn = "cn"
anchor = "description"
[groups.attributes]
cn = '${displayName}'
description = '${externalId:-${id}}'
[groups.members]
write = [{ attribute = "member", as = "dn" }]
empty = { placeholder = "cn=empty,dc=example,dc=org" }
)";

template <class T, class E>
T must(Result<T, E> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}

scim::Resource person(int number) {
  const std::string name = fmt::format("p{:07}", number);
  return {scim::ResourceId{name},
          scim::ResourceType::user,
          {{"userName", name}, {"externalId", name}, {"displayName", "Person " + name}, {"title", "Dr"}},
          1,
          {},
          {}};
}

class Site {
 public:
  explicit Site(int people) {
    daemon_.stop();
    const auto mapping = must(mapping::Mapping::load(dir_ / "mapping.toml"));
    const auto store = must(store::Store::open(daemon_.state_folder() + "/state.db", 1));
    const auto nobody = [](const std::string&) { return std::optional<ldap::Dn>(); };
    for (int from = 0; from < people; from += kAtATime) {
      const auto session = slapd_.open();
      must(store->write([&](store::Transaction& transaction) -> Status {
        for (int i = from; i < std::min(people, from + kAtATime); ++i) {
          const auto resource = person(i);
          const auto entry = must(mapping->translate(resource, nullptr, nobody, {}));
          const auto uuid = must(session->add({entry.dn, entry.attributes}));
          TRY(transaction.put(resource));
          TRY(transaction.set_link(resource.id, entry.dn, uuid));
        }
        return Done{};
      }));
    }
    daemon_.start();
  }

  void measure(int people) const {
    const double before = memory_of(daemon_.pid(), "VmRSS");
    const auto begun = Clock::now();
    const auto done = daemon_.run({"reconcile"});
    const std::chrono::duration<double> took = Clock::now() - begun;
    if (done.exit_code != 0 || !done.out.empty())
      throw std::runtime_error("the pass found something to do: " + done.out + done.err);
    fmt::print("{:>9} | {:>12.1f} | {:>12.1f} | {:>8.1f}\n", people, before,
               memory_of(daemon_.pid(), "VmHWM"), took.count());
    std::fflush(stdout);
  }

 private:
  static std::string write_mapping(const TempDir& dir) {
    write_file(dir / "mapping.toml", kMapping);
    return dir / "mapping.toml";
  }

  TempDir dir_;
  SlapdProcess slapd_{{.database_config = "maxsize 17179869184\n"}};
  DaemonProcess daemon_{slapd_,
                        {.mapping = write_mapping(dir_), .more_config = "[reconcile]\nevery = \"0s\"\n"}};
};

}  // namespace
}  // namespace bridge::testing

int main(int argc, char** argv) {
  fmt::print("   people | MiB at start | MiB at most  | seconds\n");
  for (int i = 1; i < argc || i == 1; ++i) {
    const int people = i < argc ? std::atoi(argv[i]) : 20000;
    bridge::testing::Site(people).measure(people);
  }
}
