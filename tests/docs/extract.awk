# Takes the fenced blocks out of a page: awk -v folder=OUT -f extract.awk PAGE
#
# Each block becomes the file OUT/NUMBER, and one line of standard output, separated by tabs: NUMBER, the line it begins
# at, its language, the other words behind the fence, and, when a comment <!-- not run: REASON --> stands right before
# it, the reason. What readers need not see to understand the next block stands in a comment: <!-- first, shell commands,
# and -->, each in a line of its own. A block that is indented instead of fenced escapes every test, so it is an error.

function begin_block(line) {
  match(line, /^ */); margin = RLENGTH
  sub(/^ *```/, "", line)
  language = line; sub(/ .*/, "", language)
  info = line; if (!sub(/^[^ ]+ +/, "", info)) info = ""
  file = sprintf("%s/%03d", folder, ++count)
  printf "" > file
  printf "%03d\t%d\t%s\t%s\t%s\n", count, NR, language == "" ? "none" : language, info == "" ? "-" : info, reason
  inside = 1
}

inside && !first && /^ *```$/ { inside = 0; close(file); reason = ""; before = "fence"; next }
inside && !(first && /^-->$/) {
  line = $0
  for (i = 0; i < margin && line ~ /^ /; ++i) line = substr(line, 2)
  print line > file
  next
}
/^ *```/ { begin_block($0); next }
/^<!-- first$/ { begin_block("```sh"); first = 1; next }
first && /^-->$/ { first = inside = 0; close(file); next }
/^<!-- not run: .* -->$/ { reason = $0; sub(/^<!-- not run: /, "", reason); sub(/ -->$/, "", reason); next }
/^    / && before == "" && !listing { printf "!\t%d\n", NR }
/^[^ ]/ { listing = /^([-*]|[0-9]+\.) / }
NF { reason = "" }
{ before = NF ? "text" : "" }
END { if (inside) printf "!\t%d\n", NR }
