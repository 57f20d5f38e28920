# shellcheck shell=bash disable=SC2034,SC2154
# Pushes a request, shows what became of it, and compares that with what is expected.

pushes=0
if [[ -t 1 ]]; then
  bold=$'\e[1m' faint=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
  bold="" faint="" red="" green="" plain=""
fi

# Everything in the directory, with what tells an entry apart and what locks it.
read_directory() {
  ldap_search -b "$base" '(objectClass=*)' '*' entryUUID pwdAccountLockedTime
}

chapter() { echo && echo "$bold== $1$plain"; }
tell() { echo "$faint$1$plain"; }
indented() { sed "s/^/            /"; }

show_changes() {
  local line
  while IFS= read -r line; do
    case $line in
      "- "*) echo "            $red$line$plain" ;;
      "+ "*) echo "            $green$line$plain" ;;
      "") ;;
      *) echo "            $line" ;;
    esac
  done <"$work/changes"
  [[ -s $work/changes ]] || echo "            ${faint}as before$plain"
}

# ask METHOD PATH [BODY]: one request as Entra sends it, without Accept and User-Agent. Sets status and location; the
# answer's body is in $work/answer.
ask() {
  local curl=(curl -sS -X "$1" --max-time 30 -o "$work/answer" -D "$work/head" -w '%{http_code}'
    -H 'Accept:' -H 'User-Agent:' -H "Authorization: Bearer $token")
  [[ -z ${3:-} ]] || curl+=(-H 'Content-Type: application/scim+json; charset=utf-8' --data-binary "$3")
  : >"$work/answer"
  status=$("${curl[@]}" "$scim_url$2" 2>"$work/curl.log") || fail "$1 $2: $(<"$work/curl.log")"
  location=$(sed -n 's/^[Ll]ocation: *\([^[:space:]]*\).*/\1/p' "$work/head")
}

# push STATUS MEANING METHOD PATH [BODY]: asks, shows it all, and fails when the answer has another status.
push() {
  local expected=$1 meaning=$2
  shift 2
  ((++pushes))
  [[ -z $killing ]] || kill_bridge
  echo "  ${bold}Entra$plain     $meaning"
  echo "            $1 $(readable "$2")"
  [[ -z ${3:-} ]] || indented <<<"$3"
  read_directory >"$work/before.ldif"
  ask "$@"
  read_directory >"$work/after.ldif"
  awk -f "$here/demo.d/ldif-changes.awk" "$work/before.ldif" "$work/after.ldif" >"$work/changes"
  echo "  ${bold}Bridge$plain    $status $(reason_of "$status")$(short_answer "$1")"
  if [[ $1 != GET ]]; then
    echo "  ${bold}LDAP$plain"
    show_changes
  fi
  [[ $status == "$expected" ]] || fail "expected status $expected: $(<"$work/answer")"
}

# The path as people read it.
readable() {
  local text=${1//+/ }
  text=${text//%22/\"} text=${text//%40/@}
  echo "$text"
}

reason_of() {
  case $1 in
    200) echo OK ;;
    201) echo Created ;;
    204) echo "No Content" ;;
    404) echo "Not Found" ;;
    *) echo "?" ;;
  esac
}

short_answer() {
  [[ $1 != GET ]] || sed -n 's/.*\("totalResults":[0-9]*\).*/, \1/p' "$work/answer"
}

# The last answer contains this text.
expect_answer() {
  grep -qF -- "$1" "$work/answer" || fail "the answer lacks '$1': $(<"$work/answer")"
}

# The last push changed these lines in LDAP; "only" as the first argument means: and no others.
expect_changes() {
  local line count
  if [[ $1 == only ]]; then
    shift
    count=$(grep -c '^[-+] ' "$work/changes" || true)
    ((count == $#)) || fail "expected $# changed lines in LDAP, there are $count"
  fi
  for line in "$@"; do
    grep -qxF -- "$line" "$work/changes" || fail "expected in LDAP: $line"
  done
}

expect_no_changes() {
  [[ ! -s $work/changes ]] || fail "expected no change in LDAP"
}
