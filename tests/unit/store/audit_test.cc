#include "store_test_support.h"

namespace bridge::store {
namespace {

class Audit : public StoreTest {
 protected:
  void append(std::int64_t time, const std::string& id, const std::string& request, const std::string& ldif) {
    write([&](Transaction& t) { return t.append_audit({at(time), {id}, "entra", request, ldif}); });
  }
  // The requests of what is found, joined.
  std::string found(const AuditQuery& query) {
    std::string requests;
    for (const auto& record : ask([&](const Reader& r) { return r.audit_trail(query); }))
      requests += record.request_id + " ";
    return requests;
  }
};

TEST_F(Audit, TellsTheNewestFirst) {
  append(10, "u1", "r1", "dn: uid=jo\n");
  append(20, "u2", "r2", "dn: uid=al\n");
  append(30, "u1", "r3", "dn: uid=jo\n");
  EXPECT_EQ(found({}), "r3 r2 r1 ");
  EXPECT_EQ(found({.limit = 2}), "r3 r2 ");
}

TEST_F(Audit, IsAskedByResourceTimeRequestAndText) {
  append(10, "u1", "r1", "dn: uid=jo\nmail: jo@example.org\n");
  append(20, "u2", "r2", "dn: uid=al\n");
  append(30, "u1", "r3", "dn: uid=jo\n");
  EXPECT_EQ(found({.resource = ResourceId{"u1"}}), "r3 r1 ");
  EXPECT_EQ(found({.since = at(20)}), "r3 r2 ");
  EXPECT_EQ(found({.resource = ResourceId{"u1"}, .since = at(20)}), "r3 ");
  EXPECT_EQ(found({.request_id = "r2"}), "r2 ");
  EXPECT_EQ(found({.naming = "jo@example.org"}), "r1 ");
  EXPECT_EQ(found({.naming = "nobody"}), "");
}

TEST_F(Audit, LosesItsOldEndSomeAtATime) {
  for (int i = 1; i <= 5; ++i) append(i * 10, "u1", "r" + std::to_string(i), "");
  EXPECT_EQ(ask([](const Reader& r) { return r.oldest_audit(); }), at(10));
  write([](Transaction& t) { return t.drop_audit(at(40), 2); });
  EXPECT_EQ(found({}), "r5 r4 r3 ");
  write([](Transaction& t) { return t.drop_audit(at(40), 2); });
  EXPECT_EQ(found({}), "r5 r4 ");
  write([](Transaction& t) { return t.drop_audit(at(1000), 100); });
  EXPECT_EQ(ask([](const Reader& r) { return r.oldest_audit(); }), std::nullopt);
}

TEST_F(Audit, FlagsAreCountedByKind) {
  write([](Transaction& t) -> Status {
    TRY(t.raise_flag({"nested_group", {"g1"}, "g2", "", "", at(1)}));
    TRY(t.raise_flag({"unknown_member", {"g1"}, "x", "", "", at(1)}));
    return t.raise_flag({"unknown_member", {"g2"}, "x", "", "", at(1)});
  });
  const std::vector<std::pair<std::string, long>> expected = {{"nested_group", 1}, {"unknown_member", 2}};
  EXPECT_EQ(ask([](const Reader& r) { return r.flags_by_kind(); }), expected);
}

TEST_F(Audit, MembersAreCounted) {
  put(group("g1", "Staff"));
  add_members("g1", {"u1", "u2"});
  EXPECT_EQ(ask([](const Reader& r) { return r.member_count(); }), 2);
}

}  // namespace
}  // namespace bridge::store
