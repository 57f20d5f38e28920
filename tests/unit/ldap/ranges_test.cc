#include "ldap/ranges.h"

#include <gtest/gtest.h>

#include "ldap/session.h"

namespace bridge::ldap {
namespace {

// A server that shows at most so many values of `member` at a time.
class RangingSession final : public Session {
 public:
  RangingSession(int values, int at_a_time) : values_(values), at_a_time_(at_a_time) {}

  Outcome<Done> search(const SearchRequest& request, const OnEntry& on_entry) override {
    ++searches;
    int from = 0;
    if (!request.attributes.empty())
      if (const auto range = request.attributes[0].find(";range="); range != std::string::npos)
        from = std::stoi(request.attributes[0].substr(range + 7));
    Entry entry{request.base, {{"cn", {"staff"}}}};
    const int to = std::min(values_, from + at_a_time_);
    const bool all = values_ <= at_a_time_;
    const std::string name =
        all ? "member"
            : "member;Range=" + std::to_string(from) + "-" + (to == values_ ? "*" : std::to_string(to - 1));
    if (!all && from == 0) entry.attributes["member"] = {};
    for (int i = from; i < to; ++i) entry.attributes[name].push_back(std::to_string(i));
    on_entry(std::move(entry));
    return Done{};
  }
  void set_deadline(SteadyTime) override {}
  Outcome<std::string> add(const Entry&) override { return std::string(); }
  Outcome<Done> modify(const Dn&, std::span<const Modification>, const ModifyOptions&) override {
    return Done{};
  }
  Outcome<Done> rename(const Dn&, const Rdn&, const std::optional<Dn>&) override { return Done{}; }
  Outcome<Done> remove(const Dn&) override { return Done{}; }
  const std::string& uuid_attribute() const override { return uuid_; }
  bool alive() const override { return true; }

  int searches = 0;

 private:
  int values_, at_a_time_;
  std::string uuid_ = "objectGUID";
};

TEST(Ranges, AreFetchedUntilTheListIsWhole) {
  RangingSession session(3200, 1500);
  const auto entry = session.read(*Dn::parse("cn=staff,dc=example"), {"member"});
  ASSERT_TRUE(entry && *entry);
  const auto& members = (*entry)->attributes.at("member");
  EXPECT_EQ(members.size(), 3200u);
  EXPECT_EQ(members.back(), "3199");
  EXPECT_EQ((*entry)->attributes.size(), 2u);
  EXPECT_EQ(session.searches, 3);
}

TEST(Ranges, CostNothingWhereThereAreNone) {
  RangingSession session(3, 1500);
  const auto entry = session.read(*Dn::parse("cn=staff,dc=example"), {"member"});
  ASSERT_TRUE(entry && *entry);
  EXPECT_EQ((*entry)->attributes.at("member").size(), 3u);
  EXPECT_EQ(session.searches, 1);
}

}  // namespace
}  // namespace bridge::ldap
