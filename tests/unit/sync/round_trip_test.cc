// What was sent is what is read: every string to the byte, every number by value, whatever it is called.
#include <gtest/gtest.h>

#include <random>

#include "unit/sync/service.h"

namespace bridge::sync {
namespace {

using nlohmann::json;
using testing::Engine;
using testing::TestService;

constexpr char kEnterprise[] = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

// Bodies that are their own normal form: without nulls and empty values, equal elements or several primaries.
class RandomBodies {
 public:
  explicit RandomBodies(unsigned seed) : random_(seed) {}

  json user() {
    json body = {{"userName", text()}, {"externalId", text()}};
    for (const char* name : {"displayName", "nickName", "title", "locale", "timezone", "userType"})
      if (chance()) body[name] = text();
    for (const char* part : {"familyName", "givenName", "formatted"})
      if (chance()) body["name"][part] = text();
    for (const char* list : {"emails", "phoneNumbers", "photos"})
      if (chance()) body[list] = elements();
    for (const char* name : {"department", "costCenter", "employeeNumber"})
      if (chance()) body[kEnterprise][name] = text();
    if (chance()) body["active"] = chance();
    for (int i = number(4); i > 0; --i) body["x" + std::to_string(i)] = anything(3);
    if (chance()) body["urn:example:extension:2.0:User"]["some"] = anything(3);
    return body;
  }

  json anything(int depth) {
    switch (number(depth > 0 ? 8 : 5)) {
      case 0:
        return chance();
      case 1:
        return std::int64_t{1} << number(63);
      case 2:
        return -static_cast<std::int64_t>(random_() >> 1);
      case 3:
        return std::ldexp(static_cast<double>(random_()), number(80) - 40);
      case 5: {
        json list = json::array();
        for (int i = 1 + number(3); i > 0; --i) list.push_back(anything(depth - 1));
        return list;
      }
      case 6: {
        json object = json::object();
        for (int i = 1 + number(3); i > 0; --i)
          object["k" + std::to_string(i) + text()] = anything(depth - 1);
        return object;
      }
      default:
        return text();
    }
  }

  // Odd spacing, composed and decomposed letters, quotes, controls, other planes.
  std::string text() {
    static const std::vector<std::string> kPieces = {
        "a",  "Z",   "0",      "  ",         "\t",      "\n",   "\r",
        "\"", "\\",  "/",      "é",          "e\u0301", "ß",    "\u212b",
        "Å",  "ü",   "\u2028", "\U0001f600", "\u200b",  "\x01", "+49 (0) 30  1",
        ",",  "=",   "#",      "*",          "(",       ")",    "\u00a0",
        "{}", "[1]", "null",   "True",       "-0",      "1e9"};
    std::string text;
    for (int i = 1 + number(9); i > 0; --i)
      text += kPieces[static_cast<std::size_t>(number(static_cast<int>(kPieces.size())))];
    return text;
  }

  int number(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  bool chance() { return number(2) == 0; }

 private:
  json elements() {
    json list = json::array();
    for (int i = number(3); i >= 0; --i)
      list.push_back(
          {{"type", "t" + std::to_string(i)}, {"value", text()}, {"primary", i == 0}, {"display", text()}});
    return list;
  }

  std::mt19937_64 random_;
};

// Everything that was sent must be there as it was; what the service adds is not asked about.
void expect_all_there(const json& sent, const json& read) {
  for (const auto& [key, value] : sent.items()) {
    ASSERT_TRUE(read.contains(key)) << key;
    EXPECT_EQ(read[key], value) << key;
    EXPECT_EQ(scim::to_text(read[key]), scim::to_text(value)) << key;
  }
}

class RoundTrip : public ::testing::TestWithParam<unsigned> {
 protected:
  // As what an entry is named by it takes part in the rules for names, which are tested elsewhere.
  json user_named(const std::string& external_id) {
    json body = bodies_.user();
    body["externalId"] = external_id;
    return body;
  }

  json get(const std::string& id) { return TestService::json_of(service_.send("GET", {"Users", id})); }

  Engine engine_;
  TestService service_{engine_};
  RandomBodies bodies_{GetParam()};
};

TEST_P(RoundTrip, ThroughPost) {
  for (int i = 0; i < 30; ++i) {
    const json sent = bodies_.user();
    const auto made = service_.send("POST", {"Users"}, sent);
    if (made.status == 409) continue;  // Two names that differ in case alone.
    ASSERT_EQ(made.status, 201) << made.body << "\nseed " << GetParam() << "\n" << sent;
    expect_all_there(sent, get(TestService::json_of(made)["id"]));
    if (HasFailure()) FAIL() << "seed " << GetParam() << "\n" << sent;
  }
}

TEST_P(RoundTrip, ThroughPatch) {
  const std::string id = engine_.user("jo").id.value;
  for (int i = 0; i < 30; ++i) {
    json sent = user_named("x-jo");
    json operations = json::array();
    for (const auto& [key, value] : sent.items()) {
      const bool whole = bodies_.chance() || key.starts_with("urn:example");
      operations.push_back({{"op", "replace"}, {"value", whole ? json::object({{key, value}}) : value}});
      if (!whole) operations.back()["path"] = key;
    }
    const auto done = service_.send("PATCH", {"Users", id}, {{"Operations", operations}});
    ASSERT_EQ(done.status, 200) << done.body << "\nseed " << GetParam() << "\n" << sent;
    const json read = get(id);
    // Complex attributes are merged: what an earlier round left there stays.
    for (const char* merged : {"name", kEnterprise, "urn:example:extension:2.0:User"}) {
      if (sent.contains(merged)) expect_all_there(sent[merged], read.value(merged, json::object()));
      sent.erase(merged);
    }
    expect_all_there(sent, read);
    if (HasFailure()) FAIL() << "seed " << GetParam() << "\n" << sent;
  }
}

TEST_P(RoundTrip, ThroughPut) {
  const std::string id = engine_.user("jo").id.value;
  for (int i = 0; i < 15; ++i) {
    const json sent = user_named("x-jo");
    const auto done = service_.send("PUT", {"Users", id}, sent);
    ASSERT_EQ(done.status, 200) << done.body << "\nseed " << GetParam() << "\n" << sent;
    json read = get(id);
    expect_all_there(sent, read);
    for (const char* added : {"id", "meta", "schemas", "groups"}) read.erase(added);
    EXPECT_EQ(read, sent);
    if (HasFailure()) FAIL() << "seed " << GetParam() << "\n" << sent;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RoundTrip, ::testing::Values(1U, 2U, 3U, std::random_device()()),
                         [](const auto& each) {
                           return each.index < 3 ? "Fixed" + std::to_string(each.param) : "Random";
                         });

}  // namespace
}  // namespace bridge::sync
