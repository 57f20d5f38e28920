#pragma once

#include <atomic>
#include <cstdint>

namespace bridge::testing {

// What a process under test and the test that torments it have in common: this structure, in a file that both
// have mapped (see support/preloaded_faults.h). All zero is a process left in peace.
struct FaultControl {
  enum Kind : std::int32_t {
    kWrite = 1,  // write, pwrite and truncating, in files
    kSync = 2,   // fsync, fdatasync
    kName = 4,   // making, renaming and removing files
    kSend = 8,   // on sockets
  };

  // Calls of these kinds to files with `name` in their paths ("name$": at the end) fail with this errno; the
  // first `spared` do not.
  std::atomic<std::int32_t> error;
  std::atomic<std::int32_t> kinds;
  std::atomic<std::int32_t> spared;
  std::atomic<std::int32_t> failed;  // How many did.

  // All calls of all kinds and threads are counted, on whatever file or socket, and the process is killed
  // before it does that one; 0: never.
  std::atomic<std::int64_t> calls;
  std::atomic<std::int64_t> kill_at;

  char name[64];

  std::atomic<std::int64_t> clock_shift;  // Seconds by which the wall clock is wrong.

  // The disk has no power: no sync has succeeded that is not over by now, whatever the kernel says of it.
  std::atomic<std::int32_t> power_cut;
};

inline constexpr char kControlVariable[] = "SCIM_LDAP_BRIDGE_TEST_FAULTS";  // Names that file.

}  // namespace bridge::testing
