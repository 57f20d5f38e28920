# shellcheck shell=bash disable=SC2094,SC2154
# What is done in a box, step by step. To be sourced by a script that has `explain_failure`, which shows the logs.

# One after the other; the first that fails ends the run.
run_steps() {
  local step begin
  trap 'tell_why' ERR
  set -E
  for step in "$@"; do
    begin=$SECONDS
    "$step"
    echo "ok: ${step//_/ } ($((SECONDS - begin)) s)"
  done
}

tell_why() {
  trap - ERR
  echo "FAILED: $step" >&2
  explain_failure >&2 || true
  exit 1
}

push() {
  local folder=${!#} file
  for file in "${@:1:$#-1}"; do
    in_box sh -c "cat >$folder/$(basename "$file")" <"$file"
  done
}

# expect PATTERN COMMAND...: what it prints, whole, is like this (a regular expression).
expect() {
  local wanted=$1 said
  shift
  said=$("$@" || true)
  [[ $said =~ ^($wanted)$ ]] && return
  printf 'expected: %s\nfound:    %s\nby:       %s\n' "$wanted" "$said" "$*" >&2
  return 1
}

# Within half a minute. What the last try said is shown when that is over.
eventually() {
  local deadline=$((SECONDS + 30)) said
  until said=$(trap - ERR && "$@" 2>&1); do
    ((SECONDS < deadline)) || { printf 'never came true: %s\n%s\n' "$*" "$said" >&2 && return 1; }
    sleep 0.1
  done
}
