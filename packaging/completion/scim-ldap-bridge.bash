# bash completion for scim-ldap-bridge: its own help says what there is, so nothing here can be out of date.
_scim_ldap_bridge() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} word
  local -a command=()
  case $previous in
    --config | --mapping | --input | --password-file | --ca-file | --certificate | --key | --preset | --*-folder)
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
  esac
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] && break
    command+=("$word")
  done
  local words
  words=$("${COMP_WORDS[0]}" "${command[@]}" --help 2>/dev/null | sed -nE \
    -e 's/^ +(-h,)?(--[a-z0-9-]+).*/\2/p' -e '/^Subcommands:/,/^$/ s/^  ([a-z][a-z-]*).*/\1/p')
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _scim_ldap_bridge scim-ldap-bridge
