#pragma once

#include <memory>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include "support/daemon_process.h"
#include "support/ldap_proxy.h"
#include "support/ledger.h"
#include "support/loop_disk.h"
#include "support/model_client.h"
#include "support/preloaded_faults.h"
#include "support/slapd_process.h"
#include "support/temp_dir.h"

namespace bridge::testing {

// Clients at work on a daemon and its directory, to which one thing after the other happens; in between,
// everything that was acknowledged is looked for. One thread at a time.
class Torment {
 public:
  enum class Fault {
    kill_daemon,     // SIGKILL.
    stop_daemon,     // SIGTERM.
    kill_directory,  // SIGKILL.
    hang_directory,  // SIGSTOP with writes in its sockets, and SIGCONT.
    hang_for_long,   // The same, beyond the time an operation may take.
    kill_both,
    kill_while_hanging,  // The daemon, with writes in the directory's sockets that are carried out then.
    make_trouble,        // Between the daemon and the directory: see LdapProxy.
    restart_storm,       // Killed again and again, before it is ready.
    jump_in_time,        // The daemon's clock, by up to a year in either direction.
    edit_directory,      // Somebody else changes an entry. A pass repairs it.
    fail_disk,           // Writing or flushing the state database, with EIO or ENOSPC.
    cut_power,           // Of the daemon and its disk: what was not flushed is gone. Only on a LoopDisk.
  };
  static const std::vector<Fault>& all_faults();  // But for the last, and for edits: they are made as the
                                                  // daemon's own account, as after a restored snapshot.

  struct Verdict {
    long requests = 0, repeated = 0, faults = 0, settled = 0, repaired = 0, renewed = 0;
    std::vector<std::string> lost;  // Everything that is not as somebody was told.
  };

  // With `disk` the state is there.
  Torment(std::vector<Fault> faults, unsigned seed, LoopDisk* disk = nullptr, int clients = 8);

  void round(int faults);  // The clients are at work while that many happen; then all is compared.
  const Verdict& verdict() const { return verdict_; }
  std::string log() const { return daemon_.log(); }

 private:
  void work_through(int faults);
  void cause(Fault fault);
  void fail_disk();
  void make_trouble();
  void edit_directory();
  void repair();
  void restart_storm();
  void jump_in_time();
  void pause(int at_most_milliseconds);
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  std::string make_common_group();
  void compare();

  std::vector<Fault> faults_;
  LoopDisk* disk_;
  std::mt19937 random_;
  PreloadedFaults preloaded_;
  TempDir dir_;
  SlapdProcess slapd_;
  LdapProxy proxy_;
  DaemonProcess daemon_;
  std::vector<std::unique_ptr<ModelClient>> clients_;
  Auditor auditor_;
  Verdict verdict_;
  bool edited_ = false;
};

std::ostream& operator<<(std::ostream& out, const Torment::Verdict& verdict);

}  // namespace bridge::testing
