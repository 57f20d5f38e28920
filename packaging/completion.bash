# Completion for bash: /usr/share/bash-completion/completions/scim-ldap-bridge
# Asks the program itself, so that it knows every command and option that this version has.

_scim_ldap_bridge() {
  local current=${COMP_WORDS[COMP_CWORD]} word help choices
  local -a command=()
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word =~ ^[a-z]+$ ]] || break
    command+=("$word")
  done
  help=$("${COMP_WORDS[0]}" "${command[@]}" --help 2>/dev/null) || return
  if [[ $current == -* ]]; then
    choices=$(sed -n '/^Options:/,/^[^ ]*$/p; /^\[Option Group/,/^[^ ]*$/p' <<<"$help" | grep -o -- ' --[a-z-]*' | sort -u)
  else
    choices=$(sed -n '/^Subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p' <<<"$help")
  fi
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
}
complete -o default -F _scim_ldap_bridge scim-ldap-bridge
