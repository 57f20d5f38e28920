# Lays a fragment of a TOML file over a whole one: awk -f overlay.awk WHOLE FRAGMENT
#
# Keys of the fragment stand instead of the same keys of the whole; a rule of [users.attributes] is replaced as a whole,
# however it is spelled. Arrays of tables ([[…]]) of the fragment are added, and its [[tests]] replace the others.

function depth_of(text,   bare) {  # Brackets that are open at the end of a line, without what stands in strings.
  bare = text
  gsub(/'[^']*'/, "", bare); gsub(/"([^"\\]|\\.)*"/, "", bare); sub(/#.*/, "", bare)
  return gsub(/[[{]/, "", bare) - gsub(/[]}]/, "", bare)
}

# What is replaced as one: users.attributes.uid for all of [users.attributes.uid].
function unit_of(path,   part, n, i, unit) {
  n = split(path, part, ".")
  if (n <= 3 || part[2] != "attributes") return path
  return part[1] "." part[2] "." part[3]
}

function begin_file() {
  ++files
  section = ""; appending = 0; open = 0
}

FNR == 1 { begin_file() }
open > 0 { chunk[current] = chunk[current] $0 "\n"; open += depth_of($0); next }
/^[ \t]*(#.*)?$/ && !appending { next }
/^\[\[/ && !(appending && index($0, "[[" array ".") == 1) {
  appending = 1
  array = $0; sub(/^\[\[/, "", array); sub(/\]\].*/, "", array)
}
/^\[[^[]/ && appending && !(index($0, "[" array ".") == 1) { appending = 0 }
appending {
  if (array == "tests" && files == 1) next
  arrays = arrays $0 "\n"
  next
}
/^\[/ { section = $0; sub(/^\[/, "", section); sub(/\][^]]*$/, "", section); next }
{
  key = $0; sub(/ *=.*/, "", key); sub(/^ */, "", key)
  path = section == "" ? key : section "." key
  current = ++chunks
  file_of[current] = files; path_of[current] = path; section_of[current] = section; chunk[current] = $0 "\n"
  if (!(section in seen)) { seen[section] = 1; sections[++section_count] = section }
  if (files == 2) replaced[unit_of(path)] = 1
  open = depth_of($0)
}

function is_replaced(path,   unit, other) {
  unit = unit_of(path)
  if (unit in replaced) return 1
  for (other in replaced) if (index(other, path ".") == 1 || index(path, other ".") == 1) return 1
  return 0
}

END {
  for (s = 1; s <= section_count; ++s) {
    text = ""
    for (c = 1; c <= chunks; ++c)
      if (section_of[c] == sections[s] && (file_of[c] == 2 || !is_replaced(path_of[c]))) text = text chunk[c]
    if (text == "") continue
    if (sections[s] != "") print "[" sections[s] "]"
    printf "%s\n", text
  }
  printf "%s", arrays
}
