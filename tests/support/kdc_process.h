#pragma once

#include <memory>
#include <string>

#include "support/child_process.h"
#include "support/temp_dir.h"

namespace bridge::testing {

// A throwaway Kerberos realm, TEST, and this process and its children in it: its configuration goes into the
// environment. Gone when the object goes. Throws when it cannot start. One at a time.
class KdcProcess {
 public:
  KdcProcess();
  ~KdcProcess();

  // Makes a principal with a random key, and a keytab with that; returns the file.
  std::string keytab(const std::string& principal) const;

 private:
  TempDir dir_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace bridge::testing
