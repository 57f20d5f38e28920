# shellcheck shell=bash disable=SC2154
# What the steps are made of.

port=8443

explain_failure() {
  tail -n 20 "$work/apt.log" || true
  in_box journalctl -q -o cat -u "$unit" -n 40
}

property() { in_box systemctl show --property="$1" --value "$unit"; }
journal_has() { in_box journalctl -q -u "$unit" -o cat | grep -- "$1" >/dev/null; }
is_fed_after() { (($(property WatchdogTimestampMonotonic) > $1)); } # Microseconds.
test_restarts() { (($(property NRestarts) >= $1)); }

scim() {
  curl --silent --show-error --fail-with-body --cacert "$work/ca.pem" --resolve "localhost:$port:127.0.0.1" \
    --header "Authorization: Bearer $token" --header "Content-Type: application/scim+json" "$@"
}

is_ready() { scim "https://localhost:$port/scim/v2/ServiceProviderConfig" && property StatusText | grep "directory answers" >/dev/null; }

push_user() {
  scim --output /dev/null --data "{\"userName\":\"$1\",\"externalId\":\"$1\",\"displayName\":\"$1\"}" \
    "https://localhost:$port/scim/v2/Users"
}

directory_shows() {
  in_box ldapsearch -x -LLL -H ldap://127.0.0.1 -b "uid=$1,ou=people,$base" -s base "$2" | grep "^$2:"
}

# Begins to give a person another name while the directory hangs; sets pushing to whom to wait for.
begin_renaming() {
  local users="https://localhost:$port/scim/v2/Users" id
  id=$(scim "$users?filter=userName+eq+%22$1%22" | sed -nE 's/.*"id":"([0-9a-f-]{36})".*/\1/p')
  in_box systemctl kill --signal=STOP directory.service
  scim --output /dev/null --request PATCH "$users/$id" --data \
    "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],
      \"Operations\":[{\"op\":\"Replace\",\"path\":\"displayName\",\"value\":\"$2\"}]}" &
  pushing=$!
  eventually has_unfinished_changes
}

has_unfinished_changes() { in_box scim-ldap-bridge status --json | grep -E '"open_intents": *[1-9]'; }
wake_directory() { in_box systemctl kill --signal=CONT directory.service; }

edit_mapping() { in_box sed -i "s/^\[users.attributes\]$/&\n$1/" /etc/scim-ldap-bridge/mapping.toml; }

# A directory with the bridge's account, in the box.
start_directory() {
  in_box sh -c "systemctl stop slapd; mkdir -p /root/directory; cat >/root/slapd.conf" <<END
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
suffix "$base"
rootdn "cn=admin,$base"
rootpw "$password"
directory /root/directory
access to attrs=userPassword by dn.exact="$bridge_dn" write by anonymous auth by * none
access to * by dn.exact="$bridge_dn" write by * read
limits dn.exact="$bridge_dn" size=unlimited time=unlimited
END
  in_box sh -c "printf %s $password >/root/password"
  in_box systemd-run --quiet --unit=directory /usr/sbin/slapd -d 0 -h ldap://127.0.0.1/ -f /root/slapd.conf
  eventually in_box ldapsearch -x -H ldap://127.0.0.1 -b "" -s base
  in_box ldapadd -x -H ldap://127.0.0.1 -D "cn=admin,$base" -w "$password" >/dev/null <<END
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
END
}

# For localhost; the key where root alone can read it.
make_certificate() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout "$work/server.key" -out "$work/ca.pem" 2>/dev/null
  in_box sh -c "mkdir -p /etc/scim-ldap-bridge/tls && cat >/etc/scim-ldap-bridge/tls/server.pem" <"$work/ca.pem"
  in_box sh -c "umask 077 && cat >/etc/scim-ldap-bridge/secrets/server.key" <"$work/server.key"
}
