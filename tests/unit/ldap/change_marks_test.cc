#include "ldap/change_marks.h"

#include <gtest/gtest.h>

namespace bridge::ldap {
namespace {

constexpr char kOld[] = "20260301101500.123456Z#000000#001#000000";
constexpr char kNew[] = "20260301101500.123457Z#000000#001#000000";
constexpr char kOther[] = "20250101000000.000000Z#000000#002#000000";

TEST(ChangeMarks, KeepsTheNewestOfEachServer) {
  ChangeMarks marks;
  for (const char* csn : {kNew, kOther, kOld, "", "nonsense", "a#b#c"}) marks.note(csn);
  EXPECT_EQ(marks.newest(), (Csns{{"001", kNew}, {"002", kOther}}));
  EXPECT_EQ(parse_csns(to_text(marks.newest())), marks.newest());
  marks.forget();
  EXPECT_TRUE(marks.newest().empty());
}

TEST(ChangeMarks, NameWhatAServerHasNotSeen) {
  const Csns made = csns_of({kNew, kOther});
  EXPECT_EQ(lacking(made, made), std::nullopt);
  EXPECT_EQ(lacking({}, {}), std::nullopt);
  EXPECT_EQ(lacking(csns_of({kOld}), made), std::nullopt);
  EXPECT_EQ(lacking(made, csns_of({kOld, kOther})), kNew);
  EXPECT_EQ(lacking(made, csns_of({kNew})), kOther);
}

TEST(ChangeMarks, KnowWhetherAnotherServerAnswersSinceAMoment) {
  using namespace std::chrono_literals;
  ChangeMarks marks(10s);
  const SteadyTime now{1h};
  marks.note_server("ldap://a", now);
  EXPECT_FALSE(marks.just_moved(now));
  marks.note_server("ldap://b", now);
  EXPECT_TRUE(marks.just_moved(now + 9s));
  marks.note_server("ldap://b", now + 9s);
  EXPECT_FALSE(marks.just_moved(now + 10s));
}

}  // namespace
}  // namespace bridge::ldap
