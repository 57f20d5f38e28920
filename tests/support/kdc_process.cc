#include "support/kdc_process.h"

#include <cstdlib>
#include <functional>
#include <vector>

namespace bridge::testing {

KdcProcess::KdcProcess() {
  const std::string port = std::to_string(free_port());
  write_file(
      dir_ / "krb5.conf",
      "[libdefaults]\ndefault_realm = TEST\ndns_lookup_kdc = false\ndns_canonicalize_hostname = false\n"
      "rdns = false\nudp_preference_limit = 1\n[realms]\nTEST = {\n kdc = 127.0.0.1:" +
          port + "\n}\n[domain_realm]\n127.0.0.1 = TEST\n");
  write_file(dir_ / "kdc.conf", "[kdcdefaults]\nkdc_listen = \"\"\nkdc_tcp_listen = 127.0.0.1:" + port +
                                    "\n[realms]\nTEST = {\n database_name = " + dir_ / "principal" +
                                    "\n key_stash_file = " + dir_ / "stash" +
                                    "\n}\n[logging]\nkdc = FILE:" + dir_ / "kdc.log" + "\n");
  ::setenv("KRB5_CONFIG", (dir_ / "krb5.conf").c_str(), 1);
  ::setenv("KRB5_KDC_PROFILE", (dir_ / "kdc.conf").c_str(), 1);
  run_command({"kdb5_util", "create", "-s", "-r", "TEST", "-P", "master"});
  process_ = std::make_unique<ChildProcess>(std::vector<std::string>{"krb5kdc", "-n"}, dir_ / "krb5kdc.log");
}

KdcProcess::~KdcProcess() {
  ::unsetenv("KRB5_CONFIG");
  ::unsetenv("KRB5_KDC_PROFILE");
}

std::string KdcProcess::keytab(const std::string& principal) const {
  std::string file = dir_ / "keytab-" + std::to_string(std::hash<std::string>{}(principal));
  run_command({"kadmin.local", "-r", "TEST", "-q", "addprinc -randkey " + principal});
  run_command({"kadmin.local", "-r", "TEST", "-q", "ktadd -k " + file + " " + principal});
  return file;
}

}  // namespace bridge::testing
