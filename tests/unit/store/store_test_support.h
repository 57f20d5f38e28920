#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "store/store.h"
#include "support/temp_dir.h"

namespace bridge::store {

inline WallTime at(std::int64_t milliseconds) { return WallTime(std::chrono::milliseconds(milliseconds)); }

inline scim::Resource person(const std::string& id, const std::string& user_name,
                             scim::Json more = scim::Json::object()) {
  more["userName"] = user_name;
  return {ResourceId{id}, scim::ResourceType::user, std::move(more), 1, at(1000), at(2000)};
}

inline scim::Resource group(const std::string& id, const std::string& display_name) {
  return {ResourceId{id}, scim::ResourceType::group, {{"displayName", display_name}}, 1, at(1000), at(2000)};
}

inline scim::Member member(const std::string& value) { return {value, {{"value", value}}}; }

inline MemberChange added(const std::string& value) { return {true, member(value)}; }
inline MemberChange removed(const std::string& value) { return {false, {value, {}}}; }

inline ldap::Dn dn(const std::string& text) {
  auto parsed = ldap::Dn::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : ldap::Dn();
}

template <class T>
std::string message_of(const Result<T>& result) {
  return result ? "(no error)" : result.error().message;
}

// Takes the value out of a result that must have one.
template <class T>
T must(Result<T> result) {
  if (result) return *std::move(result);
  ADD_FAILURE() << result.error().message;
  throw std::runtime_error(result.error().message);
}

// The resources of one type on a page, oldest first, and how many satisfy the filter (null: all).
inline Result<long> find(const Reader& reader, scim::ResourceType type, const scim::Filter* filter,
                         const scim::Page& page, const std::function<void(scim::Resource&&)>& on_resource) {
  const Listing listing{{{type, filter, {}}}, false, page.start_index - 1, page.count, {}, {}};
  TRY_AS(listed, reader.list(listing, [&](scim::Resource&& resource) -> Status {
    on_resource(std::move(resource));
    return Done{};
  }));
  return listed.total;
}

// A state file in a folder of its own.
class StoreTest : public ::testing::Test {
 protected:
  void open() {
    store_.reset();
    store_ = must(Store::open(folder_ / "state.db", 2));
  }
  void SetUp() override { open(); }

  template <class Change>
  void write(Change change) {
    const Status written =
        store_->write([&](Transaction& transaction) -> Status { return change(transaction); });
    ASSERT_TRUE(written) << message_of(written);
  }

  void put(const scim::Resource& resource) {
    write([&](Transaction& transaction) { return transaction.put(resource); });
  }
  void add_members(const std::string& group, const std::vector<std::string>& values) {
    std::vector<MemberChange> changes;
    for (const auto& value : values) changes.push_back(added(value));
    write([&](Transaction& transaction) { return transaction.apply_members(ResourceId{group}, changes); });
  }
  void link(const std::string& id, const std::string& dn_text, const std::string& uuid = "") {
    write([&](Transaction& transaction) { return transaction.set_link(ResourceId{id}, dn(dn_text), uuid); });
  }

  // What a question answers, which must succeed.
  template <class Question>
  auto ask(Question question) {
    return store_->read([&](const Reader& reader) { return must(question(reader)); });
  }

  bridge::testing::TempDir folder_;
  std::unique_ptr<Store> store_;
};

}  // namespace bridge::store
