#include "sync/bulk.h"

#include <gtest/gtest.h>

#include "unit/sync/service.h"

namespace bridge::sync {
namespace {

using nlohmann::json;
using testing::Engine;
using testing::TestService;
using Strings = std::vector<std::string>;

constexpr char kEnterprise[] = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const std::string kStaff = "cn=staff,ou=groups,dc=example,dc=org";

std::string person(const std::string& external_id) {
  return "uid=" + external_id + ",ou=people,dc=example,dc=org";
}

json make_user(const std::string& bulk_id, json more = json::object()) {
  json data = {{"userName", bulk_id}, {"externalId", bulk_id}};
  data.update(more);
  return {{"method", "POST"}, {"path", "/Users"}, {"bulkId", bulk_id}, {"data", data}};
}
json make_group(const std::string& bulk_id, const json& members) {
  return {{"method", "POST"},
          {"path", "/Groups"},
          {"bulkId", bulk_id},
          {"data", {{"displayName", bulk_id}, {"members", members}}}};
}

class Bulk : public ::testing::Test {
 protected:
  // What became of each operation.
  json send(const std::vector<json>& operations, json more = json::object()) {
    more["Operations"] = operations;
    const auto response = service_.send("POST", {"Bulk"}, more);
    EXPECT_EQ(response.status, 200) << response.body;
    const json body = TestService::json_of(response);
    EXPECT_EQ(body["schemas"], json({"urn:ietf:params:scim:api:messages:2.0:BulkResponse"}));
    return body["Operations"];
  }
  static Strings statuses(const json& outcomes) {
    Strings all;
    for (const json& one : outcomes) all.push_back(one["status"]);
    return all;
  }
  static std::string id_in(const json& outcome) {
    const std::string location = outcome["location"];
    return location.substr(location.rfind('/') + 1);
  }

  Engine engine_;
  TestService service_{engine_};
};

TEST_F(Bulk, MakesWhatIsReferredToFirst) {
  const json outcomes =
      send({make_group("staff", {{{"value", "bulkId:jo"}}}),
            make_user("jo", {{kEnterprise, {{"manager", "bulkId:boss"}}}}), make_user("boss")});
  ASSERT_EQ(statuses(outcomes), (Strings{"201", "201", "201"})) << outcomes;
  EXPECT_EQ(outcomes[0]["bulkId"], "staff");
  EXPECT_EQ(outcomes[0]["method"], "POST");
  EXPECT_EQ(outcomes[0]["version"], "W/\"1\"");
  EXPECT_FALSE(outcomes[0].contains("response"));
  EXPECT_EQ(engine_.values(kStaff, "member"), Strings{person("jo")});
  EXPECT_EQ(engine_.values(person("jo"), "manager"), Strings{person("boss")});
}

TEST_F(Bulk, TakesReferencesInPaths) {
  const json outcomes =
      send({{{"method", "PATCH"},
             {"path", "/Users/bulkId:jo"},
             {"data", {{"Operations", {{{"op", "add"}, {"path", "displayName"}, {"value", "Jo"}}}}}}},
            make_user("jo"),
            {{"method", "delete"}, {"path", "/Users/bulkId:gone"}},
            make_user("gone")});
  ASSERT_EQ(statuses(outcomes), (Strings{"200", "201", "204", "201"})) << outcomes;
  EXPECT_EQ(outcomes[0]["location"], outcomes[1]["location"]);
  EXPECT_EQ(engine_.values(person("jo"), "cn"), Strings{"Jo"});
  EXPECT_FALSE(engine_.entry(person("gone")));
}

TEST_F(Bulk, AnswersACircleWithAConflict) {
  const json outcomes =
      send({make_group("a", {{{"value", "bulkId:b"}}}), make_group("b", {{{"value", "bulkId:a"}}}),
            make_group("c", {{{"value", "bulkId:a"}}}), make_group("self", {{{"value", "bulkId:self"}}}),
            make_user("jo")});
  EXPECT_EQ(statuses(outcomes), (Strings{"409", "409", "409", "409", "201"}));
  EXPECT_EQ(outcomes[0]["response"]["detail"], "its bulkId references go round in a circle");
  EXPECT_EQ(engine_.counts().groups, 0);
}

TEST_F(Bulk, RefusesWhatStandsOnAFailure) {
  const json outcomes = send({make_user("", {{"userName", ""}}), make_user("bad", {{"title", 7}}),
                              make_group("staff", {{{"value", "bulkId:bad"}}}),
                              make_group("other", {{{"value", "bulkId:nobody"}}})});
  EXPECT_EQ(statuses(outcomes), (Strings{"400", "400", "409", "400"})) << outcomes;
  EXPECT_EQ(outcomes[2]["response"]["detail"], "'bulkId:bad' was not made");
  EXPECT_EQ(outcomes[3]["response"]["detail"], "'bulkId:nobody': no POST of this request has that bulkId");
  EXPECT_FALSE(outcomes[1].contains("location"));
}

TEST_F(Bulk, StopsAfterAsManyErrorsAsAllowed) {
  const json bad = make_user("bad", {{"title", 7}});
  json worse = bad;
  worse["bulkId"] = "worse";
  EXPECT_EQ(statuses(send({bad, worse, make_user("jo")}, {{"failOnErrors", 2}})), (Strings{"400", "400"}));
  EXPECT_EQ(engine_.counts().users, 0);
  EXPECT_EQ(statuses(send({bad, make_user("jo")}, {{"failOnErrors", 2}})), (Strings{"400", "201"}));
  EXPECT_EQ(statuses(send({bad, make_user("al")})), (Strings{"400", "201"}));
}

TEST_F(Bulk, ChecksVersions) {
  const auto jo = engine_.user("jo");
  const auto change = [&](const char* version, const char* title) {
    return json{{"method", "PATCH"},
                {"path", "/Users/" + jo.id.value},
                {"version", version},
                {"data", {{"Operations", {{{"op", "add"}, {"path", "title"}, {"value", title}}}}}}};
  };
  const json outcomes = send({change("W/\"1\"", "a"), change("W/\"1\"", "b")});
  EXPECT_EQ(statuses(outcomes), (Strings{"200", "412"}));
  EXPECT_EQ(outcomes[0]["version"], "W/\"2\"");
  EXPECT_EQ(outcomes[1]["location"], "https://x/scim/v2/Users/" + jo.id.value);
}

TEST_F(Bulk, RefusesOperationsThatItIsNotFor) {
  const json outcomes =
      send({{{"method", "GET"}, {"path", "/Users/1"}},
            {{"method", "POST"}, {"path", "/Bulk"}, {"data", {{"Operations", json::array()}}}},
            {{"method", "POST"}, {"path", "/Users/.search"}},
            {{"method", "PUT"}, {"path", "/Users"}},
            {{"method", "DELETE"}, {"path", "/Users/nobody"}},
            {{"method", "POST"}, {"path", "/Users"}}});
  EXPECT_EQ(statuses(outcomes), (Strings{"400", "400", "400", "400", "404", "400"}));
  EXPECT_EQ(outcomes[0]["response"]["detail"], "'method' must be POST, PUT, PATCH or DELETE, not 'GET'");
}

TEST_F(Bulk, RefusesASecondUseOfABulkId) {
  EXPECT_EQ(statuses(send({make_user("jo"), make_user("jo")})), (Strings{"201", "400"}));
}

TEST_F(Bulk, IsRefusedAsAWholeWhenItCannotBeRead) {
  EXPECT_EQ(service_.send("POST", {"Bulk"}, json::object()).status, 400);
  EXPECT_EQ(service_.send("POST", {"Bulk"}, json::array()).status, 400);
  EXPECT_EQ(service_.send("POST", {"Bulk"}, {{"Operations", {make_user("jo"), 7}}}).status, 400);
  EXPECT_EQ(engine_.counts().users, 0);
  EXPECT_EQ(service_.send("GET", {"Bulk"}).status, 405);
}

TEST_F(Bulk, IsTooLargeWithTooManyOperations) {
  const auto response =
      service_.send("POST", {"bulk"}, {{"Operations", json::array_t(1001, make_user("jo"))}});
  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(TestService::json_of(response)["status"], "413");
  EXPECT_EQ(engine_.counts().users, 0);
}

TEST_F(Bulk, BeginsNothingWhenItsTimeIsOver) {
  scim::Request request;
  request.body = scim::to_text(json({{"Operations", json::array({make_user("jo")})}}));
  int performed = 0;
  const auto response = perform_bulk(
      [&](const scim::Request&) {
        ++performed;
        return scim::Response{};
      },
      request, system_clock(), system_clock().steady_now());
  ASSERT_TRUE(response);
  EXPECT_EQ(TestService::json_of(*response)["Operations"][0]["status"], "503");
  EXPECT_EQ(performed, 0);
}

}  // namespace
}  // namespace bridge::sync
