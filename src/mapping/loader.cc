#include "mapping/loader.h"

#include <fmt/core.h>

#include <algorithm>

#include "mapping/inactive_loader.h"
#include "mapping/number_loader.h"
#include "mapping/resource_loader.h"
#include "mapping/rule_loader.h"

namespace bridge::mapping {
namespace {

using scim::ResourceType;

// Classes whose entries must have a member, so that an empty group needs something in its place.
bool needs_a_member(const std::string& object_class) {
  return equals_ignoring_ascii_case(object_class, "groupOfNames") ||
         equals_ignoring_ascii_case(object_class, "groupOfUniqueNames");
}

void load_member_attribute(const Node& node, const ResourceRules& users, const ResourceRules& groups,
                           MemberRules& members, Faults& faults) {
  Section section(node, faults);
  std::string name;
  section.require("attribute", R"(attribute = "member")");
  section.read("attribute", name);
  std::string as = "dn";
  section.read("as", as);
  section.finish();
  if (!name.empty() && !is_attribute_description(name))
    section.fault("attribute", fmt::format("'{}' is no LDAP attribute name", name));
  if (groups.find(name))
    section.fault("attribute", fmt::format("'{}' has a rule too; members and a rule cannot share it", name));
  const bool is_dn = equals_ignoring_ascii_case(as, "dn");
  if (!is_dn && !users.find(as))
    section.fault("as", fmt::format("'{}' has no rule in [users.attributes]; write \"dn\", or the attribute "
                                    "of people's entries whose value is to be written",
                                    as));
  if (std::any_of(members.write.begin(), members.write.end(),
                  [&](const auto& other) { return other.name == ldap::AttributeName(name); }))
    section.fault("attribute", fmt::format("'{}' is in the list already", name));
  members.write.push_back({name, is_dn ? ldap::AttributeName() : ldap::AttributeName(as)});
}

void load_placeholder(Section empty, MemberRules& members) {
  std::string text;
  empty.read("placeholder", text);
  empty.finish();
  if (!empty.has("placeholder")) return;
  auto dn = ldap::Dn::parse(text);
  if (dn && !dn->empty())
    members.placeholder = *std::move(dn);
  else if (!text.empty() || dn)
    empty.fault("placeholder", fmt::format("'{}' is not a distinguished name; write for example "
                                           "\"cn=empty,dc=example,dc=org\"",
                                           text));
}

// A placeholder is a DN, so it needs an attribute that lists DNs.
void check_placeholder(Section& section, const MemberRules& members) {
  const bool lists_dns = std::any_of(members.write.begin(), members.write.end(),
                                     [](const auto& attribute) { return attribute.as.empty(); });
  if (members.placeholder && !lists_dns)
    section.fault("empty", "a placeholder needs an attribute with as = \"dn\" in write; leave empty out");
}

// empty = { placeholder = "…" }, "defer", or "allow": this server takes such groups without members, whatever
// the standard says.
void load_empty(Section& section, MemberRules& members) {
  const Node* empty = section.find("empty");
  if (empty && empty->as<std::string>())
    section.read("empty", members.defer, {{"defer", true}, {"allow", false}});
  else
    load_placeholder(section.section("empty"), members);
}

void load_members(Section section, const ResourceRules& users, const ResourceRules& groups,
                  MemberRules& members) {
  if (const Node* write = section.find("write")) {
    if (const auto* list = write->as<Node::List>())
      for (const Node& node : *list) load_member_attribute(node, users, groups, members, section.faults());
    else
      section.wrong_kind("write", *write, "a list such as [{ attribute = \"member\", as = \"dn\" }]");
  }
  load_empty(section, members);
  section.finish();
  check_placeholder(section, members);
  const auto& classes = groups.object_classes;
  const auto strict = std::find_if(classes.begin(), classes.end(), needs_a_member);
  if (strict != classes.end() && !section.has("empty"))
    section.faults().add(
        section.place(),
        fmt::format("{} cannot be empty, but groups can; write for example empty = {{ placeholder "
                    "= \"cn=empty,dc=example,dc=org\" }} or empty = \"defer\"",
                    *strict));
}

void load_situations(Section situations, ResourceRules& rules) {
  situations.read("moved", rules.follows_moves, {{"back", false}, {"follow", true}});
  situations.finish();
}

void load_groups(Section section, Rulebook& book) {
  book.groups = load_resource_rules(ResourceType::group, section);
  section.read(
      "nested_groups", book.members.nested,
      {{"flag", NestedGroups::flag}, {"flatten", NestedGroups::flatten}, {"reject", NestedGroups::reject}});
  load_members(section.section("members"), book.users, book.groups, book.members);
  load_situations(section.section("situations"), book.groups);
  section.finish();
  collect_bases(book.groups);
}

bool can_disable(const Inactive& inactive) {
  return !inactive.set.empty() || !inactive.bits.empty() || !inactive.move.empty();
}

// delete = "remove", or { disable = true, purge_after = "30d" }. Whoever says nothing removes what we made
// and disables what was there before, if the file says how.
void load_deletion(Section& section, const Inactive& inactive, Deletion& deletion) {
  const Node* node = section.find("delete");
  deletion.keep_adopted = !node && can_disable(inactive);
  if (!node) return;
  if (!node->as<Node::Table>()) {
    const auto* text = node->as<std::string>();
    if (!text || *text != "remove")
      section.fault("delete", "write \"remove\" or { disable = true, purge_after = \"30d\" }");
    return;
  }
  Section table = section.section("delete");
  table.require("disable", "{ disable = true, purge_after = \"30d\" }");
  table.read("disable", deletion.disable);
  table.require("purge_after", "purge_after = \"30d\"");
  std::chrono::milliseconds wait{0};
  table.read("purge_after", wait, std::chrono::minutes(1), std::chrono::days(3650));
  table.finish();
  deletion.purge_after = std::chrono::duration_cast<std::chrono::seconds>(wait);
  if (table.has("disable") && !deletion.disable)
    table.fault("disable", "write disable = true, or delete = \"remove\"");
}

void load_users(Section section, Rulebook& book) {
  book.users = load_resource_rules(ResourceType::user, section);
  Section inactive = section.section("inactive");
  inactive.read("groups", book.members.drop_inactive, {{"keep", false}, {"drop", true}});
  load_inactive(inactive, book.users);
  inactive.finish();
  load_deletion(section, book.users.inactive, book.users.deletion);
  load_situations(section.section("situations"), book.users);
  section.finish();
  collect_bases(book.users);
}

void load_tests(Section& root, Rulebook& book) {
  const Node* tests = root.find("tests");
  if (!tests) return;
  const auto* list = tests->as<Node::List>();
  if (!list) return root.wrong_kind("tests", *tests, "written as [[tests]]");
  for (const Node& node : *list) book.tests.push_back(load_self_test(Section(node, root.faults())));
}

}  // namespace

Result<Rulebook> load_rulebook(const Node& document) {
  Faults faults;
  Section root(document, faults);
  Rulebook book;
  if (root.require("users", "[users]")) load_users(root.section("users"), book);
  if (root.require("groups", "[groups]")) load_groups(root.section("groups"), book);
  book.pools = load_pools(root.section("numbers"));
  check_pools(book.users, book.pools, faults);
  check_pools(book.groups, book.pools, faults);
  book.reserved.load(root.section("reserved"));
  load_tests(root, book);
  root.finish();
  if (!faults.empty()) return faults.to_error();
  return book;
}

}  // namespace bridge::mapping
