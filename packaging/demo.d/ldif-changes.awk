# Tells two states of a directory apart: awk -f ldif-changes.awk BEFORE AFTER, both LDIF without folded lines and
# with entryUUID, by which an entry is known. Prints, entry by entry, its dn and each line that went (-) or came (+).
BEGIN { RS = ""; FS = "\n" }

function uuid_of(   i) {
  for (i = 1; i <= NF; ++i) if ($i ~ /^entryUUID: /) return $i
  return $1
}

FNR == NR { before[uuid_of()] = $0; next }
{ id = uuid_of(); after[id] = $0; order[++count] = id }

END {
  for (i = 1; i <= count; ++i) {
    id = order[i]
    if (!(id in before)) print_new(after[id])
    else if (before[id] != after[id]) print_difference(before[id], after[id])
  }
  for (id in before) if (!(id in after)) print_gone(before[id])
}

function print_new(entry,   lines, n, i) {
  n = split(entry, lines, "\n")
  for (i = 1; i <= n; ++i) if (lines[i] !~ /^entryUUID: /) print "+ " lines[i]
  print ""
}

function print_gone(entry,   lines) {
  split(entry, lines, "\n")
  print "- " lines[1] "\n"
}

function print_difference(old, new,   olds, news, n, m, i, had, has) {
  n = split(old, olds, "\n")
  m = split(new, news, "\n")
  for (i = 1; i <= n; ++i) had[olds[i]]
  for (i = 1; i <= m; ++i) has[news[i]]
  if (olds[1] == news[1]) print "  " olds[1]
  for (i = 1; i <= n; ++i) if (!(olds[i] in has)) print "- " olds[i]
  for (i = 1; i <= m; ++i) if (!(news[i] in had)) print "+ " news[i]
  print ""
}
