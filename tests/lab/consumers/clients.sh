# shellcheck shell=bash disable=SC2154
# The box as a Linux machine that takes people and groups from the directory. Caches are short, so that what was
# pushed is seen within seconds; how long a machine waits in earnest is its administrator's choice.

# use_names_of SERVICE PROFILE OTHER-PROFILE: names by nsswitch.conf, logins as Debian's common-auth and -account say.
use_names_of() {
  in_box sed -i -E "s/^(passwd|group|shadow):.*/\1: files $1/" /etc/nsswitch.conf
  in_box pam-auth-update --disable "$3"
  in_box pam-auth-update --enable "$2"
  in_box sh -c "printf '@include common-auth\n@include common-account\n' >/etc/pam.d/consumer"
}

# By default SSSD does not show a group at all that lists a DN without entry, such as the placeholder of an empty group.
use_sssd() {
  local schema=rfc2307
  [[ $preset != openldap-rfc2307bis ]] || schema=rfc2307bis
  in_box sh -c "umask 077 && cat >/etc/sssd/sssd.conf" <<CONF
[sssd]
services = nss, pam
domains = example
[nss]
memcache_timeout = 0
entry_negative_timeout = 0
entry_cache_nowait_percentage = 0
[domain/example]
id_provider = ldap
auth_provider = ldap
access_provider = ldap
ldap_uri = ldaps://ldap.example.org
ldap_search_base = $base
ldap_access_order = filter
ldap_access_filter = (!(loginShell=/usr/sbin/nologin))
ldap_ignore_unreadable_references = true
ldap_tls_cacert = /srv/ca.pem
ldap_schema = $schema
cache_credentials = true
entry_cache_timeout = 1
offline_timeout = 1
offline_timeout_max = 1
offline_timeout_random_offset = 0
CONF
  use_names_of sss sss ldap
  in_box systemctl restart sssd
}

use_nslcd() {
  in_box systemctl stop sssd
  in_box sh -c "cat >/etc/nslcd.conf" <<CONF
uid nslcd
gid nslcd
uri ldaps://ldap.example.org/
base $base
tls_reqcert demand
tls_cacertfile /srv/ca.pem
filter passwd (&(objectClass=posixAccount)(!(loginShell=/usr/sbin/nologin)))
CONF
  use_names_of ldap ldap sss
  in_box systemctl restart nslcd
}

# eventually_says PATTERN COMMAND...: the box does, when what was pushed has come through.
eventually_says() { eventually expect "$1" in_box "${@:2}"; }

# lets_in LOGIN PASSWORD: what sshd, a screen lock or a login prompt ask, by PAM.
lets_in() { in_box sh -c "echo '$2' | pamtester consumer '$1' authenticate acct_mgmt" >/dev/null 2>&1; }
refuses() { ! lets_in "$@"; }

# With a key nobody asks for a password, only whether the account may be used.
lets_in_with_a_key() { in_box pamtester consumer "$1" acct_mgmt >/dev/null 2>&1; }
refuses_a_key() { ! lets_in_with_a_key "$@"; }

opens_a_session() { [[ $(in_box su "$1" -c "id -un") == "$1" ]]; }
opens_no_session() { ! opens_a_session "$@" 2>/dev/null; }
# SSSD shows it as it is, nslcd is told to show no such people.
has_no_shell() {
  local line
  line=$(in_box getent passwd "$1") || return 0
  [[ $line == *:/usr/sbin/nologin ]]
}

does_not_know() { ! in_box getent passwd "$1"; }
