#include "store_test_support.h"

namespace bridge::store {
namespace {

ChosenValue number(const std::string& id, const std::string& value, const std::string& person = "") {
  return {"number:uid", value, "uidnumber", {id}, person};
}

class Chosen : public StoreTest {
 protected:
  // Who else has or had it, or nothing when it was given.
  std::optional<ResourceId> choose(const ChosenValue& value) {
    std::optional<ResourceId> other;
    write([&](Transaction& t) -> Status {
      TRY_AS(held, t.choose(value));
      other = held;
      return Done{};
    });
    return other;
  }
  std::vector<ChosenValue> of(const std::string& id) {
    return ask([&](const Reader& r) { return r.chosen({id}); });
  }
  void erase(const std::string& id) {
    write([&](Transaction& t) { return t.erase({id}, at(1)); });
  }
};

TEST_F(Chosen, StaysWithItsResource) {
  put(person("a", "anna"));
  EXPECT_FALSE(choose(number("a", "10000", "E-1")));
  EXPECT_FALSE(choose(number("a", "10000", "E-1")));
  EXPECT_EQ(of("a"), std::vector{number("a", "10000", "E-1")});
}

TEST_F(Chosen, IsGivenToNobodyElse) {
  put(person("a", "anna"));
  put(person("b", "bert"));
  choose(number("a", "10000"));
  EXPECT_EQ(choose(number("b", "10000")), ResourceId{"a"});
  EXPECT_TRUE(of("b").empty());
}

TEST_F(Chosen, IsComparedWithoutCase) {
  put(person("a", "anna"));
  choose({"login:uid", "Anna", "uid", {"a"}, ""});
  EXPECT_EQ(choose({"login:uid", "anna", "uid", {"b"}, ""}), ResourceId{"a"});
  EXPECT_EQ(ask([](const Reader& r) { return r.chosen_in("login:uid", "ANNA"); })->value, "Anna");
}

TEST_F(Chosen, OutlivesItsResource) {
  put(person("a", "anna"));
  choose(number("a", "10000", "E-1"));
  erase("a");
  EXPECT_EQ(choose(number("b", "10000", "E-2")), ResourceId{"a"});
  EXPECT_EQ(choose(number("b", "10000")), ResourceId{"a"});
}

TEST_F(Chosen, GoesBackToThePersonWhoComesBack) {
  put(person("a", "anna"));
  choose(number("a", "10000", "E-1"));
  const auto before = [&] {
    return ask([](const Reader& r) { return r.chosen_before("number:uid", "uidnumber", "E-1"); });
  };
  EXPECT_FALSE(before());
  erase("a");
  ASSERT_TRUE(before());
  EXPECT_EQ(before()->value, "10000");
  EXPECT_FALSE(choose(number("b", "10000", "E-1")));
  EXPECT_EQ(of("b").size(), 1u);
}

TEST_F(Chosen, RefusesASecondValueOfOneAttribute) {
  put(person("a", "anna"));
  choose(number("a", "10000"));
  const Status written = store_->write([](Transaction& t) -> Status {
    TRY(t.choose(number("a", "10001")));
    return Done{};
  });
  EXPECT_EQ(message_of(written), "resource a has uidnumber '10000' already");
}

TEST_F(Chosen, IsGivenBackOnlyWhenNobodyEverHadIt) {
  put(person("a", "anna"));
  choose(number("a", "10000"));
  choose(number("never", "10001"));
  choose(number("known", "10002", "E-3"));
  for (const char* id : {"a", "never", "known"})
    write([&](Transaction& t) { return t.give_back_chosen({id}); });
  EXPECT_EQ(of("a").size(), 1u);
  EXPECT_EQ(of("never").size(), 0u);
  EXPECT_EQ(of("known").size(), 1u);
}

TEST_F(Chosen, HighWaterOnlyRises) {
  const auto mark = [&] { return ask([](const Reader& r) { return r.high_water("uid"); }); };
  EXPECT_FALSE(mark());
  write([](Transaction& t) { return t.set_high_water("uid", {10005, 10050}); });
  write([](Transaction& t) { return t.set_high_water("uid", {10001, 10100}); });
  EXPECT_EQ(mark(), (HighWater{10005, 10100}));
}

TEST_F(Chosen, SavedValuesKeepTheirBytesAndGoWithTheResource) {
  put(person("a", "anna"));
  const ldap::Attributes values = {{"loginShell", {"/bin/zsh"}}, {"photo", {std::string("\0\xff", 2), "x"}}};
  write([&](Transaction& t) { return t.save({"a"}, values); });
  const auto saved = [&] { return ask([](const Reader& r) { return r.saved({"a"}); }); };
  EXPECT_EQ(saved(), values);
  write([](Transaction& t) { return t.save({"a"}, {}); });
  EXPECT_TRUE(saved().empty());
  write([&](Transaction& t) { return t.save({"a"}, values); });
  erase("a");
  EXPECT_TRUE(saved().empty());
}

TEST_F(Chosen, RetiredEntriesComeInTheOrderTheyAreDue) {
  const Retired anna{{"a"}, at(10), "User:E-1", {{"loginShell", {"/bin/zsh"}}}};
  const Retired bert{{"b"}, at(20), "", {}}, carl{{"c"}, {}, "User:E-3", {}};
  for (const auto& one : {bert, carl, anna}) write([&](Transaction& t) { return t.retire(one); });
  const auto until = [&](std::int64_t time) {
    return ask([&](const Reader& r) { return r.retired_until(at(time), 10); });
  };
  EXPECT_EQ(until(9), std::vector<Retired>{});
  EXPECT_EQ(until(99), (std::vector<Retired>{anna, bert}));
  EXPECT_EQ(ask([](const Reader& r) { return r.retired("User:E-3"); }), carl);
  EXPECT_FALSE(ask([](const Reader& r) { return r.retired(""); }));
  write([](Transaction& t) { return t.forget_retired({"a"}); });
  EXPECT_FALSE(ask([](const Reader& r) { return r.retired("User:E-1"); }));
}

}  // namespace
}  // namespace bridge::store
