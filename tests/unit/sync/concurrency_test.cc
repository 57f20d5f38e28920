#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "sync/provisioner.h"
#include "unit/sync/engine.h"

namespace bridge::sync {
namespace {

using nlohmann::json;
using scim::ResourceType;
using testing::Engine;
using Strings = std::vector<std::string>;

std::string person(const std::string& external_id) {
  return "uid=" + external_id + ",ou=people,dc=example,dc=org";
}
const std::string kStaff = "cn=staff,ou=groups,dc=example,dc=org";

json member_operation(const char* op, const scim::Resource& member) {
  return {{{"op", op}, {"path", "members"}, {"value", {{{"value", member.id.value}}}}}};
}

// Runs `work(i)` in as many threads at once.
template <class Work>
void at_once(int threads, const Work& work) {
  std::barrier start(threads);
  std::vector<std::jthread> running;
  for (int i = 0; i < threads; ++i)
    running.emplace_back([&, i] {
      start.arrive_and_wait();
      work(i);
    });
}

std::vector<scim::Resource> people(Engine& engine, int count) {
  std::vector<scim::Resource> made;
  for (int i = 0; i < count; ++i) made.push_back(engine.user("p" + std::to_string(i)));
  return made;
}

TEST(Concurrency, FiveClientsAddingMembersToOneGroupLoseNone) {
  Engine engine;
  const auto members = people(engine, 20);
  const auto staff = engine.group("staff");
  at_once(5, [&](int client) {
    for (int i = client; i < 20; i += 5)
      EXPECT_TRUE(engine.patch(staff, member_operation("Add", members[static_cast<std::size_t>(i)])));
  });
  EXPECT_EQ(engine.values(kStaff, "member").size(), 20u);
}

TEST(Concurrency, AddsRemovesAndRenamesAtOnceEndInWhatTheStateSays) {
  Engine engine;
  const auto members = people(engine, 4);
  const auto staff = engine.group("staff");
  at_once(4, [&](int client) {
    const auto& own = members[static_cast<std::size_t>(client)];
    for (int round = 0; round < 5; ++round) {
      const std::string name = "r" + std::to_string(client) + "-" + std::to_string(round);
      EXPECT_TRUE(engine.patch(staff, member_operation("Add", own)));
      EXPECT_TRUE(engine.patch(own, {{{"op", "replace"}, {"path", "externalId"}, {"value", name}}}));
      if (client % 2 == 1) {
        EXPECT_TRUE(engine.patch(staff, member_operation("Remove", own)));
      }
    }
  });
  while (*sync::References(engine.context).settle_all(engine.requester().deadline) > 0) continue;
  EXPECT_EQ(engine.values(kStaff, "member"), (Strings{person("r0-4"), person("r2-4")}));
  EXPECT_EQ(engine.counts().dirty, 0);
}

TEST(Concurrency, APersonRenamedWhileBeingAddedIsListedUnderTheNewName) {
  Engine engine;
  const auto staff = engine.group("staff");
  for (int round = 0; round < 10; ++round) {
    const auto jo = engine.user("jo" + std::to_string(round));
    const std::string name = "new" + std::to_string(round);
    at_once(2, [&](int client) {
      if (client == 0)
        EXPECT_TRUE(engine.patch(staff, member_operation("Add", jo)));
      else
        EXPECT_TRUE(engine.patch(jo, {{{"op", "replace"}, {"path", "externalId"}, {"value", name}}}));
    });
    while (*sync::References(engine.context).settle_all(engine.requester().deadline) > 0) continue;
    EXPECT_EQ(engine.values(kStaff, "member"), Strings{person(name)});
    EXPECT_TRUE(engine.patch(staff, member_operation("Remove", jo)));
  }
}

TEST(Concurrency, OfEqualCreatesExactlyOneSucceeds) {
  Engine engine;
  std::atomic<int> made = 0;
  at_once(6, [&](int) {
    const auto jo = engine.create(ResourceType::user, {{"userName", "jo"}, {"externalId", "x-jo"}});
    if (jo)
      ++made;
    else
      EXPECT_TRUE(jo.error().code == Error::Code::conflict || jo.error().code == Error::Code::unavailable)
          << jo.error().message;
  });
  EXPECT_EQ(made, 1);
  EXPECT_EQ(engine.counts().users, 1);
}

TEST(Concurrency, TheSettlerAndRequestsDoNotDisturbEachOther) {
  Engine engine;
  engine.settler.start();
  const auto jo = engine.user("jo");
  at_once(3, [&](int client) {
    for (int round = 0; round < 5; ++round) {
      engine.settler.wake();
      const json change = {
          {{"op", "replace"}, {"path", "displayName"}, {"value", std::to_string(client * 10 + round)}}};
      EXPECT_TRUE(engine.patch(jo, change));
    }
  });
  const auto stored = engine.ask([&](const store::Reader& reader) { return reader.resource(jo.id); });
  EXPECT_EQ(engine.values(person("x-jo"), "cn"), Strings{stored->body["displayName"].get<std::string>()});
  EXPECT_EQ(engine.counts().open_intents, 0);
}

}  // namespace
}  // namespace bridge::sync
