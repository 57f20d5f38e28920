#include "support/group_mapping.h"

#include "support/temp_dir.h"

namespace bridge::testing {
namespace {

using Empty = GroupMapping::Empty;

constexpr char kPeople[] = R"([users]
base = "ou=people,dc=example,dc=org"
object_class = ["inetOrgPerson"]
rdn = "uid"
anchor = "uid"
[users.attributes]
uid = '${externalId}'
cn = '${userName}'
sn = '${userName}'
)";

std::string quoted_list(const std::vector<std::string>& words) {
  std::string list;
  for (const auto& word : words) list += (list.empty() ? "\"" : ", \"") + word + "\"";
  return "[" + list + "]";
}

bool has(const std::vector<std::string>& words, const std::string& wanted) {
  for (const auto& word : words)
    if (word == wanted) return true;
  return false;
}

std::string empty_line(Empty empty) {
  if (empty == Empty::defer) return "empty = \"defer\"\n";
  if (empty == Empty::placeholder) return "empty = { placeholder = \"cn=empty,dc=example,dc=org\" }\n";
  return "";
}

}  // namespace

SlapdOptions GroupMapping::slapd() const {
  SlapdOptions options{.overlays = overlays};
  options.global_config =
      "objectclass ( 1.3.6.1.4.1.55555.1 NAME 'groupOfMembers' SUP top STRUCTURAL MUST cn "
      "MAY ( businessCategory $ seeAlso $ owner $ ou $ o $ description $ member ) )\n";
  return options;
}

std::string GroupMapping::write_to(const std::string& file) const {
  std::string text = kPeople;
  if (drop || moves) text += "[users.inactive]\n";
  if (drop) text += "groups = \"drop\"\n";
  if (moves) text += std::string("move = \"") + kDisabled + "\"\n";
  text += "[groups]\nbase = \"ou=groups,dc=example,dc=org\"\nobject_class = " + quoted_list(object_class) +
          "\nrdn = \"cn\"\nanchor = \"description\"\nnested_groups = \"" + nested +
          "\"\n[groups.attributes]\ncn = '${displayName}'\ndescription = '${externalId:-${id}}'\n";
  if (has(object_class, "posixGroup")) text += "gidNumber = '10000'\n";
  text += "[groups.members]\nwrite = [";
  for (const auto& [attribute, as] : write)
    text += "{ attribute = \"" + attribute + "\", as = \"" + as + "\" },";
  text += "]\n" + empty_line(empty);
  write_file(file, text);
  return file;
}

void PrintTo(const GroupMapping& mapping, std::ostream* out) { *out << mapping.name; }

std::vector<GroupMapping> group_mappings() {
  const std::vector<std::pair<std::string, std::string>> member = {{"member", "dn"}};
  const std::vector<std::string> names = {"groupOfNames"}, unique = {"groupOfUniqueNames"},
                                 members = {"groupOfMembers"}, posix = {"posixGroup"},
                                 both = {"groupOfNames", "extensibleObject"};
  const std::vector<std::pair<std::string, std::string>> uid = {{"memberUid", "uid"}};
  return {
      {"MemberFlag", names, member, Empty::placeholder},
      {"MemberFlatten", names, member, Empty::placeholder, "flatten"},
      {"MemberReject", names, member, Empty::placeholder, "reject", true},
      {"MemberFlattenDrop", names, member, Empty::placeholder, "flatten", true},
      {"UniqueMemberFlatten", unique, {{"uniqueMember", "dn"}}, Empty::placeholder, "flatten"},
      {"GroupOfMembersFlattenDrop", members, member, Empty::nothing, "flatten", true},
      {"DeferFlag", names, member, Empty::defer, "flag", true},
      {"DeferFlatten", names, member, Empty::defer, "flatten"},
      {"MemberUidFlag", posix, uid, Empty::nothing, "flag", true},
      {"MemberUidFlatten", posix, uid, Empty::nothing, "flatten"},
      {"SeveralFlatten", both, {{"member", "dn"}, {"memberUid", "uid"}}, Empty::placeholder, "flatten", true},
      {"SeveralDeferFlag", both, {{"member", "dn"}, {"memberUid", "uid"}}, Empty::defer},
      {"MemberFlagOverlays", names, member, Empty::placeholder, "flag", true, {"memberof", "refint"}},
      {"MemberFlattenOverlays", names, member, Empty::placeholder, "flatten", false, {"refint", "memberof"}},
      {"MemberFlagMoves", names, member, Empty::placeholder, "flag", false, {}, true},
      {"MemberFlattenDropMoves", names, member, Empty::placeholder, "flatten", true, {}, true},
      {"MemberFlagMovesOverlays",
       names,
       member,
       Empty::placeholder,
       "flag",
       false,
       {"memberof", "refint"},
       true},
  };
}

}  // namespace bridge::testing
