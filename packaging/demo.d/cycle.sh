# shellcheck shell=bash disable=SC2034,SC2154
# A provisioning cycle of Microsoft Entra ID: the requests in the shape and order in which it sends them (PascalCase
# operations, booleans as text, one member at a time, a look before each create).

readonly core=urn:ietf:params:scim:schemas:core:2.0
readonly enterprise=urn:ietf:params:scim:schemas:extension:enterprise:2.0:User
readonly entra_group=http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group

# Object ids of Entra, which the shipped mapping makes the names of people's entries.
readonly ada_object=0b9f4c3e-5a1d-4f6e-9c3b-8d2a7e1f0a01
readonly grace_object=0b9f4c3e-5a1d-4f6e-9c3b-8d2a7e1f0a02
readonly linus_object=0b9f4c3e-5a1d-4f6e-9c3b-8d2a7e1f0a03
readonly engineering_object=5c7e2d10-77b4-4e0f-8a55-1f0e9d8c7b01
readonly everyone_object=5c7e2d10-77b4-4e0f-8a55-1f0e9d8c7b02

person_dn() { echo "uid=$1,ou=people,$base"; }
group_dn() { echo "cn=$1,ou=groups,$base"; }

patch_body() {
  cat <<END
{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
 "Operations":[$1]}
END
}

# patch STATUS MEANING PATH OPERATIONS
patch() { push "$1" "$2" PATCH "$3" "$(patch_body "$4")"; }

member_operation() { echo "{\"op\":\"$1\",\"path\":\"members\",\"value\":[{\"\$ref\":null,\"value\":\"$2\"}]}"; }
value_operation() { echo "{\"op\":\"$1\",\"path\":\"$2\",\"value\":\"$3\"}"; }

test_connection() {
  chapter "Test connection: does the bridge answer?"
  tell "  Entra looks for a person and a group that cannot exist, and wants an empty list, not an error."
  push 200 "Is there a person with a name made up by chance?" GET "/Users?filter=userName+eq+%227d420df3-1c1c-4a4c-9d32-2a1f0c7b5e90%22"
  expect_answer '"totalResults":0'
  push 200 "And such a group?" GET "/Groups?excludedAttributes=members&filter=displayName+eq+%2213ab8ad9-7b1e-4f63-b3f2-6b8f6f0d1c55%22"
  expect_answer '"totalResults":0'
}

# create_person OBJECT-ID USER GIVEN-NAME FAMILY-NAME TITLE DEPARTMENT PHONE: sets id.
create_person() {
  chapter "A new person: $3 $4"
  push 200 "Is $3 there already?" GET "/Users?filter=userName+eq+%22$2%40example.org%22"
  expect_answer '"totalResults":0'
  push 201 "No, so make the person" POST /Users "$(
    cat <<END
{"schemas":["$core:User",
            "$enterprise"],
 "externalId":"$1",
 "userName":"$2@example.org","active":true,"displayName":"$3 $4","title":"$5",
 "emails":[{"primary":true,"type":"work","value":"$2@example.org"}],
 "phoneNumbers":[{"primary":true,"type":"work","value":"$7"}],
 "meta":{"resourceType":"User"},
 "name":{"formatted":"$3 $4","familyName":"$4","givenName":"$3"},
 "$enterprise":{"department":"$6"},
 "roles":[]}
END
  )"
  id=${location##*/}
  expect_answer '"active":true'
  expect_changes "+ dn: $(person_dn "$1")" "+ objectClass: inetOrgPerson" "+ cn: $3 $4" "+ sn: $4" \
    "+ mail: $2@example.org" "+ title: $5" "+ departmentNumber: $6" "+ telephoneNumber: $7"
}

create_people() {
  create_person "$grace_object" grace.hopper Grace Hopper "Head of Engineering" Engineering "+1 555 0100"
  grace=$id
  create_person "$ada_object" ada.byron Ada Byron Engineer Engineering "+1 555 0101"
  ada=$id
  create_person "$linus_object" linus.berg Linus Berg Engineer Engineering "+1 555 0102"
  linus=$id
}

set_manager() {
  chapter "Ada's manager is Grace"
  tell "  References follow once both people exist. What Entra knows by id, LDAP knows by DN."
  patch 200 "Ada gets a manager, by the manager's id" "/Users/$ada" "$(value_operation Add "$enterprise:manager" "$grace")"
  expect_changes only "+ manager: $(person_dn "$grace_object")"
}

# create_group OBJECT-ID NAME: sets id.
create_group() {
  chapter "A new group: $2"
  push 200 "Is there a group $2 already?" GET "/Groups?excludedAttributes=members&filter=displayName+eq+%22$2%22"
  expect_answer '"totalResults":0'
  push 201 "No, so make the group, still empty" POST /Groups "$(
    cat <<END
{"schemas":["$core:Group",
            "$entra_group"],
 "externalId":"$1",
 "displayName":"$2",
 "meta":{"resourceType":"Group"}}
END
  )"
  id=${location##*/}
  expect_changes only "+ dn: $(group_dn "$2")" "+ objectClass: groupOfNames" "+ cn: $2" "+ businessCategory: $1" \
    "+ member: cn=empty,$base"
}

create_groups() {
  create_group "$engineering_object" Engineering
  tell "  groupOfNames must have a member, so a placeholder stands in until the first real one. SCIM never shows it."
  engineering=$id
  create_group "$everyone_object" Everyone
  everyone=$id
}

add_members() {
  chapter "Members of Engineering, one by one"
  patch 204 "Add Grace" "/Groups/$engineering" "$(member_operation Add "$grace")"
  expect_changes only "+ member: $(person_dn "$grace_object")" "- member: cn=empty,$base"
  patch 204 "Add Ada" "/Groups/$engineering" "$(member_operation Add "$ada")"
  expect_changes only "+ member: $(person_dn "$ada_object")"
  patch 204 "Add Linus" "/Groups/$engineering" "$(member_operation Add "$linus")"
  expect_changes only "+ member: $(person_dn "$linus_object")"
}

nest_group() {
  chapter "A group as a member of a group"
  tell "  Groups in LDAP list people only. The group is not written, but not forgotten either: it is flagged."
  patch 204 "Add Engineering to Everyone" "/Groups/$everyone" "$(member_operation Add "$engineering")"
  expect_no_changes
  local code=0
  "$binary" flags --config "$config" >"$work/flags" || code=$?
  echo "  ${bold}Operator$plain  scim-ldap-bridge flags"
  indented <"$work/flags"
  grep -q '^nested_group ' "$work/flags" || fail "the nested group is not flagged"
  ((code == 3)) || fail "'flags' ended with $code instead of 3"
}

rename_person() {
  chapter "Ada marries: another name, another address"
  tell "  The entry keeps its DN, so the group still has her, and so does every access list that names her."
  patch 200 "Replace what changed, one operation each" "/Users/$ada" "$(value_operation Replace userName ada.lovelace@example.org),
               $(value_operation Replace displayName "Ada Lovelace"),
               $(value_operation Replace name.familyName Lovelace),
               $(value_operation Replace 'emails[type eq \"work\"].value' ada.lovelace@example.org)"
  expect_changes only "- cn: Ada Byron" "+ cn: Ada Lovelace" "- sn: Byron" "+ sn: Lovelace" \
    "- displayName: Ada Byron" "+ displayName: Ada Lovelace" \
    "- mail: ada.byron@example.org" "+ mail: ada.lovelace@example.org"
}

rename_group() {
  chapter "Engineering becomes Research"
  tell "  Groups are named as people call them, so the entry is renamed. Its members stay."
  patch 204 "Replace the name" "/Groups/$engineering" "$(value_operation Replace displayName Research)"
  expect_changes only "- dn: $(group_dn Engineering)" "+ dn: $(group_dn Research)" "- cn: Engineering" "+ cn: Research"
}

disable_and_enable() {
  chapter "Linus is disabled"
  tell "  The server refuses his logins, and whoever only searches sees employeeType. His memberships stay."
  patch 200 "Make him inactive; Entra writes booleans as text" "/Users/$linus" "$(value_operation Replace active False)"
  expect_answer '"active":false'
  expect_changes only "+ employeeType: disabled" "+ pwdAccountLockedTime: 000001010000Z"
  chapter "Linus is enabled again"
  patch 200 "Make him active" "/Users/$linus" "$(value_operation Replace active True)"
  expect_answer '"active":true'
  expect_changes only "- employeeType: disabled" "- pwdAccountLockedTime: 000001010000Z"
}

remove_member() {
  chapter "Grace leaves the group"
  patch 204 "Remove Grace" "/Groups/$engineering" "$(member_operation Remove "$grace")"
  expect_changes only "- member: $(person_dn "$grace_object")"
}

delete_person() {
  chapter "Linus is deleted"
  tell "  With the entry goes whatever names it elsewhere: his membership."
  push 204 "Delete him" DELETE "/Users/$linus"
  expect_changes only "- dn: $(person_dn "$linus_object")" "- member: $(person_dn "$linus_object")"
  push 404 "Is he gone?" GET "/Users/$linus"
}

replay() {
  local begin=$EPOCHREALTIME
  test_connection
  create_people
  set_manager
  create_groups
  add_members
  nest_group
  rename_person
  rename_group
  disable_and_enable
  remove_member
  delete_person
  summarise "$begin"
}

summarise() {
  local tenths=$(((${EPOCHREALTIME/[.,]/} - ${1/[.,]/}) / 100000))
  chapter "That was a cycle: $pushes requests in $((tenths / 10)).$((tenths % 10)) s, every answer and every change as expected"
  cat <<END
  Before:  an empty directory.  After:
$(ldap_search -b "$base" '(|(objectClass=inetOrgPerson)(objectClass=groupOfNames))' dn | sed '/^$/d; s/^/            /')

  Try it yourself:    packaging/demo --serve   leaves slapd and the bridge running
  What went where:    mappings/openldap-inetorgperson.toml
END
}
