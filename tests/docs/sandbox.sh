# shellcheck shell=bash disable=SC2034,SC2154
# A machine as the documents speak of it, below $work: a slapd as Debian sets it up, the files of the bridge, and stand-ins
# for what takes root.

readonly base=dc=example,dc=org
slapd_pid=""

# What stands in the documents, and what it is here; the first that fits counts. Output is compared after the way back.
substitutions() {
  cat <<TABLE
https://scim.example.org|http://127.0.0.1:$scim_port
https://HOST|http://127.0.0.1:$scim_port
127.0.0.1:8080|127.0.0.1:$scim_port
127.0.0.1:8081|127.0.0.1:$admin_port
localhost:8081|127.0.0.1:$admin_port
ldaps://ldap.example.org|ldap://127.0.0.1:$ldap_port
ldap://localhost|ldap://127.0.0.1:$ldap_port
cn=admin,dc=example,dc=org -W|cn=admin,dc=example,dc=org -w admin
ldapi:///|ldapi://${work//\//%2F}%2Fldapi
/usr/share/scim-ldap-bridge/schema|$source_dir/packaging/schema
/etc/scim-ldap-bridge/mappings|$source_dir/mappings
/etc/scim-ldap-bridge|$work/etc
/var/lib/scim-ldap-bridge|$work/state
/run/scim-ldap-bridge|$work/run
/var/backups|$work/backups
/root/|$work/home/
TABLE
}

# sed_script forth|back
sed_script() {
  local theirs ours
  while IFS='|' read -r theirs ours; do
    if [[ $1 == back ]]; then printf 's|%s|%s|g\n' "${ours//./\\.}" "$theirs"; else printf 's|%s|%s|g\n' "${theirs//./\\.}" "$ours"; fi
  done < <(substitutions)
}

free_port() {
  local port
  while true; do
    port=$((10000 + (RANDOM * 32768 + RANDOM) % 22000))
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# until_true SECONDS COMMAND...
until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.02
  done
}

# As Debian's package sets it up, with cn=config open to who runs this instead of root.
write_directory() {
  mkdir "$work/slapd.d" "$work/directory"
  sed -e "s/gidNumber=0+uidNumber=0,/gidNumber=$(id -g)+uidNumber=$(id -u),/" -e "s|/var/lib/ldap|$work/directory|" \
    -e "s/@SUFFIX@/$base/" -e 's/@PASSWORD@/admin/' -e '/^olcPidFile\|^olcArgsFile/d' \
    -e 's/^olcLastMod: TRUE/&\nolcDbNoSync: TRUE/' /usr/share/slapd/slapd.init.ldif >"$work/slapd.ldif"
  slapadd -n 0 -F "$work/slapd.d" -l "$work/slapd.ldif" >"$work/slapd.log" 2>&1 &&
    printf 'dn: %s\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n' "$base" |
    slapadd -q -F "$work/slapd.d" -b "$base" >>"$work/slapd.log" 2>&1
}

start_directory() {
  write_directory || { cat "$work/slapd.log" && return 1; }
  ldapi=ldapi://${work//\//%2F}%2Fldapi
  local attempt
  for attempt in 1 2 3; do
    ldap_port=$(free_port)
    slapd -F "$work/slapd.d" -h "ldap://127.0.0.1:$ldap_port $ldapi" -d 0 >>"$work/slapd.log" 2>&1 &
    slapd_pid=$!
    until_true 30 ldapwhoami -Q -Y EXTERNAL -H "$ldapi" && kill -0 "$slapd_pid" 2>/dev/null && return
    kill -KILL "$slapd_pid" 2>/dev/null
  done
  cat "$work/slapd.log"
  return 1
}

# stand_in NAME: a program of that name, from standard input, before all others.
stand_in() {
  { echo "#!/bin/bash" && cat; } >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}

make_stand_ins() {
  mkdir -p "$work"/{bin,etc,state,run,home,backups}
  chmod 700 "$work/state"
  # The program, with the files of here; 3, "somebody should look", is no failure.
  stand_in scim-ldap-bridge <<SCRIPT
arguments=() last=
for word in "\$@"; do
  [[ \$last != --preset || \$word == */* ]] || word=$source_dir/mappings/\$word.toml
  arguments+=("\$word") last=\$word
done
case " \$* " in
  *" --config "*|*" --help "*|" --version ") ;;
  " setup "*) arguments+=(--config "$work/etc/config.toml" --state-folder "$work/state" --runtime-folder "$work/run")
    [[ " \$* " == *" --listen "* ]] || arguments+=(--listen 127.0.0.1:$scim_port) ;;
  *) arguments+=(--config "$work/etc/config.toml") ;;
esac
"$binary" "\${arguments[@]}"
status=\$?
[[ \$1 != setup ]] || sed -i 's|^listen = "unix:.*health.sock"|listen = "127.0.0.1:$admin_port"|' "$work/etc/config.toml"
((status == 3)) && exit 0
exit \$status
SCRIPT
  # systemd, for the one service.
  stand_in systemctl <<SCRIPT
[[ \$* == *scim-ldap-bridge* && \$* != *@* && \$* != *.socket* ]] || { echo "only scim-ldap-bridge.service is here" >&2; exit 5; }
pid=\$(cat "$work/pid" 2>/dev/null)
running() { [[ -n \$pid ]] && kill -0 "\$pid" 2>/dev/null; }
start() {
  running && return
  "$binary" serve --config "$work/etc/config.toml" >>"$work/bridge.log" 2>&1 &
  pid=\$! && echo \$pid >"$work/pid"
  local tries
  for ((tries = 0; tries < 1500; ++tries)); do
    curl -sf -o /dev/null --max-time 5 http://127.0.0.1:$admin_port/readyz && return
    running || break
    sleep 0.02
  done
  tail -n 20 "$work/bridge.log" >&2
  return 1
}
stop() {
  running || return 0
  kill -TERM "\$pid"
  local tries
  for ((tries = 0; tries < 1500; ++tries)); do
    kill -0 "\$pid" 2>/dev/null || return 0
    sleep 0.02
  done
  return 1
}
case \$1 in
  start | enable) start ;;
  stop) stop ;;
  restart) stop && start ;;
  reload) "$binary" reload --config "$work/etc/config.toml" ;;
  is-active) running && echo active ;;
  *) echo "systemctl \$1 is not done here" >&2; exit 5 ;;
esac
SCRIPT
  stand_in journalctl <<SCRIPT
words=\$(for word in "\$@"; do case \$word in BRIDGE_*) word=\${word#BRIDGE_}; echo "\${word%%=*}" | tr A-Z a-z | tr -d '\n'; echo "=\${word#*=}" ;; esac; done)
grep -F -- "\$words" "$work/bridge.log"
SCRIPT
  printf 'while [[ $1 == -u ]]; do shift 2; done\nexec "$@"\n' | stand_in sudo
  stand_in install <<'SCRIPT'
arguments=()
while (($# > 0)); do
  case $1 in -o | -g) shift ;; *) arguments+=("$1") ;; esac
  shift
done
exec /usr/bin/install "${arguments[@]}"
SCRIPT
  echo : | stand_in chown
  write_downloads
}

# Files that the documents tell people to fetch.
write_downloads() {
  cat >"$work/home/ServiceTags_Public.json" <<JSON
{"values": [{"name": "ActionGroup", "properties": {"addressPrefixes": ["4.145.74.52/30"]}},
  {"name": "AzureActiveDirectory", "properties": {"addressPrefixes": ["20.20.32.0/19", "2603:1006:2000::/48"]}}]}
JSON
}

# What is there when somebody has followed quick-start.md: the directory's first entries, a configuration, a running
# bridge, two people and a group.
set_up() {
  ldapadd -x -D "cn=admin,$base" -w admin -H "$ldapi" >>"$work/slapd.log" 2>&1 <<LDIF
dn: ou=people,$base
objectClass: organizationalUnit

dn: ou=groups,$base
objectClass: organizationalUnit

dn: cn=scim-ldap-bridge,$base
objectClass: organizationalRole
objectClass: simpleSecurityObject
userPassword: bridge
LDIF
  ldapmodify -Q -Y EXTERNAL -H "$ldapi" >>"$work/slapd.log" 2>&1 <<LDIF
dn: olcDatabase={1}mdb,cn=config
changetype: modify
add: olcLimits
olcLimits: dn.exact="cn=scim-ldap-bridge,$base" size=unlimited time=unlimited
-
add: olcAccess
olcAccess: {0}to * by dn.exact="cn=scim-ldap-bridge,$base" write by * break
LDIF
  printf bridge >"$work/home/password"
  scim-ldap-bridge setup --yes --uri "ldap://127.0.0.1:$ldap_port" --base "$base" --password-file "$work/home/password" \
    --bind-dn "cn=scim-ldap-bridge,$base" --preset "$preset" --external-url https://scim.example.org/scim/v2 \
    >"$work/setup.log" 2>&1 || { cat "$work/setup.log" && return 1; }
  # Clients of this machine shall get addresses of this machine.
  sed -i '/^external_url/d' "$work/etc/config.toml"
  SCIM_TOKEN=$(sed -n 's/^ *Secret Token *//p' "$work/setup.log")
  printf %s "$SCIM_TOKEN" >"$work/home/token"
  systemctl start scim-ldap-bridge && push_first
}

post() {
  curl -sS --fail-with-body -H "Authorization: Bearer $SCIM_TOKEN" -H 'Content-Type: application/scim+json' \
    --data "$2" "http://127.0.0.1:$scim_port/scim/v2$1"
}

person() {
  printf '{"externalId":"%s","userName":"%s@example.org","displayName":"%s","active":true,"name":{"familyName":"%s"},
    "emails":[{"type":"work","value":"%s@example.org"}]}' "$1" "$2" "$3" "${3##* }" "$2"
}

push_first() {
  local jo
  post /Users "$(person 0b9f4c3e-5a1d-4f6e-9c3b-8d2a7e1f0a11 ada 'Ada Byron')" >"$work/ada.json" || return 1
  jo=$(post /Users "$(person 0b9f4c3e-5a1d-4f6e-9c3b-8d2a7e1f0a12 jo 'Jo Müller')" | jq -r .id)
  post /Groups "{\"externalId\":\"5c7e2d10-77b4-4e0f-8a55-1f0e9d8c7b11\",\"displayName\":\"Staff\",
    \"members\":[{\"value\":\"$jo\"}]}" >"$work/staff.json"
}

tear_down() {
  local pid
  for pid in $(cat "$work/pid" 2>/dev/null) $slapd_pid; do kill -TERM "$pid" 2>/dev/null; done
  for pid in $(cat "$work/pid" 2>/dev/null) $slapd_pid; do
    until_true 20 eval "! kill -0 $pid" || kill -KILL "$pid" 2>/dev/null
  done
}
