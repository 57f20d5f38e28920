# shellcheck shell=bash disable=SC2034,SC2154
# Samba as an Active Directory domain controller, LDAP only. Sourced by `directory` and `inside`.

readonly packages=samba-ad-dc,samba-ad-provision,samba-dsdb-modules,samba-vfs-modules,winbind
readonly host=dc1.ad.example.org base=DC=ad,DC=example,DC=org
readonly admin="CN=Administrator,CN=Users,$base" password=Lab-only-password-1
readonly bridge=scim-ldap-bridge@ad.example.org bridge_password=Bridge-of-the-lab-1

# The server makes its certificate itself when it starts; LDAP answers before that is done, so `answers` asks by TLS.
start_server() {
  rm -f "$root/etc/samba/smb.conf"
  in_root samba-tool domain provision --realm=AD.EXAMPLE.ORG --domain=AD --host-name=dc1 --host-ip=127.0.0.1 \
    --server-role=dc --dns-backend=NONE --adminpass="$password" --option="interfaces=lo" \
    --option="bind interfaces only=yes"
  ca_file=$root/var/lib/samba/private/tls/ca.pem
  in_root samba --interactive --model=standard --no-process-group --option="server services=ldap" </dev/null &
}

add_first_entries() {
  as_admin ldapadd <<END
dn: OU=people,$base
objectClass: organizationalUnit

dn: OU=groups,$base
objectClass: organizationalUnit
END
}

# The bridge's own, as docs/security.md says.
add_bridge_account() {
  sed -n '/^```sh samba-tool$/,/^```$/{//!p}' "$lab/../../docs/security.md" | sed "s/CHOOSE ONE/$bridge_password/" |
    in_root sh -e
}
