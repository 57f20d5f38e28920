#include "app/flag_guide.h"

#include <algorithm>
#include <iterator>

namespace bridge::app {
namespace {

// In the order in which they matter.
constexpr FlagGuide kGuides[] = {
    {"nested_group", "A group inside a group",
     "LDAP groups list people only, so this membership is not written. Assign the inner group to the "
     "application on "
     "its own, or let the mapping write its people instead: nested_groups = \"flatten\".",
     false},
    {"held", "A change or a value waits for you",
     "Look with scim-ldap-bridge held list and held show, then held approve or held reject."},
    {"safe_mode", "What is remembered may be older than the directory",
     "Pushes are served, nothing else is done. Decide with scim-ldap-bridge reconcile --trust directory, or "
     "--trust "
     "state.",
     false},
    {"mapping_changed", "The mapping is another one than was rolled out",
     "Passes only look until somebody starts scim-ldap-bridge reconcile; plan shows before what it would do.",
     false},
    {"behind", "The directory lacks what was written to it",
     "Passes wait. A replica that is behind needs time; after a restore from a backup, scim-ldap-bridge "
     "reconcile "
     "--restored brings back what is missing.",
     false},
    {"drift", "Other hands changed an entry",
     "Nothing is repaired, as passes only look. scim-ldap-bridge plan shows what differs, reconcile puts it "
     "right."},
    {"ambiguous", "Several entries say that they are the same person or group",
     "Nothing is done to any of them. Take the anchor away from those that are not the one, or remove them."},
    {"not_restored", "An entry that a pass could not put right",
     "What the directory said stands in the flag: scim-ldap-bridge flags. The next pass tries again."},
    {"reserved", "A name or number that nobody may get",
     "It belongs to the system or is on the list of reserved names. Choose another upstream."},
    {"value_refused", "A value the directory does not take",
     "The rest was written. Correct the value upstream, or the rule in the mapping; the next push clears "
     "this."},
    {"not_taken", "Part of a request was left out",
     "The person is disabled as asked; what else the request said was wrong. Correct it upstream."},
    {"member_refused", "A member the directory does not take",
     "The group's other members are written. Look at what the person's entry is called, or at the mapping."},
    {"not_a_leaf", "An entry with entries below it",
     "It was locked instead of removed. Move or remove what stands below it; the next deletion then "
     "succeeds."},
    {"kept", "The entry of somebody deleted, that was there before",
     "It was disabled instead of removed. Remove it by hand when nobody needs it, or write delete = "
     "\"remove\" "
     "in the mapping file."},
    {"unknown_member", "A member nobody knows",
     "Mostly a person outside the scope of provisioning. When they are pushed they are added by themselves."},
    {"unknown_reference", "A reference to somebody nobody knows",
     "Mostly a manager outside the scope of provisioning. When they are pushed the value follows by itself."},
    {"unusable_value", "A value that a rule cannot use",
     "Correct it upstream, or let the rule in the mapping do without it. `explain` shows what becomes of "
     "it."},
    {"anchor_changed", "Another externalId was pushed",
     "The entry is recognised by the new one from now on. If that is a surprise, map objectId to "
     "externalId."},
    {"unknown_attribute", "An attribute that no schema declares",
     "It is kept and returned as it was sent. To map, filter or check it, declare it in [[scim.schemas]].",
     false},
    {"members_merged", "A group keeps members put there by others",
     "It was there before. When its list shall be as pushed and nothing else: scim-ldap-bridge adopt --exact "
     "GROUP.",
     false},
    {"adopted", "An entry that was there before was taken over",
     "Its owned attributes follow the pushes now. If it is not the right one, tell its owner.", true, true},
    {"placeholder_only", "A group that lists nobody", "Nothing, if that is as it should be.", false, true},
};

constexpr FlagGuide kOther = {"", "Something to look at", "`scim-ldap-bridge flags` tells more."};

const FlagGuide* find(std::string_view kind) {
  return std::find_if(std::begin(kGuides), std::end(kGuides),
                      [&](const FlagGuide& guide) { return guide.kind == kind; });
}

}  // namespace

const FlagGuide& guide_to(std::string_view kind) {
  const FlagGuide* found = find(kind);
  return found == std::end(kGuides) ? kOther : *found;
}

int rank_of(std::string_view kind) { return static_cast<int>(find(kind) - std::begin(kGuides)); }

}  // namespace bridge::app
