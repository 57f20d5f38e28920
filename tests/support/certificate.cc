#include "support/certificate.h"

#include "support/child_process.h"
#include "support/temp_dir.h"

namespace bridge::testing {

void make_certificate(const std::string& folder, const std::string& names) {
  const auto file = [&](const std::string& name) { return folder + "/" + name; };
  write_file(file("extensions"), "subjectAltName=" + names + "\nbasicConstraints=CA:FALSE\n");
  const std::string curve = "ec_paramgen_curve:prime256v1";
  run_command({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", curve, "-nodes", "-days", "2", "-subj",
               "/CN=test authority", "-keyout", file("ca.key"), "-out", file("ca.pem")});
  run_command({"openssl", "req", "-newkey", "ec", "-pkeyopt", curve, "-nodes", "-subj", "/CN=test server",
               "-keyout", file("server.key"), "-out", file("server.csr")});
  run_command({"openssl", "x509", "-req", "-in", file("server.csr"), "-CA", file("ca.pem"), "-CAkey",
               file("ca.key"), "-CAcreateserial", "-days", "2", "-extfile", file("extensions"), "-out",
               file("server.pem")});
}

}  // namespace bridge::testing
