#include "sync/router.h"

#include <gtest/gtest.h>

namespace bridge::sync {
namespace {

Router::Handler says(std::string word) {
  return [word](const scim::Request&, const std::string& name) -> Result<scim::Response> {
    scim::Response response;
    response.body = word + name;
    return response;
  };
}

Router people() {
  Router router;
  router.add("Users", "GET", says("list"));
  router.add("Users", "POST", says("create"));
  router.add("Users/.search", "POST", says("search"));
  router.add("Users/*", "GET", says("one:"));
  router.add("", "GET", says("root"));
  return router;
}

Result<scim::Response> ask(const char* method, std::vector<std::string> path) {
  scim::Request request;
  request.method = method;
  request.path = std::move(path);
  return people().answer(request);
}

TEST(Router, CallsTheHandlerOfPathAndMethod) {
  EXPECT_EQ(ask("GET", {"Users"})->body, "list");
  EXPECT_EQ(ask("POST", {"Users"})->body, "create");
  EXPECT_EQ(ask("GET", {})->body, "root");
}

TEST(Router, ComparesWordsWithoutCase) { EXPECT_EQ(ask("GET", {"uSERS"})->body, "list"); }

TEST(Router, HandsOverTheNameAsItWasSent) { EXPECT_EQ(ask("GET", {"Users", "aB c"})->body, "one:aB c"); }

TEST(Router, PrefersTheRouteAddedFirst) {
  EXPECT_EQ(ask("POST", {"Users", ".search"})->body, "search");
  EXPECT_EQ(ask("GET", {"Users", ".search"})->status, 405);
}

TEST(Router, FindsNothingAtUnknownPaths) {
  for (const auto& path : {std::vector<std::string>{"Nothing"}, {"Users", "1", "2"}}) {
    const auto answer = ask("GET", path);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Error::Code::not_found);
  }
}

TEST(Router, NamesTheMethodsThatAreAllowedInstead) {
  const auto answer = ask("DELETE", {"Users"});
  EXPECT_EQ(answer->status, 405);
  EXPECT_EQ(answer->allow, "OPTIONS, GET, HEAD, POST");
  EXPECT_NE(answer->body.find("\"405\""), std::string::npos);
}

TEST(Router, AnswersOptionsWithWhatIsAllowed) {
  const auto answer = ask("OPTIONS", {"Users", "1"});
  EXPECT_EQ(answer->status, 204);
  EXPECT_EQ(answer->allow, "OPTIONS, GET, HEAD");
  EXPECT_TRUE(answer->body.empty());
}

}  // namespace
}  // namespace bridge::sync
