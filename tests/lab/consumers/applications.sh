# shellcheck shell=bash disable=SC2034,SC2154
# What applications with a form for LDAP do (GitLab, Jenkins, Nexus, printers): look for the person by what was typed
# in, bind as the entry that was found, and ask which groups list it.

use_applications() { :; } # They need nothing on the machine.

by_tls() { in_box env LDAPTLS_CACERT=/srv/ca.pem "$1" -x -H ldaps://ldap.example.org "${@:2}"; }

# Prints DNs.
found() { by_tls ldapsearch -LLL -o ldif-wrap=no -b "$base" "$1" 1.1 | sed -n 's/^dn: //p'; }

finds_people_by_what_they_type_in() {
  local by="(mail=jo.mueller@example.org)"
  expect "$(person_dn jo.mueller)" found "(&(objectClass=inetOrgPerson)$by)"
  [[ $preset == openldap-inetorgperson ]] || by="(uid=jo.mueller)"
  expect "$(person_dn jo.mueller)" found "(&(objectClass=inetOrgPerson)$by)"
}

binds_as() { by_tls ldapwhoami -D "$(person_dn "$1")" -w "$2"; }

does_not_bind_as() {
  local code=0
  binds_as "$@" || code=$?
  ((code == 49)) # Invalid credentials (RFC 4511, A.1).
}

binds_with_the_right_password_only() {
  binds_as jo.mueller "$persons_password" >/dev/null
  does_not_bind_as jo.mueller wrong 2>/dev/null
}

# By DN, or by login where the preset lists logins.
groups_of() {
  if [[ $preset == openldap-rfc2307 ]]; then
    found "(&(objectClass=posixGroup)(memberUid=$1))"
  else
    found "(member=$(person_dn "$1"))"
  fi
}

finds_the_groups_of_a_person() {
  expect "cn=developers,ou=groups,$base" groups_of jo.mueller
  expect "" groups_of ada
}

keeps_the_disabled_out_of_applications() {
  disable jo.mueller
  does_not_bind_as jo.mueller "$persons_password" 2>/dev/null
  [[ $preset != openldap-inetorgperson ]] ||
    expect "" found "(&(mail=jo.mueller@example.org)(!(employeeType=disabled)))"
  expect "cn=developers,ou=groups,$base" groups_of jo.mueller # The membership stays.
}

lets_the_enabled_bind_again() {
  enable jo.mueller
  binds_as jo.mueller "$persons_password" >/dev/null
  expect "$(person_dn jo.mueller)" found "(&(mail=jo.mueller@example.org)(!(employeeType=disabled)))"
}

finds_a_changed_group() {
  put_into developers ada
  expect "cn=developers,ou=groups,$base" groups_of ada
  take_out_of developers ada
  expect "" groups_of ada
  expect "cn=developers,ou=groups,$base" groups_of jo.mueller
}
