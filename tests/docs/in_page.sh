# shellcheck shell=bash disable=SC2154
# What the script of one page calls.

# Where in the page the script is, for when it fails.
at() { echo "$1" >"$work/at"; }

# The text with "…" for anything, as a pattern of the shell.
pattern_of() { sed -e 's/[][\\*?]/\\&/g' -e 's/…/*/g' <<<"$1"; }

# expecting OUTPUT: runs the command of standard input in this shell and compares what it prints. Where the page shows
# output, a command may fail, as it does there; where it shows none, it has to work.
expecting() {
  local command output status=0
  command=$(cat)
  eval "$command" >"$work/printed" 2>&1 || status=$?
  if [[ -z $1 ]]; then
    ((status == 0)) || cat "$work/printed"
    return "$status"
  fi
  output=$(sed -f "$back" "$work/printed")
  # shellcheck disable=SC2053
  [[ $output == $(pattern_of "${1%$'\n'}") ]] && return
  printf 'It prints:\n%s\n' "$output"
  return 1
}

# push PATH FILE: as a client would.
push() {
  curl -sS --fail-with-body -H "Authorization: Bearer $SCIM_TOKEN" -H 'Content-Type: application/scim+json' \
    --data-binary "@$2" "http://127.0.0.1:$scim_port/scim/v2$1"
}

# expect_entry FILE: each line of the entry is in the directory, and no other attribute.
expect_entry() {
  local dn
  dn=$(sed -n '1s/^dn: //p' "$1")
  ldapsearch -Q -Y EXTERNAL -LLL -o ldif-wrap=no -H "$ldapi" -b "$dn" -s base | sed '/^$/d' | sort >"$work/entry"
  sort "$1" | sed '/^$/d' | diff "$work/entry" -
}
