#include "support/certificate.h"

#include "support/child_process.h"
#include "support/temp_dir.h"

namespace bridge::testing {

namespace {

constexpr char kCurve[] = "ec_paramgen_curve:prime256v1";

// NAME.key, and NAME.pem signed by the authority.
void make_signed(const std::string& folder, const std::string& name, const std::string& subject,
                 const std::string& extensions) {
  const auto file = [&](const std::string& one) { return folder + "/" + one; };
  write_file(file("extensions"), extensions);
  run_command({"openssl", "req", "-newkey", "ec", "-pkeyopt", kCurve, "-nodes", "-subj", subject, "-keyout",
               file(name + ".key"), "-out", file(name + ".csr")});
  run_command({"openssl", "x509", "-req", "-in", file(name + ".csr"), "-CA", file("ca.pem"), "-CAkey",
               file("ca.key"), "-CAcreateserial", "-days", "2", "-extfile", file("extensions"), "-out",
               file(name + ".pem")});
}

}  // namespace

void make_certificate(const std::string& folder, const std::string& names) {
  run_command({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", kCurve, "-nodes", "-days", "2",
               "-subj", "/CN=test authority", "-keyout", folder + "/ca.key", "-out", folder + "/ca.pem"});
  make_signed(folder, "server", "/CN=test server",
              "subjectAltName=" + names + "\nbasicConstraints=CA:FALSE\n");
}

void make_client_certificate(const std::string& folder, const std::string& name, const std::string& subject,
                             const std::string& names) {
  make_signed(folder, name, subject,
              "subjectAltName=" + names + "\nbasicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\n");
}

void revoke_certificates(const std::string& folder, const std::vector<std::string>& names) {
  const std::string config = folder + "/ca.cnf";
  write_file(config, "[ca]\ndefault_ca=one\n[one]\ndatabase=" + folder + "/index.txt\ncrlnumber=" + folder +
                         "/crlnumber\ndefault_md=sha256\ndefault_crl_days=2\n");
  write_file(folder + "/index.txt", "");
  write_file(folder + "/crlnumber", "01\n");
  const auto authority = [&](std::vector<std::string> arguments) {
    std::vector<std::string> command = {"openssl",          "ca",       "-config",         config, "-cert",
                                        folder + "/ca.pem", "-keyfile", folder + "/ca.key"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    run_command(command);
  };
  for (const std::string& name : names) authority({"-revoke", folder + "/" + name + ".pem"});
  authority({"-gencrl", "-out", folder + "/crl.pem"});
}

}  // namespace bridge::testing
