#include "support/torment.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "support/scim_client.h"

namespace bridge::testing {
namespace {

std::string write_mapping(const TempDir& dir) {
  write_file(dir / "mapping.toml", ledger_mapping());
  return dir / "mapping.toml";
}

ldap::Settings behind(const LdapProxy& proxy, const SlapdProcess& slapd) {
  ldap::Settings settings = slapd.settings();
  settings.uri = proxy.uri();
  return settings;
}

// Of all events of that kind, the numbers behind this name, or how many there were.
long sum(const std::string& log, const std::string& event, const std::string& number = "") {
  long all = 0;
  for (auto at = log.find("event=" + event); at != std::string::npos;
       at = log.find("event=" + event, at + 1)) {
    const auto end = log.find('\n', at);
    const auto found = number.empty() ? std::string::npos : log.find(number + "=", at);
    if (number.empty())
      ++all;
    else if (found < end)
      all += std::stol(log.substr(found + number.size() + 1));
  }
  return all;
}

}  // namespace

const std::vector<Torment::Fault>& Torment::all_faults() {
  static const std::vector<Fault> all = {
      Fault::kill_daemon,   Fault::stop_daemon,  Fault::kill_directory,     Fault::hang_directory,
      Fault::hang_for_long, Fault::kill_both,    Fault::kill_while_hanging, Fault::make_trouble,
      Fault::restart_storm, Fault::jump_in_time, Fault::fail_disk};
  return all;
}

Torment::Torment(std::vector<Fault> faults, unsigned seed, LoopDisk* disk, int clients)
    : faults_(std::move(faults)),
      disk_(disk),
      random_(seed),
      proxy_(slapd_.ldapi_socket()),
      daemon_(behind(proxy_, slapd_),
              {.mapping = write_mapping(dir_),
               .scim_config = "request_timeout = \"5s\"\n",
               .ldap_config = "operation_timeout = \"1s\"\nconnect_timeout = \"1s\"\n",
               .state_folder = disk != nullptr ? *disk / "state" : "",
               .environment = preloaded_.environment()}),
      auditor_(daemon_, slapd_) {
  const std::string common = make_common_group();
  for (int i = 0; i < clients; ++i)
    clients_.push_back(std::make_unique<ModelClient>(daemon_, "c" + std::to_string(i), common,
                                                     static_cast<unsigned>(random_())));
}

std::string Torment::make_common_group() {
  const auto made =
      ScimClient(daemon_.port(), daemon_.token()).post("/Groups", {{"displayName", "everyone"}});
  if (made.status != 201) throw std::runtime_error("cannot begin: " + made.body.dump());
  return made.body["id"];
}

void Torment::round(int faults) {
  {
    std::vector<std::jthread> threads;
    for (auto& client : clients_)
      threads.emplace_back([&client](const std::stop_token& stop) {
        while (!stop.stop_requested()) client->step();
      });
    work_through(faults);
    for (auto& thread : threads) thread.request_stop();
  }
  compare();
}

// At random instants, not when anything in particular has happened.
void Torment::pause(int at_most_milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1 + below(at_most_milliseconds)));
}

void Torment::work_through(int faults) {
  for (int i = 0; i < faults; ++i) {
    pause(200);
    cause(faults_[static_cast<std::size_t>(below(static_cast<int>(faults_.size())))]);
    ++verdict_.faults;
  }
  pause(100);
}

void Torment::cause(Fault fault) {
  switch (fault) {
    case Fault::kill_daemon:
      daemon_.kill();
      return daemon_.start();
    case Fault::stop_daemon:
      daemon_.stop();
      return daemon_.start();
    case Fault::kill_directory:
      slapd_.kill();
      pause(50);
      return slapd_.restart();
    case Fault::hang_directory:
      slapd_.suspend();
      pause(400);
      return slapd_.resume();
    case Fault::hang_for_long:
      slapd_.suspend();
      std::this_thread::sleep_for(std::chrono::milliseconds(1500));
      return slapd_.resume();
    case Fault::kill_both:
      slapd_.kill();
      daemon_.kill();
      slapd_.restart();
      return daemon_.start();
    case Fault::kill_while_hanging:
      slapd_.suspend();
      pause(50);
      daemon_.kill();
      daemon_.start_anyhow();
      pause(50);
      slapd_.resume();
      daemon_.wait_until_ready();
      return;
    case Fault::make_trouble:
      return make_trouble();
    case Fault::restart_storm:
      return restart_storm();
    case Fault::jump_in_time:
      return jump_in_time();
    case Fault::edit_directory:
      return edit_directory();
    case Fault::fail_disk:
      return fail_disk();
    case Fault::cut_power:
      preloaded_.power(false);
      disk_->cut_power();
      daemon_.kill();
      disk_->mount_again();
      preloaded_.power(true);
      return daemon_.start();
  }
}

void Torment::fail_disk() {
  const std::int32_t kinds[] = {FaultControl::kSync, FaultControl::kWrite | FaultControl::kName};
  const char* names[] = {"state.db", "state.db-wal$"};
  preloaded_.fail(kinds[below(2)], below(2) == 0 ? EIO : ENOSPC, names[below(2)], below(20));
  pause(200);
  preloaded_.heal();
}

void Torment::make_trouble() {
  using Trouble = LdapProxy::Trouble;
  constexpr Trouble kTroubles[] = {Trouble::refused_code,  Trouble::silence, Trouble::hang_up_before,
                                   Trouble::hang_up_after, Trouble::slow,    Trouble::down};
  constexpr int kCodes[] = {11, 51, 52, 53};
  proxy_.make(kTroubles[below(6)], below(2) == 0 ? LdapProxy::kChange : LdapProxy::kAll, kCodes[below(4)]);
  pause(500);
  proxy_.make(Trouble::none);
}

void Torment::restart_storm() {
  for (int i = 0; i < 8; ++i) {
    daemon_.kill();
    daemon_.start_anyhow();
    pause(60);
  }
  daemon_.wait_until_ready();
}

void Torment::jump_in_time() {
  constexpr int kDays = 365;
  preloaded_.shift_clock(std::chrono::hours(24 * (below(2 * kDays) - kDays)));
}

// Of somebody whom a client may just be changing, too.
void Torment::edit_directory() {
  const auto session = slapd_.open();
  std::vector<ldap::Dn> people;
  ldap::SearchRequest request;
  request.base = *ldap::Dn::parse("ou=people,dc=example,dc=org");
  request.scope = ldap::Scope::one_level;
  const auto found = session->search(request, [&](ldap::Entry&& entry) {
    people.push_back(entry.dn);
    return true;
  });
  if (!found || people.empty()) return;
  const ldap::Dn& dn = people[static_cast<std::size_t>(below(static_cast<int>(people.size())))];
  const ldap::Modifications edit = {{ldap::Modification::Kind::replace, "title", {"drift"}}};
  const auto edited = below(2) == 0 ? session->modify(dn, edit, {}) : session->remove(dn);
  if (edited) edited_ = true, ++verdict_.repaired;
}

void Torment::repair() {
  if (!std::exchange(edited_, false)) return;
  const auto pass = daemon_.run({"reconcile"});
  if (pass.exit_code != 0) verdict_.lost.push_back("reconcile: " + pass.out + pass.err);
}

void Torment::compare() {
  repair();
  Ledger ledger;
  verdict_.requests = verdict_.repeated = 0;
  auto& lost = verdict_.lost;
  for (const auto& client : clients_) {
    ledger.take_in(client->ledger());
    verdict_.requests += client->requests();
    verdict_.repeated += client->repeated();
  }
  const auto wrong = auditor_.differences(ledger);
  lost.insert(lost.end(), wrong.begin(), wrong.end());
  for (const auto& client : clients_)
    for (const auto& answer : client->wrong())
      if (std::find(lost.begin(), lost.end(), answer) == lost.end()) lost.push_back(answer);
  const std::string log = daemon_.log();
  verdict_.settled = sum(log, "settle.done", "settled");
  verdict_.renewed = sum(log, "state.renewed");
}

std::ostream& operator<<(std::ostream& out, const Torment::Verdict& verdict) {
  out << "requests " << verdict.requests << ", of them repeated " << verdict.repeated << "; faults "
      << verdict.faults << "; lost " << verdict.lost.size() << "; repaired " << verdict.repaired
      << ", settled in the background " << verdict.settled << ", state renewed " << verdict.renewed;
  for (const auto& what : verdict.lost) out << "\n  " << what;
  return out;
}

}  // namespace bridge::testing
