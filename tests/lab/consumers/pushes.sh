# shellcheck shell=bash disable=SC2154
# What a client says to the bridge. Resources are known by a word: `ids` has what follows /scim/v2.

declare -A ids=()

scim() {
  curl --silent --show-error --fail-with-body --header "Authorization: Bearer $token" \
    --header "Content-Type: application/scim+json" --output "$work/answer" "$@" ||
    { cat "$work/answer" >&2 && return 1; }
}

# create WORD KIND JSON
create() {
  local location
  location=$(scim --write-out '%header{location}' --data "$3" "http://127.0.0.1:8080/scim/v2/$2")
  ids[$1]=$2/${location##*/}
}

# create_person LOGIN NAME: whose password an administrator sets.
create_person() {
  create "$1" Users "{\"externalId\":\"object-of-$1\",\"userName\":\"$1@example.org\",\"displayName\":\"$2\",
    \"emails\":[{\"type\":\"work\",\"value\":\"$1@example.org\"}],\"active\":true}"
  ldap_as_admin ldappasswd -s "$persons_password" "$(person_dn "$1")"
}

create_group() { create "$1" Groups "{\"externalId\":\"object-of-$1\",\"displayName\":\"$1\"}"; }

# SSSD takes an entry with an unchanged modifyTimestamp for unchanged, and that counts seconds: what is changed twice in
# one, with a look in between, stays as seen.
last_change=0
second_is_over() { (($(date +%s) > last_change)); }

# patch WORD OPERATION PATH VALUE
patch() {
  eventually second_is_over
  scim --request PATCH --data "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],
    \"Operations\":[{\"op\":\"$2\",\"path\":\"$3\",\"value\":$4}]}" "http://127.0.0.1:8080/scim/v2/${ids[$1]}"
  last_change=$(date +%s)
}

disable() { patch "$1" Replace active false; }
enable() { patch "$1" Replace active true; }
put_into() { patch "$1" Add members "[{\"value\":\"${ids[$2]#*/}\"}]"; }
take_out_of() { patch "$1" Remove members "[{\"value\":\"${ids[$2]#*/}\"}]"; }
rename() { patch "$1" Replace displayName "\"$2\""; }
delete() { scim --request DELETE "http://127.0.0.1:8080/scim/v2/${ids[$1]}"; }

# Where the presets put people.
person_dn() {
  local uid=$1
  [[ $preset != openldap-inetorgperson ]] || uid=object-of-$1
  echo "uid=$uid,ou=people,$base"
}
