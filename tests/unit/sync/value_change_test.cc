#include "sync/value_change.h"

#include <gtest/gtest.h>

#include "sync/bits.h"

namespace bridge::sync {
namespace {

using ldap::Values;
using mapping::Bits;
using mapping::Policy;

TEST(ValueChange, EnforcesWhatIsWantedButForTheName) {
  EXPECT_EQ(change_by(Policy::enforce, {"a", "b", "n"}, {"b", "c"}, {}, {"n"}), (ValueChange{{"a"}, {"c"}}));
  EXPECT_EQ(change_by(Policy::enforce, {"b"}, {"b"}, {"b"}, {}), ValueChange());
}

TEST(ValueChange, LeavesAnInitialValueAlone) {
  EXPECT_EQ(change_by(Policy::initial, {}, {"a"}, {"b"}, {}), ValueChange());
}

TEST(ValueChange, FillsAnAttributeThatIsEmpty) {
  EXPECT_EQ(change_by(Policy::if_empty, {}, {"a"}, {}, {}), (ValueChange{{}, {"a"}}));
  EXPECT_EQ(change_by(Policy::if_empty, {"b"}, {"a"}, {"b"}, {}), ValueChange());
}

TEST(ValueChange, MergesOurValuesIntoThoseOfOthers) {
  EXPECT_EQ(change_by(Policy::merge, {"theirs", "old"}, {"new"}, {"old"}, {}),
            (ValueChange{{"old"}, {"new"}}));
  EXPECT_EQ(change_by(Policy::merge, {"theirs"}, {}, {"old"}, {}), ValueChange());
}

TEST(ValueChange, TakesDnsThatNameOneEntryForOneValue) {
  EXPECT_EQ(without({"cn=A, dc=x", "b"}, {"CN=a,DC=x"}), Values{"b"});
  EXPECT_EQ(common({"cn=A, dc=x", "b"}, {"CN=a,DC=x"}), Values{"cn=A, dc=x"});
  EXPECT_EQ(without({"a"}, {"A"}), Values{"a"});
}

TEST(Flags, ChangeTheNumberTheyAreIn) {
  const ldap::Attributes entry{{"userAccountControl", {"514"}}};
  EXPECT_EQ(change_of_bits(entry, "userAccountControl", {0, 2}), (ValueChange{{"514"}, {"512"}}));
  EXPECT_EQ(change_of_bits(entry, "userAccountControl", {2, 0}), ValueChange());
  EXPECT_EQ(change_of_bits({}, "userAccountControl", {2, 0}), (ValueChange{{}, {"2"}}));
}

TEST(Flags, GoBackAsFarAsTheyWereChanged) {
  const ldap::Attributes saved{{"userAccountControl", {"65538"}}};
  EXPECT_EQ(undoing({2, 0x10000}, saved, "userAccountControl"), (Bits{0x10000, 0}));
  EXPECT_EQ(undoing({2, 0x10000}, {}, "userAccountControl"), (Bits{0, 2}));
}

}  // namespace
}  // namespace bridge::sync
