# shellcheck shell=bash disable=SC2154
# What can be said of a page without a server.

# check_mapping LINE FILE: `check` finds nothing wrong with it, and its tests hold.
check_mapping() {
  [[ $page != docs/mapping* ]] || grep -q '^\[\[tests\]\]' "$2" || fault "$1" "a mapping without [[tests]] shows nothing"
  check_files "$1" "$2" "$source_dir/packaging/config.toml"
}

# check_files LINE MAPPING CONFIG
check_files() {
  "$binary" check --offline --config "$3" --mapping "$2" >"$work/checked" 2>&1 && return
  fault "$1" "check says:"
  tail -n 15 "$work/checked" >&2
}

# The example as a whole file, as tests/unit/mapping/reference_test.cc completes it.
complete() {
  local start='[groups]
base = "ou=groups,dc=example,dc=org"
object_class = ["groupOfMembers"]
rdn = "cn"
attributes = { cn = '"'\${displayName}'"' }
[users]
object_class = ["inetOrgPerson"]
rdn = "uid"'
  echo "$start"
  case $1 in
    users) echo "attributes = { uid = '\${userName}', mail = '\${emails.value}' }" ;;
    rules) printf 'base = "ou=people,dc=example,dc=org"\n[users.attributes]\nuid = %s\n' "'\${userName}'" ;;
  esac
  cat "$2"
}

check_toml() {
  local block=$1 line=$2 info=$3
  case $info in
    -) check_mapping "$line" "$block" ;;
    rules | users) complete "$info" "$block" >"$work/whole.toml" && check_mapping "$line" "$work/whole.toml" ;;
    "mapping "*)
      awk -f "$here/overlay.awk" "$source_dir/mappings/${info#mapping }.toml" "$block" >"$work/whole.toml"
      check_mapping "$line" "$work/whole.toml"
      ;;
    config)
      awk -f "$here/overlay.awk" "$source_dir/packaging/config.toml" "$block" >"$work/config.toml"
      check_files "$line" "$source_dir/mappings/openldap-inetorgperson.toml" "$work/config.toml"
      ;;
    *) fault "$line" "'toml $info' is no kind of block" ;;
  esac
}

check_block() {
  local block=$1 line=$2 language=$3 info=$4
  case $language in
    sh) bash -n "$block" 2>"$work/said" || fault "$line" "no shell script: $(tail -n1 "$work/said")" ;;
    console) grep -q '^\$ ' "$block" || fault "$line" "a console block without a command" ;;
    toml) check_toml "$block" "$line" "$info" ;;
    json) jq -e . "$block" >/dev/null 2>"$work/said" || fault "$line" "no JSON: $(<"$work/said")" ;;
    ldif) ;;
    text) ! grep -E '^(\$ |# |sudo |scim-ldap-bridge )' "$block" | grep -vqE '\[|COMMAND' || fault "$line" "a command in a text block is not tested" ;;
    *) fault "$line" "nobody tests blocks of '$language'; say <!-- not run: REASON --> above" ;;
  esac
}

# The names that GitHub gives to headings of a page.
anchors_of() {
  awk '/^ *```/ { inside = !inside } !inside && /^#+ / { sub(/^#+ +/, ""); print tolower($0) }' "$1" |
    sed -e 's/[^[:alnum:] _-]//g' -e 's/ /-/g'
}

# Without what stands in fences.
prose_of() { awk '/^ *```/ { inside = !inside; print ""; next } { print inside ? "" : $0 }' "$1"; }

check_links() {
  local line target file folder=$source_dir/${page%/*}
  [[ $page == */* ]] || folder=$source_dir
  while IFS=: read -r line target; do
    target=${target#*(} target=${target%)}
    file=${target%%#*}
    [[ -z $file || -e $folder/$file ]] || { fault "$line" "there is no '$file'" && continue; }
    [[ $target != *#* ]] || anchors_of "${file:+$folder/}${file:-$source_dir/$page}" | grep -qxF -- "${target#*#}" ||
      fault "$line" "there is no heading '#${target#*#}' in '${file:-$page}'"
  done < <(prose_of "$source_dir/$page" | sed 's/`[^`]*`//g' | grep -noE '\]\([^)]+\)' | grep -vE '\((https?|mailto):')
  while IFS=: read -r line target; do
    file=${target//\`/}
    [[ ! $file =~ (^|/)[A-Z]{4,}[./] ]] || continue  # ROOM, PRESET: a word for any.
    [[ -e $source_dir/$file ]] || fault "$line" "there is no '$file'"
  done < <(prose_of "$source_dir/$page" | grep -noE '`(docs|mappings|packaging|tests)/[A-Za-z0-9_./-]+`')
  [[ $page != docs/*.md || $page == */README.md || $page == */decisions/* ]] ||
    grep -qF "(${page#docs/})" "$source_dir/docs/README.md" || fault 1 "docs/README.md does not lead here"
}

# Command lines in the text and in blocks: "LINE:command".
command_lines() {
  prose_of "$source_dir/$page" | grep -noE '`(sudo )?scim-ldap-bridge [^`]+`' | sed -E 's/`//g; s/^([0-9]+):sudo /\1:/'
  grep -nE '^ *(\$ )?(sudo )?scim-ldap-bridge [a-z]' "$source_dir/$page" |
    sed -E 's/^([0-9]+): *(\$ )?(sudo )?/\1:/; s/ +#.*//; s/[|>&;].*//; s/ *\\$//'
}

# The program reads its command line before it misses its configuration; only what it does not know is a fault.
check_command_lines() {
  local line command words
  while IFS=: read -r line command; do
    [[ $command != *COMMAND* && $command != *[…\[]* && $command != *" serve --wait"* ]] || continue
    command=$(sed -E 's/\$[A-Za-z_]+/1/g' <<<"${command#scim-ldap-bridge }")
    eval "words=($command)" 2>/dev/null || continue
    [[ " ${words[*]} " == *" --"[iI]"nstance "* ]] || words+=(--config /dev/null/none)
    timeout 20 "$binary" "${words[@]}" </dev/null >"$work/said" 2>&1
    [[ $? == 2 ]] || continue
    grep -qiE 'required|does not exist|exclude' "$work/said" || fault "$line" "'$command' is not understood: $(head -n1 "$work/said")"
  done < <(command_lines)
}
