# shellcheck shell=bash disable=SC2034,SC2154
# 389 Directory Server as `dscreate` makes it, with its sample entries. Sourced by `directory` and `inside`.

readonly packages=389-ds-base
readonly host=directory.example.org base=dc=example,dc=org
readonly admin="cn=Directory Manager" password=lab-only-password
readonly bridge=cn=scim-ldap-bridge,ou=services,$base bridge_password=bridge-of-the-lab

# dscreate believes that there is systemd unless its own defaults say otherwise, too.
start_server() {
  sed -i 's/^with_systemd = 1/with_systemd = 0/' "$root/usr/share/dirsrv/inf/defaults.inf"
  cat >"$root/root/lab.inf" <<END
[general]
config_version = 2
full_machine_name = $host
strict_host_checking = False
selinux = False
systemd = False
[slapd]
instance_name = lab
root_password = $password
self_sign_cert = True
[backend-userroot]
suffix = $base
sample_entries = yes
END
  ca_file=$root/etc/dirsrv/slapd-lab/ca.crt
  in_root dscreate from-file /root/lab.inf
}

add_first_entries() { :; }  # The sample entries have ou=people and ou=groups.

# The bridge's own, by the LDIF at the head of the preset.
add_bridge_account() {
  sed -n 's/^#     //p; s/^#$//p' "$lab/../../mappings/389ds.toml" | awk -v RS= -v ORS='\n\n' '/^dn: /' |
    sed "s/CHOOSE ONE/$bridge_password/" | as_admin ldapmodify
}
