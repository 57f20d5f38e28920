#include "mapping/reserved_names.h"

#include <vector>

#include "base/text.h"

namespace bridge::mapping {
namespace {

// Accounts and groups that Linux distributions make, in the order of what they are for.
constexpr const char* kLinux[] = {"root",
                                  "toor",
                                  "nobody",
                                  "nogroup",
                                  "nfsnobody",
                                  "daemon",
                                  "bin",
                                  "sys",
                                  "sync",
                                  "halt",
                                  "shutdown",
                                  "adm",
                                  "sudo",
                                  "wheel",
                                  "admin",
                                  "docker",
                                  "podman",
                                  "lxd",
                                  "incus",
                                  "libvirt",
                                  "libvirt-qemu",
                                  "kvm",
                                  "qemu",
                                  "disk",
                                  "shadow",
                                  "kmem",
                                  "mem",
                                  "tty",
                                  "utmp",
                                  "input",
                                  "render",
                                  "video",
                                  "audio",
                                  "dialout",
                                  "plugdev",
                                  "netdev",
                                  "systemd-journal",
                                  "systemd-network",
                                  "systemd-resolve",
                                  "systemd-timesync",
                                  "systemd-coredump",
                                  "systemd-oom",
                                  "messagebus",
                                  "dbus",
                                  "polkitd",
                                  "sshd",
                                  "ssh_keys",
                                  "_ssh",
                                  "_apt",
                                  "crontab",
                                  "cron",
                                  "www-data",
                                  "apache",
                                  "nginx",
                                  "postfix",
                                  "postdrop",
                                  "mysql",
                                  "postgres",
                                  "openldap",
                                  "ldap",
                                  "dirsrv",
                                  "sssd",
                                  "nslcd",
                                  "ntp",
                                  "chrony",
                                  "_chrony",
                                  "rpc",
                                  "statd",
                                  "uucp",
                                  "gnats",
                                  "scim-ldap-bridge"};

// Accounts and groups that every Active Directory domain has and that rule it, in English.
constexpr const char* kActiveDirectory[] = {"Administrator",
                                            "Administrators",
                                            "Guest",
                                            "Guests",
                                            "krbtgt",
                                            "DefaultAccount",
                                            "Domain Admins",
                                            "Domain Users",
                                            "Domain Guests",
                                            "Domain Computers",
                                            "Domain Controllers",
                                            "Enterprise Admins",
                                            "Schema Admins",
                                            "Key Admins",
                                            "Enterprise Key Admins",
                                            "Group Policy Creator Owners",
                                            "Cert Publishers",
                                            "Account Operators",
                                            "Backup Operators",
                                            "Print Operators",
                                            "Server Operators",
                                            "Replicator",
                                            "DnsAdmins",
                                            "DnsUpdateProxy",
                                            "Protected Users",
                                            "Read-only Domain Controllers",
                                            "Enterprise Read-only Domain Controllers",
                                            "Cloneable Domain Controllers",
                                            "RAS and IAS Servers",
                                            "Remote Desktop Users",
                                            "Remote Management Users",
                                            "Hyper-V Administrators",
                                            "Storage Replica Administrators",
                                            "Network Configuration Operators",
                                            "Allowed RODC Password Replication Group",
                                            "Denied RODC Password Replication Group",
                                            "Incoming Forest Trust Builders",
                                            "Pre-Windows 2000 Compatible Access",
                                            "Windows Authorization Access Group",
                                            "Exchange Windows Permissions",
                                            "Organization Management"};

}  // namespace

ReservedNames::ReservedNames() {
  for (const char* name : kLinux) folded_.insert(fold_case(name));
  for (const char* name : kActiveDirectory) folded_.insert(fold_case(name));
}

void ReservedNames::load(Section section) {
  std::vector<std::string> names, allowed;
  section.read("names", names);
  section.read("allow", allowed);
  section.finish();
  for (const std::string& name : names) folded_.insert(fold_case(name));
  for (const std::string& name : allowed) folded_.erase(fold_case(name));
}

bool ReservedNames::contains(std::string_view name) const { return folded_.contains(fold_case(name)); }

}  // namespace bridge::mapping
