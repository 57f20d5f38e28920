# shellcheck shell=bash disable=SC2034,SC2154
# A slapd in the box, with TLS and the overlay ppolicy, and the bridge beside the box.

ldap_as_admin() {
  local tool=$1
  shift
  in_box "$tool" -x -H ldap://127.0.0.1 -D "cn=admin,$base" -w "$password" "$@"
}

# The schema that the preset asks for.
posix_schema() {
  [[ $preset == openldap-rfc2307bis ]] || { echo "include /etc/ldap/schema/nis.schema" && return; }
  awk '/^olcAttributeTypes: / { sub(/^[^(]*/, "attributetype "); inside = 1 }
    /^olcObjectClasses: / { sub(/^[^(]*/, "objectclass "); inside = 1 }
    /^[a-zA-Z#]+[:# ]/ && !/^(attributetype|objectclass) / { inside = 0 }
    inside' "$source_dir/packaging/schema/rfc2307bis.ldif"
}

# Not for localhost: libldap would compare it with the name of the machine.
make_certificate() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ldap.example.org \
    -addext subjectAltName=DNS:ldap.example.org \
    -keyout "$work/server.key" -out "$work/ca.pem" 2>/dev/null
  in_box mkdir -p /srv/directory
  push "$work/server.key" "$work/ca.pem" /srv
}

run_directory() {
  in_box systemd-run --quiet --unit=directory /usr/sbin/slapd -d 0 -h "ldap://127.0.0.1/ ldaps://127.0.0.1/" \
    -f /root/slapd.conf
  eventually in_box ldapsearch -x -H ldap://127.0.0.1 -b "" -s base
}

stop_directory() { in_box systemctl stop directory; }

start_directory() {
  in_box sh -c "systemctl stop slapd nslcd sssd; echo 127.0.0.1 localhost ldap.example.org >/etc/hosts" 2>/dev/null
  make_certificate
  in_box sh -c "cat >/root/slapd.conf" <<CONF
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
$(posix_schema)
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
TLSCertificateFile /srv/ca.pem
TLSCertificateKeyFile /srv/server.key
database mdb
suffix "$base"
rootdn "cn=admin,$base"
rootpw "$password"
directory /srv/directory
access to attrs=userPassword by dn.exact="$bridge_dn" write by anonymous auth by * none
access to * by dn.exact="$bridge_dn" write by * read
limits dn.exact="$bridge_dn" size=unlimited time=unlimited
overlay ppolicy
ppolicy_default "cn=passwords,$base"
CONF
  run_directory
  ldap_as_admin ldapadd >/dev/null <<LDIF
dn: $base
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=people,$base
objectClass: organizationalUnit
ou: people

dn: ou=groups,$base
objectClass: organizationalUnit
ou: groups

dn: $bridge_dn
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: scim-ldap-bridge
userPassword: $password

dn: cn=passwords,$base
objectClass: organizationalRole
objectClass: pwdPolicy
cn: passwords
pwdAttribute: userPassword
pwdLockout: TRUE
LDIF
}

start_bridge() {
  mkdir "$work/state"
  (umask 077 && printf %s "$password" >"$work/ldap-password")
  cat >"$work/config.toml" <<TOML
[scim]
listen = "127.0.0.1:8080"
[admin]
listen = "127.0.0.1:8081"
[control]
socket = "$work/control.sock"
[state]
folder = "$work/state"
[mapping]
file = "$source_dir/mappings/$preset.toml"
[ldap]
uri = "ldap://127.0.0.1"
bind_dn = "$bridge_dn"
password_file = "$work/ldap-password"
TOML
  token=$("$binary" token create entra --config "$work/config.toml" 2>/dev/null)
  "$binary" serve --config "$work/config.toml" >"$work/bridge.log" 2>&1 &
  eventually curl --silent --fail --output /dev/null http://127.0.0.1:8081/readyz
}
