#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "unit/sync/service.h"

namespace bridge::sync {
namespace {

using nlohmann::json;
using testing::Engine;
using testing::TestService;
using Strings = std::vector<std::string>;

std::string person(const std::string& external_id) {
  return "uid=" + external_id + ",ou=people,dc=example,dc=org";
}

json patch_of(const std::vector<json>& operations) { return {{"Operations", operations}}; }
json setting(const std::string& path, const json& value) {
  return {{"op", "replace"}, {"path", path}, {"value", value}};
}

class Writes : public ::testing::Test {
 protected:
  Engine engine_;
  TestService service_{engine_};
  scim::Resource jo_ = engine_.user("jo");
  Strings path_{"Users", jo_.id.value};

  json shown() { return TestService::json_of(service_.send("GET", path_)); }
};

TEST_F(Writes, AreRefusedWhenTheVersionIsAnother) {
  const json body = {{"userName", "jo"}, {"externalId", "x-jo"}, {"title", "new"}};
  for (const char* method : {"PUT", "PATCH", "DELETE"}) {
    const json sent = method == std::string("PUT") ? body : patch_of({setting("title", "new")});
    const auto refused = service_.send(method, path_, sent, "W/\"7\"");
    EXPECT_EQ(refused.status, 412) << method;
    EXPECT_EQ(TestService::json_of(refused)["status"], "412");
    EXPECT_EQ(service_.send(method, path_, sent, "", "W/\"1\"").status, 412) << method;
    EXPECT_EQ(service_.send(method, path_, sent, "", "*").status, 412) << method;
  }
  EXPECT_FALSE(shown().contains("title"));
  EXPECT_EQ(service_.send("PATCH", path_, patch_of({setting("title", "a")}), "W/\"1\"").etag, "W/\"2\"");
  EXPECT_EQ(service_.send("PUT", path_, body, "\"2\", \"9\"").etag, "W/\"3\"");
  EXPECT_EQ(service_.send("PATCH", path_, patch_of({setting("title", "b")}), "", "\"1\"").status, 200);
  EXPECT_EQ(service_.send("DELETE", path_, {}, "*").status, 204);
  EXPECT_EQ(service_.send("DELETE", path_, {}, "*").status, 404);
}

TEST_F(Writes, ThatWouldChangeNothingAreCheckedAllTheSame) {
  EXPECT_EQ(service_.send("PATCH", path_, patch_of({}), "\"7\"").status, 412);
}

TEST_F(Writes, OnOneVersionLetOneClientThrough) {
  constexpr int kClients = 6;
  std::atomic<int> through = 0, refused = 0;
  std::barrier start(kClients);
  {
    std::vector<std::jthread> clients;
    for (int i = 0; i < kClients; ++i)
      clients.emplace_back([&, i] {
        start.arrive_and_wait();
        const auto response =
            service_.send("PATCH", path_, patch_of({setting("title", "t" + std::to_string(i))}), "W/\"1\"");
        ++(response.status == 200 ? through : refused);
        EXPECT_TRUE(response.status == 200 || response.status == 412) << response.body;
      });
  }
  EXPECT_EQ(through, 1);
  EXPECT_EQ(refused, kClients - 1);
  EXPECT_EQ(shown()["meta"]["version"], "W/\"2\"");
}

TEST_F(Writes, OfANewResourceCannotHaveAVersion) {
  EXPECT_EQ(service_.send("POST", {"Users"}, {{"userName", "al"}}, "W/\"1\"").status, 412);
  EXPECT_EQ(service_.send("POST", {"Users"}, {{"userName", "al"}}, "", "*").status, 201);
}

TEST_F(Writes, AreReadOnlyWhenTheyAreNews) {
  const auto known = service_.send("GET", path_, {}, "", "W/\"9\", W/\"1\"");
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.body, "");
  EXPECT_EQ(known.etag, "W/\"1\"");
  EXPECT_EQ(service_.send("GET", path_, {}, "", "*").status, 304);
  EXPECT_EQ(service_.send("GET", path_, {}, "", "W/\"2\"").status, 200);
  EXPECT_EQ(service_.send("GET", path_, {}, "W/\"2\"").status, 412);
}

TEST_F(Writes, DisableWhateverIsWrongBesideIt) {
  const auto done = service_.send(
      "PATCH", path_, patch_of({setting("title", 7), setting("nickName", "N"), setting("active", false)}));
  ASSERT_EQ(done.status, 200) << done.body;
  const json body = TestService::json_of(done);
  EXPECT_EQ(body["active"], false);
  EXPECT_EQ(body["nickName"], "N");
  EXPECT_FALSE(body.contains("title"));
  EXPECT_EQ(engine_.values(person("x-jo"), "employeeType"), Strings{"disabled"});
  EXPECT_EQ(engine_.flag_kinds(jo_.id), Strings{"not_taken"});
}

TEST_F(Writes, TakeTheFlagBackWhenTheValueComesAnew) {
  service_.send("PATCH", path_, patch_of({setting("title", 7), setting("active", false)}));
  service_.send("PATCH", path_, patch_of({setting("nickName", "N")}));
  EXPECT_EQ(engine_.flag_kinds(jo_.id), Strings{"not_taken"});
  service_.send("PATCH", path_, patch_of({setting("title", "Boss")}));
  EXPECT_EQ(engine_.flag_kinds(jo_.id), Strings{});
}

TEST_F(Writes, DisableThoughTheNewNameIsTaken) {
  engine_.user("al");
  const auto done =
      service_.send("PATCH", path_, patch_of({setting("userName", "AL"), setting("active", "False")}));
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(shown()["active"], false);
  EXPECT_EQ(shown()["userName"], "jo");
  EXPECT_EQ(engine_.values(person("x-jo"), "employeeType"), Strings{"disabled"});
  EXPECT_EQ(engine_.flag_kinds(jo_.id), Strings{"not_taken"});
  service_.send("PATCH", path_, patch_of({setting("active", true)}));
  EXPECT_EQ(engine_.flag_kinds(jo_.id), Strings{});
}

TEST_F(Writes, DisableByAPutWhateverIsWrongBesideIt) {
  EXPECT_EQ(service_.send("PUT", path_, {{"userName", "jo"}, {"title", 7}}).status, 400);
  const auto done = service_.send("PUT", path_, {{"userName", "jo"}, {"active", "false"}, {"title", 7}});
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(shown()["active"], false);
  EXPECT_EQ(shown()["externalId"], "x-jo");
  EXPECT_EQ(engine_.values(person("x-jo"), "employeeType"), Strings{"disabled"});
}

TEST_F(Writes, DisableNobodyWhoseVersionIsAnother) {
  EXPECT_EQ(service_.send("PATCH", path_, patch_of({setting("title", 7), setting("active", false)}), "\"9\"")
                .status,
            412);
  EXPECT_FALSE(shown().contains("active"));
}

TEST_F(Writes, RefuseWhatIsWrongBesideAnythingElse) {
  EXPECT_EQ(service_.send("PATCH", path_, patch_of({setting("title", 7), setting("nickName", "N")})).status,
            400);
  EXPECT_FALSE(shown().contains("nickName"));
  EXPECT_EQ(engine_.flag_kinds(jo_.id), Strings{});
}

}  // namespace
}  // namespace bridge::sync
