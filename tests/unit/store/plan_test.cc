#include "scim/sort.h"
#include "store/connection.h"
#include "store/reader.h"
#include "store/schema.h"
#include "store/transaction.h"
#include "store_test_support.h"

namespace bridge::store {
namespace {

using scim::ResourceType;

// Runs questions and changes on one connection, then asks SQLite how it would answer each statement it saw.
class Plans : public ::testing::Test {
 protected:
  void SetUp() override {
    connect();
    ASSERT_TRUE(bring_up_to_date(*connection_, migrations()));
    connect();  // Forgets the statements that made the schema.
  }

  void connect() {
    connection_.reset();
    connection_ = must(Connection::open(folder_ / "state.db", Connection::Access::write));
  }

  void find(ResourceType type, const std::string& text) {
    const auto filter = must(scim::parse_filter(type, text));
    must(store::find(Reader(*connection_), type, filter.get(), {}, [](scim::Resource&&) {}));
  }

  std::vector<std::string> statements() {
    std::vector<std::string> all;
    for (auto* statement = sqlite3_next_stmt(connection_->handle(), nullptr); statement != nullptr;
         statement = sqlite3_next_stmt(connection_->handle(), statement)) {
      all.emplace_back(sqlite3_sql(statement));
    }
    return all;
  }

  std::string plan(const std::string& sql) {
    auto rows = must(connection_->ask(("EXPLAIN QUERY PLAN " + sql).c_str()));
    std::string steps;
    while (must(rows.next())) steps += rows.text(3) + "\n";
    return steps;
  }

  // "up" and "down" are the queues of recursive questions.
  static bool scans_a_table(std::string steps) {
    for (const std::string queue : {"SCAN up", "SCAN down"})
      for (auto at = steps.find(queue); at != steps.npos; at = steps.find(queue))
        steps.erase(at, queue.size());
    return steps.find("SCAN") != steps.npos;
  }

  void list(ResourceType type, const char* filter, const char* sort_by) {
    const auto parsed = filter ? must(scim::parse_filter(type, filter)) : nullptr;
    Listing listing{{{type, parsed.get(), {}}}, false, 0, 10, scim::Position{}, {"https://x", true}};
    if (sort_by) listing.parts[0].sort_by = must(scim::parse_sort_path(type, sort_by));
    must(Reader(*connection_).list(listing, [](scim::Resource&&) -> Status { return Done{}; }));
  }

  void expect_no_scan() {
    const auto all = statements();
    ASSERT_FALSE(all.empty());
    for (const auto& sql : all) EXPECT_FALSE(scans_a_table(plan(sql))) << sql << "\n" << plan(sql);
  }

  bridge::testing::TempDir folder_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(Plans, WouldShowAScan) {
  must(connection_->run("DELETE FROM resources WHERE version = 3"));
  EXPECT_NE(plan(statements().at(0)).find("SCAN"), std::string::npos);
}

TEST_F(Plans, OfQuestionsScanNothing) {
  const Reader reader(*connection_);
  const ResourceId id{"u1"};
  must(reader.resource(id));
  must(reader.link(id));
  must(reader.linked_to(dn("uid=a,dc=x")));
  must(reader.holder({Name::Kind::user_name, ResourceType::user, "a"}));
  must(reader.members(id, "", 10));
  must(reader.has_member(id, "u2"));
  must(reader.member(id, "u2"));
  must(reader.groups_with_member("u1"));
  must(reader.referring_to("u1"));
  must(reader.open_intent(id));
  must(reader.dirty_of(id));
  must(reader.dirty_entries_because_of(id));
  must(reader.open_intents(id));
  must(reader.flags(id));
  must(reader.audit(id));
  must(reader.tombstone(id));
  expect_no_scan();
}

// A group may have as many flags of one kind as members: those of another kind are found without them.
TEST_F(Plans, OfFlagsLookAtOneKindOfOneResource) {
  must(Reader(*connection_).flags_of_kind("value_refused", {"g1"}));
  const std::string steps = plan(statements().at(0));
  EXPECT_NE(steps.find("(id=? AND kind=?)"), std::string::npos) << steps;
}

TEST_F(Plans, OfFiltersScanNothing) {
  must(Transaction(*connection_).put(group("g1", "staff")));
  must(Transaction(*connection_).apply_members({"g1"}, {added("u1")}));
  for (const char* text : {"id eq \"a\"", "userName eq \"a\"", "externalId eq \"a\"", "displayName eq \"a\"",
                           "emails.value eq \"a\"", "active eq true"}) {
    find(ResourceType::user, text);
  }
  for (const char* text : {"members.value eq \"u1\"", "id eq \"g1\" and members.value eq \"u1\"",
                           "members pr", "members.display pr"}) {
    find(ResourceType::group, text);
  }
  must(store::find(Reader(*connection_), ResourceType::user, nullptr, {}, [](scim::Resource&&) {}));
  expect_no_scan();
}

TEST_F(Plans, OfListsAndOfWhatIsComputedScanNothing) {
  must(Transaction(*connection_).put(person("u1", "anna")));
  must(Transaction(*connection_).put(group("g1", "staff")));
  must(Transaction(*connection_).apply_members({"g1"}, {added("u1")}));
  const Reader reader(*connection_);
  for (const bool nested : {false, true}) must(reader.shown_groups({"u1"}, {"", nested}));
  must(reader.shown_members({"g1"}, "", 10, {}));
  for (const char* by :
       {"userName", "displayName", "externalId", "id", "meta.created", "meta.lastModified", "title"})
    list(ResourceType::user, nullptr, by);
  list(ResourceType::user, nullptr, nullptr);
  list(ResourceType::user, "groups.value eq \"g1\"", nullptr);
  list(ResourceType::user, "groups.display eq \"staff\"", "groups");
  list(ResourceType::group, "members[value eq \"u1\" and display eq \"anna\"]", "members.display");
  expect_no_scan();
}

TEST_F(Plans, OfChangesScanNothing) {
  Transaction transaction(*connection_);
  const ResourceId id{"u1"};
  must(transaction.reserve(id, {Name::Kind::user_name, ResourceType::user, "a"}));
  must(transaction.put(person("u1", "a", {{"emails", {{{"value", "a@x"}}}}})));
  must(transaction.put(group("g1", "staff")));
  must(transaction.apply_members({"g1"}, {added("u1"), removed("u1")}));
  must(transaction.set_references(id, {"u2"}));
  must(transaction.set_link(id, dn("uid=a,dc=x"), "uuid"));
  must(transaction.set_aliases(id, {{"uid", "a"}}));
  must(transaction.set_merges(id, true));
  must(transaction.touch(id, at(1)));
  Intent intent;
  intent.after = person("u1", "a");
  const auto sequence = must(transaction.open_intent(intent));
  must(transaction.turn_back(sequence));
  must(transaction.close_intent(sequence));
  must(transaction.mark_dirty({"g1"}, id, ""));
  must(transaction.clear_dirty(1));
  must(transaction.raise_flag({"k", id, "", "", "", at(1)}));
  must(transaction.clear_flag("k", id, "s"));
  must(transaction.clear_flag("k", id, ""));
  must(transaction.append_audit({at(1), id, "", "", ""}));
  must(transaction.keep_names(id, {}));
  must(transaction.unlink(id));
  must(transaction.erase(id, at(1)));
  expect_no_scan();
}

// A plan without a scan may still walk all rows of one group: here SQLite's own steps are counted.
TEST_F(Plans, OfALargeGroupCostWhatThoseOfASmallOneDo) {
  Transaction transaction(*connection_);
  must(connection_->run("BEGIN"));
  must(transaction.put(group("g1", "staff")));
  std::vector<MemberChange> changes;
  for (int i = 0; i < 20'000; ++i) changes.push_back(added("u" + std::to_string(i)));
  must(transaction.apply_members({"g1"}, changes));
  must(transaction.put(person("u1", "one")));
  must(transaction.set_link({"u1"}, dn("uid=1,dc=x"), ""));
  must(connection_->run("COMMIT"));

  const ResourceId g1{"g1"};
  const std::vector<std::pair<const char*, std::function<void()>>> cheap = {
      {"adding and removing",
       [&] {
         must(transaction.apply_members(g1, {added("new"), removed("u3")}));
       }},
      {"replacing the group", [&] { must(transaction.put(group("g1", "renamed"))); }},
      {"has_member", [&] { must(transaction.has_member(g1, "u19999")); }},
      {"members", [&] { must(transaction.members(g1, "u5", 10)); }},
      {"lists_someone_besides",
       [&] { must(transaction.lists_someone_besides(g1, {"u2"}, {.nested = true})); }},
      {"is_listed", [&] { must(transaction.is_listed(g1, {"u1"}, {.nested = true})); }},
      {"groups_above", [&] { must(transaction.groups_above("u7")); }},
      {"groups_with_member", [&] { must(transaction.groups_with_member("u7")); }},
      {"a filter on a member", [&] { find(ResourceType::group, "members eq \"u19999\""); }},
      {"a filter on group and member",
       [&] { find(ResourceType::group, "id eq \"g1\" and members eq \"u19999\""); }},
      {"a page of members as shown", [&] { must(Reader(*connection_).shown_members(g1, "u5", 10, {})); }},
      {"a person's groups", [&] { must(Reader(*connection_).shown_groups({"u1"}, {})); }},
      {"a list of groups", [&] { list(ResourceType::group, nullptr, "displayName"); }},
      {"a filter on any member", [&] { find(ResourceType::group, "id eq \"g1\" and members pr"); }},
  };
  int steps = 0;
  sqlite3_progress_handler(
      connection_->handle(), 1, [](void* count) { return ++*static_cast<int*>(count), 0; }, &steps);
  for (const auto& [what, run] : cheap) {
    steps = 0;
    run();
    EXPECT_LT(steps, 500) << what;
  }
  sqlite3_progress_handler(connection_->handle(), 0, nullptr, nullptr);
}

}  // namespace
}  // namespace bridge::store
