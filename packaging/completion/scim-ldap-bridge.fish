# fish completion for scim-ldap-bridge: its own help says what there is, so nothing here can be out of date.
function __scim_ldap_bridge_words
    set --local words (commandline --tokenize --cut-at-cursor --current-process)
    set --local program $words[1]
    set --local command
    for word in $words[2..]
        string match --quiet -- '-*' $word; and break
        set --append command $word
    end
    $program $command --help 2>/dev/null | string replace --regex --filter \
        -- '^ {2,}(?:-h,)?(--[a-z0-9-]+).*|^  ([a-z][a-z-]*)  +(.*)' '$1$2\t$3'
end
complete --command scim-ldap-bridge --arguments '(__scim_ldap_bridge_words)'
