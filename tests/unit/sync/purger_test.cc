#include "sync/purger.h"

#include "support/eventually.h"
#include "unit/sync/engine.h"

namespace bridge::sync {
namespace {

using testing::Engine;

class AuditTrailKept : public ::testing::Test {
 protected:
  void append(int rows, std::chrono::days age) {
    const WallTime then = system_clock().now() - age;
    ASSERT_TRUE(engine_.context.store.write([&](store::Transaction& transaction) -> Status {
      for (int i = 0; i < rows; ++i) TRY(transaction.append_audit({then, {"u1"}, "", "", "dn: uid=x\n"}));
      return Done{};
    }));
  }
  std::size_t rows() {
    return engine_.ask([](const store::Reader& reader) { return reader.audit({"u1"}); }).size();
  }

  Engine engine_;
};

TEST_F(AuditTrailKept, LosesWhatIsOlderThanItIsKept) {
  append(1200, std::chrono::days(40));
  append(3, std::chrono::days(20));
  engine_.context.audit_keep = std::chrono::days(30);
  Purger purger(engine_.context);
  ASSERT_TRUE(purger.drop_old_audit(system_clock().steady_now() + std::chrono::seconds(10)));
  EXPECT_EQ(rows(), 3u);
  engine_.context.audit_keep = std::chrono::days(10);
  ASSERT_TRUE(purger.drop_old_audit(system_clock().steady_now()));  // No time for it now.
  EXPECT_EQ(rows(), 3u);
}

TEST_F(AuditTrailKept, LosesItWhileTheSettlerRuns) {
  append(1, std::chrono::days(400));
  append(1, std::chrono::days(300));
  engine_.settler.start();
  EXPECT_TRUE(testing::eventually([&] { return rows() == 1; }));
}

}  // namespace
}  // namespace bridge::sync
