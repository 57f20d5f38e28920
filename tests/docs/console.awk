# Makes of a console block the calls of a script: each command with what it shall print.
function finish() {
  if (command == "") return
  printf "at %d\nexpecting '%s' <<'END_OF_COMMAND'\n%s\nEND_OF_COMMAND\n", place, expected, command
  command = expected = ""
}
/^\$ / { finish(); command = substr($0, 3); place = first + NR; continued = /\\$/; next }
continued { command = command "\n" $0; continued = /\\$/; next }
{ gsub(/'/, "'\\''"); expected = expected $0 "\n" }
END { finish() }
