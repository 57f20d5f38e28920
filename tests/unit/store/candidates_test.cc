#include "store/candidates.h"

#include "store_test_support.h"

namespace bridge::store {
namespace {

using By = CandidateReader::By;
using scim::ResourceType;

class CandidateTest : public StoreTest {
 protected:
  static Candidate jo(const std::string& uuid = "uuid-1") {
    Candidate candidate;
    candidate.id = {"id-1"};
    candidate.dn = dn("uid=jo,ou=people,dc=x");
    candidate.entry_uuid = uuid;
    candidate.anchor = "X-jo";
    candidate.body = {{"userName", "Jo@x"}, {"externalId", "X-jo"}};
    candidate.fingerprint = "f";
    candidate.since = at(5);
    return candidate;
  }
  std::string note(const Candidate& candidate, const std::string& fresh, std::int64_t sweep) {
    std::string id;
    write([&](Transaction& t) -> Status {
      TRY_AS(given, CandidateChanges(t).note(candidate, {fresh}, sweep));
      id = given.value;
      return Done{};
    });
    return id;
  }
  std::size_t found(By by, const std::string& value) {
    return ask([&](const Reader& r) {
             return CandidateReader(r).candidates_by(by, ResourceType::user, value, 2);
           })
        .size();
  }
};

TEST_F(CandidateTest, AreFoundByNameAndId) {
  EXPECT_EQ(note(jo(), "fresh", 1), "id-1");
  EXPECT_EQ(found(By::user_name, "JO@X"), 1u);
  EXPECT_EQ(found(By::external_id, "X-jo"), 1u);
  EXPECT_EQ(found(By::external_id, "x-JO"), 0u);
  EXPECT_EQ(found(By::anchor, "X-jo"), 1u);
  const auto known = ask([](const Reader& r) { return CandidateReader(r).candidate({"id-1"}); });
  ASSERT_TRUE(known);
  EXPECT_EQ(known->body["userName"], "Jo@x");
  EXPECT_EQ(known->since, at(5));
}

TEST_F(CandidateTest, KeepTheirIdForAsLongAsTheEntryIsThere) {
  EXPECT_EQ(note(jo(), "fresh", 1), "id-1");
  Candidate renamed = jo();
  renamed.id = {"another"};
  renamed.dn = dn("uid=joan,ou=people,dc=x");
  EXPECT_EQ(note(renamed, "fresh", 2), "id-1");
  EXPECT_EQ(note(jo("uuid-2"), "fresh", 2), "fresh");  // Another entry, and that id is given.
}

TEST_F(CandidateTest, NeverTakeTheIdOfAResourceOrOfOneThatWasDeleted) {
  put(person("id-1", "a"));
  EXPECT_EQ(note(jo(), "fresh", 1), "fresh");
  write([](Transaction& t) { return t.erase({"id-1"}, at(9)); });
  EXPECT_EQ(note(jo("uuid-2"), "fresher", 1), "fresher");
}

TEST_F(CandidateTest, AreForgottenWhenASearchDoesNotShowThem) {
  note(jo(), "fresh", 1);
  write([](Transaction& t) { return CandidateChanges(t).drop_unseen(1); });
  EXPECT_EQ(found(By::anchor, "X-jo"), 1u);
  write([](Transaction& t) { return CandidateChanges(t).saw({"id-1"}, 2); });
  write([](Transaction& t) { return CandidateChanges(t).drop_unseen(2); });
  EXPECT_EQ(found(By::anchor, "X-jo"), 1u);
  write([](Transaction& t) { return CandidateChanges(t).drop_unseen(3); });
  EXPECT_EQ(found(By::anchor, "X-jo"), 0u);
}

TEST_F(CandidateTest, UnmadeResourcesMayBeMadeAgain) {
  put(person("id-1", "a"));
  link("id-1", "uid=a,ou=people,dc=x");
  write([](Transaction& t) { return CandidateChanges(t).set_unclaimed({"id-1"}, true); });
  EXPECT_TRUE(ask([](const Reader& r) { return CandidateReader(r).is_unclaimed({"id-1"}); }));
  write([](Transaction& t) { return CandidateChanges(t).unmake({"id-1"}); });
  EXPECT_FALSE(ask([](const Reader& r) { return r.resource({"id-1"}); }));
  EXPECT_FALSE(ask([](const Reader& r) { return CandidateReader(r).is_unclaimed({"id-1"}); }));
  put(person("id-1", "a"));
}

}  // namespace
}  // namespace bridge::store
