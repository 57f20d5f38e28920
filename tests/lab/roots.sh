# shellcheck shell=bash disable=SC2034
# Root file systems of Debian that boot, each made once and kept. To be sourced by a script that has `fail`.

readonly cache=${XDG_CACHE_HOME:-$HOME/.cache}/scim-ldap-bridge/lab

# bootable_root SUITE PACKAGE...: sets root to one of that release ("": the one this machine runs) that boots and has
# these packages with all they need, so that a box needs no network. Made under a lock, and named when it is whole.
bootable_root() {
  local code=$1 packages key
  shift
  # shellcheck source=/dev/null
  [[ -n $code ]] || code=$(. /etc/os-release && echo "$VERSION_CODENAME")
  packages=$(printf '%s\n' systemd-sysv dbus procps "$@" | sort -u | paste -sd,)
  key=$(sha256sum <<<"$code $packages")
  root=$cache/boot-$code-${key:0:12}
  [[ ! -d $root ]] || return 0
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  [[ -d $root ]] || make_root "$code" "$packages"
  exec 9>&-
}

make_root() {
  local log=$cache/boot.log
  echo "Making a root of $1 to boot (a minute, once) …" >&2
  rm -rf "$root.part"
  nice mmdebstrap --quiet --variant=minbase --include="$2" "$1" "$root.part" >"$log" 2>&1 ||
    { tail -n 25 "$log" >&2 && rm -rf "$root.part" && fail "mmdebstrap failed"; }
  mv "$root.part" "$root"
}
