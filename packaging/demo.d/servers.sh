# shellcheck shell=bash disable=SC2034,SC2154
# A throwaway slapd and a bridge that writes into it, both on loopback, both below $work.

readonly base=dc=example,dc=org
readonly admin_dn=cn=admin,$base            # Us, looking on.
readonly bridge_dn=cn=scim-ldap-bridge,$base  # The bridge's own account.
slapd_pid="" bridge_pid=""

# A port nobody listens on, below those that outgoing connections are given.
free_port() {
  local port
  while true; do
    port=$((10000 + (RANDOM * 32768 + RANDOM) % 22000))
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# await SECONDS PID COMMAND...: until the command succeeds; fails when the time is over or the process gone.
await() {
  local end=$((SECONDS + $1)) pid=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) && kill -0 "$pid" 2>/dev/null || return 1
    sleep 0.02
  done
}

new_password() {
  head -c 64 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' | head -c 24
}

ldap_search() {
  ldapsearch -x -LLL -o ldif-wrap=no -H "$ldap_uri" -D "$admin_dn" -y "$work/admin-password" "$@"
}

write_directory() {
  mkdir "$work/directory"
  new_password >"$work/admin-password"
  new_password >"$work/ldap-password"
  cat >"$work/slapd.conf" <<END
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/nis.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
sizelimit unlimited
database mdb
suffix "$base"
rootdn "$admin_dn"
rootpw "$(<"$work/admin-password")"
directory "$work/directory"
maxsize 1073741824
index objectClass,uid,cn,mail,member,entryUUID,employeeNumber,businessCategory eq
access to attrs=userPassword by dn.exact="$bridge_dn" write by anonymous auth by * none
access to * by dn.exact="$bridge_dn" write by * read
limits dn.exact="$bridge_dn" size=unlimited time=unlimited
overlay ppolicy
ppolicy_default "cn=passwords,$base"
END
  cat >"$work/first-entries.ldif" <<END
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
userPassword: $(<"$work/ldap-password")

dn: cn=passwords,$base
objectClass: organizationalRole
objectClass: pwdPolicy
cn: passwords
pwdAttribute: userPassword
pwdLockout: TRUE
END
  slapadd -q -f "$work/slapd.conf" -l "$work/first-entries.ldif" >"$work/slapd.log" 2>&1 ||
    { cat "$work/slapd.log" >&2 && fail "slapadd failed"; }
}

start_directory() {
  write_directory
  local attempt
  for attempt in 1 2 3 4 5; do
    ldap_uri=ldap://127.0.0.1:$(free_port)
    slapd -f "$work/slapd.conf" -h "$ldap_uri" -d 0 >>"$work/slapd.log" 2>&1 &
    slapd_pid=$!
    await 20 "$slapd_pid" ldap_search -b "" -s base && return
    kill -KILL "$slapd_pid" 2>/dev/null || true
  done
  cat "$work/slapd.log" >&2
  fail "slapd does not start ($attempt attempts)"
}

write_config() {
  local guarding=true
  [[ -z $serving || -n $guards ]] || guarding=false
  config=$work/config.toml
  cat >"$config" <<END
[scim]
listen = "127.0.0.1:$1"
[admin]
listen = "127.0.0.1:$2"
[control]
socket = "$work/control.sock"
[state]
folder = "$work/state"
[mapping]
file = "$mapping"
[ldap]
uri = "$ldap_uri"
bind_dn = "$bridge_dn"
password_file = "$work/ldap-password"
[guard]
enabled = $guarding
END
  scim_url=http://127.0.0.1:$1/scim/v2
  admin_url=http://127.0.0.1:$2
}

start_bridge() {
  "$binary" serve --config "$config" >>"$work/bridge.log" 2>&1 &
  bridge_pid=$!
}

is_ready() {
  curl -sf -o /dev/null --max-time 2 "$admin_url/readyz"
}

set_up_bridge() {
  mkdir "$work/state"
  write_config "${wanted_port:-$(free_port)}" "$(free_port)"
  token=$("$binary" token create entra --config "$config" 2>"$work/bridge.log") ||
    { cat "$work/bridge.log" >&2 && fail "'scim-ldap-bridge token create' failed"; }
  local attempt
  for attempt in 1 2 3 4 5; do
    start_bridge
    await 20 "$bridge_pid" is_ready && kill -0 "$bridge_pid" && return
    kill -KILL "$bridge_pid" 2>/dev/null || true
    if [[ -n $wanted_port ]] || ! grep -q 'in use' "$work/bridge.log"; then break; fi
    write_config "$(free_port)" "$(free_port)"
  done
  tail -n 20 "$work/bridge.log" >&2
  fail "the bridge does not start (attempt $attempt)"
}

# The worst that can happen to it between two requests.
kill_bridge() {
  kill -KILL "$bridge_pid"
  wait "$bridge_pid" 2>/dev/null || true
  start_bridge
  await 20 "$bridge_pid" is_ready || fail "the bridge does not start again"
}

# Asks it to end, and insists after a while.
stop() {
  kill -TERM "$1" 2>/dev/null || return 0
  local tries
  for ((tries = 0; tries < 600; ++tries)); do
    kill -0 "$1" 2>/dev/null || break
    sleep 0.02
  done
  kill -KILL "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

stop_servers() {
  [[ -z $bridge_pid ]] || stop "$bridge_pid"
  [[ -z $slapd_pid ]] || stop "$slapd_pid"
}
