// Hostile values in every place a value can go: they are values there, and nothing else.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "store/store.h"
#include "support/daemon_process.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::http_request;
using testing::HttpClient;
using testing::percent_encode;
using testing::ScimClient;
using testing::SlapdProcess;

const std::vector<std::string>& hostile_values() {
  static const std::vector<std::string> values = {
      "*",
      "*)(uid=*",
      "*)(|(objectClass=*",
      "x)(!(uid=x",
      "\\2a",
      "x,ou=groups,dc=example,dc=org",
      "x+cn=admin",
      "x\\,ou=groups",
      "#04024869",
      " leading and trailing ",
      "\"quoted\"",
      "a;b<c>d=e",
      "x\ndn: uid=evil,ou=people,dc=example,dc=org\nchangetype: delete",
      "x\r\nE event=serve.stopped forged=yes",
      "x\r\nSet-Cookie: evil=1\r\n\r\n",
      "%0d%0aX-Evil: 1",
      "x\", \"active\": false, \"y\": \"",
      "x\" or userName pr or userName eq \"",
      "'; DROP TABLE resources; --",
      "${password}",
      "{SASL}x",
      "../../etc/passwd",
      "\xe2\x80\xae\xd8\xa7 right to left",
      "\x1b[2J\x07",
      ": colon",
      "< file:///etc/passwd",
  };
  return values;
}

class Injection : public ::testing::Test {
 protected:
  // Everything below the base, but the base itself.
  std::vector<ldap::Entry> entries(const std::string& base, std::vector<std::string> attributes = {"*"}) {
    std::vector<ldap::Entry> found;
    const auto session = slapd_.open();
    const auto dn = *ldap::Dn::parse(base);
    const auto searched = session->search(
        {dn, ldap::Scope::subtree, ldap::Filter::present("objectClass"), std::move(attributes)},
        [&](ldap::Entry&& entry) {
          if (entry.dn != dn) found.push_back(std::move(entry));
          return true;
        });
    EXPECT_TRUE(searched);
    return found;
  }
  std::vector<ldap::Entry> people() { return entries("ou=people,dc=example,dc=org"); }

  // Lines of the log that nobody but the daemon could have begun.
  void expect_sound_log() const {
    std::istringstream log(daemon_.log());
    for (std::string line; std::getline(log, line);) {
      EXPECT_TRUE(line.size() > 8 && line.substr(1, 7) == " event=") << line;
      EXPECT_EQ(line.find_first_of("\r\x1b\x07"), std::string::npos) << line;
    }
    EXPECT_EQ(daemon_.log().find("\nE event=serve.stopped"), std::string::npos);
  }

  SlapdProcess slapd_;
  DaemonProcess daemon_{slapd_};
  ScimClient client_{daemon_.port(), daemon_.token()};
};

TEST_F(Injection, AValueIsAValueInNamesAttributesAndReferences) {
  for (const std::string& value : hostile_values()) {
    const std::size_t before = people().size();
    const auto made = client_.post("/Users", {{"userName", value},
                                              {"externalId", value},
                                              {"displayName", value},
                                              {"name", {{"familyName", value}, {"givenName", value}}},
                                              {"title", value},
                                              {"emails", {{{"type", "work"}, {"value", value}}}},
                                              {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                                               {{"manager", {{"value", value}}}, {"department", value}}},
                                              {value, value}});
    if (made.status == 400) {  // A key or value that cannot be: refused as a whole.
      EXPECT_EQ(people().size(), before) << value;
      continue;
    }
    ASSERT_EQ(made.status, 201) << value << made.body;
    EXPECT_EQ(people().size(), before + 1) << value;
    EXPECT_EQ(made.body["userName"], value);
    EXPECT_EQ(made.body["displayName"], value);
    // It stands directly below its base, whatever it says.
    std::size_t with_value = 0;
    for (const auto& entry : people()) {
      EXPECT_EQ(entry.dn.parent(), *ldap::Dn::parse("ou=people,dc=example,dc=org")) << entry.dn.text();
      const auto uids = ldap::values_of(entry.attributes, "uid");
      if (uids == ldap::Values{value}) ++with_value;
    }
    EXPECT_EQ(with_value, 1u) << value;
    EXPECT_TRUE(entries("ou=groups,dc=example,dc=org").empty());
  }
  expect_sound_log();
}

TEST_F(Injection, AFilterFindsWhatItNamesAndNothingElse) {
  client_.post("/Users", {{"userName", "bystander"}, {"externalId", "bystander"}});
  for (const std::string& value : hostile_values()) {
    const auto found = client_.filter("/Users", "userName eq " + json(value).dump());
    EXPECT_EQ(found.status, 200) << value << found.body;
    EXPECT_EQ(found.body["totalResults"], 0) << value;
    const auto raw = client_.filter("/Users", "userName eq \"" + value + "\"");
    EXPECT_TRUE(raw.status == 200 || raw.status == 400) << value;
  }
  expect_sound_log();
}

TEST_F(Injection, AGroupIsNamedAndListsMembersByValuesOnly) {
  for (const std::string& value : hostile_values()) {
    const auto made =
        client_.post("/Groups", {{"displayName", value},
                                 {"externalId", value},
                                 {"members", {{{"value", value}, {"display", value}}, {{"value", "*"}}}}});
    EXPECT_TRUE(made.status == 201 || made.status == 400) << value << made.body;
    for (const auto& entry : entries("ou=groups,dc=example,dc=org")) {
      EXPECT_EQ(entry.dn.parent(), *ldap::Dn::parse("ou=groups,dc=example,dc=org"));
      EXPECT_EQ(ldap::values_of(entry.attributes, "member"), ldap::Values{"cn=empty,dc=example,dc=org"});
    }
  }
  expect_sound_log();
}

TEST_F(Injection, APathOrHeaderMakesNoHeaderAndNoLogLine) {
  for (const std::string& value : hostile_values()) {
    HttpClient client(daemon_.port());
    const auto answer = client.ask(http_request(
        "GET", "/scim/v2/Users/" + percent_encode(value) + "?attributes=" + percent_encode(value),
        "Authorization: Bearer " + daemon_.token() + "\r\n"));
    ASSERT_TRUE(answer) << value;
    EXPECT_TRUE(answer->status == 404 || answer->status == 400 || answer->status == 405)
        << value << answer->status;
    EXPECT_FALSE(answer->header("Set-Cookie"));
    EXPECT_FALSE(answer->header("X-Evil"));
    EXPECT_TRUE(json::accept(answer->body)) << answer->body;
  }
  for (const char* header :
       {"User-Agent: x\tE event=forged\r\n", "X-Forwarded-For: 1.2.3.4\tevent=forged\r\n",
        "Host: evil\"}\r\n", "Authorization: Bearer x\" event=\"forged\r\n"}) {
    HttpClient client(daemon_.port());
    const auto answer = client.ask("GET /scim/v2/Users HTTP/1.1\r\n" +
                                   std::string(std::string(header).starts_with("Host") ? "" : "Host: h\r\n") +
                                   header + "\r\n");
    if (answer) {
      EXPECT_TRUE(answer->status == 401 || answer->status == 400) << header;
    }
  }
  EXPECT_EQ(daemon_.log().find(" event=forged"), std::string::npos);
  expect_sound_log();
}

TEST_F(Injection, TheAuditTrailIsLdifWhateverWasPushed) {
  std::vector<std::string> ids;
  for (const std::string& value : hostile_values()) {
    const auto made =
        client_.post("/Users", {{"userName", value}, {"externalId", value}, {"displayName", value}});
    if (made.status == 201) ids.push_back(made.body["id"]);
  }
  ASSERT_GT(ids.size(), 20u);
  daemon_.stop();
  const auto store = store::Store::open(daemon_.state_folder() + "/state.db", 1);
  ASSERT_TRUE(store);
  for (const std::string& id : ids) {
    const auto trail = (*store)->read([&](const store::Reader& reader) { return reader.audit({id}); });
    ASSERT_TRUE(trail);
    ASSERT_EQ(trail->size(), 1u);
    std::istringstream ldif("\n" + trail->front().ldif);
    std::string names, changes;
    for (std::string line; std::getline(ldif, line);) {
      if (line.starts_with("dn:")) names += "dn ";
      if (line.starts_with("changetype:")) changes += line + " ";
      EXPECT_EQ(line.find('\r'), std::string::npos);
    }
    EXPECT_EQ(names, "dn ") << trail->front().ldif;
    EXPECT_EQ(changes, "changetype: add ") << trail->front().ldif;
  }
}

}  // namespace
}  // namespace bridge
