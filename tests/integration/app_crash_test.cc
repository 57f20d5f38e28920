#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scim/json.h"
#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/places.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::ScimClient;
using testing::ScimResponse;
using testing::SlapdProcess;

// Every instant at which the write order of one change can be cut.
const char* const kFaultPoints[] = {
    "store.before_commit", "store.after_commit", "journal.begun",         "journal.before_finish",
    "journal.finished",    "applier.stopped",    "journal.before_forget", "journal.forgotten",
    "journal.turned_back", "applier.undone",     "references.written",
};

// The shipped mapping, but that a bad mail address is a reason to refuse: a change that is half done by then
// must be taken back.
std::string strict_mapping() {
  std::string text = testing::read_file(testing::shipped("mappings/openldap-inetorgperson.toml"));
  const std::string lenient = "mail = '${emails[type eq \"work\"].value:-${emails.value}}'";
  const auto at = text.find(lenient);
  if (at == std::string::npos) throw std::runtime_error("the shipped mapping has another rule for mail");
  return text.replace(at, lenient.size(), "mail = { from = 'emails.value', on_invalid = \"reject\" }");
}

// A client that repeats what got no answer, as Entra does, and believes only answers.
class PatientClient {
 public:
  PatientClient(DaemonProcess& daemon) : daemon_(daemon), client_(daemon.port(), daemon.token()) {}

  ScimResponse until_answered(const std::function<ScimResponse(ScimClient&)>& request) {
    for (int attempt = 0; attempt < 5; ++attempt) {
      auto response = request(client_);
      if (response.status != 0 && response.status != 503) return response;
      if (response.status == 0) {
        ++deaths_;
        daemon_.wait_for_death();
        daemon_.start();
      }
    }
    return {};
  }

  int deaths() const { return deaths_; }

 private:
  DaemonProcess& daemon_;
  ScimClient client_;
  int deaths_ = 0;
};

// The death comes before the Nth arrival at the point, so that every use of it in the conversation is cut
// once.
class Crash : public ::testing::TestWithParam<const char*> {};

TEST_P(Crash, LosesNothingThatWasAnswered) {
  SlapdProcess slapd;
  const testing::TempDir folder;
  testing::write_file(folder / "strict.toml", strict_mapping());
  DaemonProcess daemon(slapd, {.mapping = folder / "strict.toml"});
  int deaths = 0;
  auto session = slapd.open();
  auto exists = [&](const std::string& dn) {
    return (*session->read(*ldap::Dn::parse(dn), {"*"})).has_value();
  };
  auto values = [&](const std::string& dn, const char* name) {
    return (*session->read(*ldap::Dn::parse(dn), {"*"}))->attributes[name];
  };
  for (int arrival = 1; arrival <= 6; ++arrival) {
    const std::string n = std::to_string(arrival);
    daemon.kill();
    daemon.start_with_fault(GetParam() + (":" + n));
    PatientClient client(daemon);

    // A repeat of a create that was finished meanwhile is a conflict, and the user is there to be found.
    const json body = {{"userName", "jo" + n}, {"externalId", "jo" + n}, {"displayName", "Jo"}};
    const auto made = client.until_answered([&](ScimClient& c) { return c.post("/Users", body); });
    ASSERT_TRUE(made.status == 201 || made.status == 409) << made.status << made.body;
    const auto found = client.until_answered(
        [&](ScimClient& c) { return c.filter("/Users", "userName eq \"jo" + n + "\""); });
    ASSERT_EQ(found.body["totalResults"], 1) << n;
    const std::string id = found.body["Resources"][0]["id"];
    EXPECT_EQ(values("uid=jo" + n + ",ou=people,dc=example,dc=org", "cn"), ldap::Values{"Jo"});

    const std::string group_name = "staff" + n;
    client.until_answered([&](ScimClient& c) { return c.post("/Groups", {{"displayName", group_name}}); });
    const auto groups = client.until_answered(
        [&](ScimClient& c) { return c.filter("/Groups", "displayName eq \"" + group_name + "\""); });
    ASSERT_EQ(groups.body["totalResults"], 1) << n;
    const std::string group = groups.body["Resources"][0]["id"];
    const json add = {{{"op", "add"}, {"path", "members"}, {"value", {{{"value", id}}}}}};
    EXPECT_EQ(client.until_answered([&](ScimClient& c) { return c.patch("/Groups/" + group, add); }).status,
              204);

    // A rename together with a value that the directory refuses for good: the rename is taken back.
    const json refused = {
        {{"op", "replace"},
         {"value", {{"externalId", "never" + n}, {"emails", {{{"value", "j\u00f6@example.org"}}}}}}}};
    EXPECT_EQ(client.until_answered([&](ScimClient& c) { return c.patch("/Users/" + id, refused); }).status,
              400);
    EXPECT_TRUE(exists("uid=jo" + n + ",ou=people,dc=example,dc=org"));
    EXPECT_FALSE(exists("uid=never" + n + ",ou=people,dc=example,dc=org"));

    // A rename that references must follow.
    const json rename = {
        {{"op", "replace"}, {"value", {{"externalId", "moved" + n}, {"displayName", "New"}}}}};
    EXPECT_EQ(client.until_answered([&](ScimClient& c) { return c.patch("/Users/" + id, rename); }).status,
              200);
    client.until_answered([&](ScimClient& c) { return c.get("/Users/" + id); });
    const std::string dn = "uid=moved" + n + ",ou=people,dc=example,dc=org";
    EXPECT_EQ(values(dn, "cn"), ldap::Values{"New"});

    // A name that others hold: refused, and what was begun is taken back.
    client.until_answered([&](ScimClient& c) { return c.post("/Groups", {{"displayName", "other" + n}}); });
    ASSERT_TRUE(session->add({*ldap::Dn::parse("cn=foreign" + n + ",ou=groups,dc=example,dc=org"),
                              {{"objectClass", {"organizationalRole"}}, {"cn", {"foreign" + n}}}}));
    const json clash = {{{"op", "replace"}, {"path", "displayName"}, {"value", "foreign" + n}}};
    EXPECT_EQ(client.until_answered([&](ScimClient& c) { return c.patch("/Groups/" + group, clash); }).status,
              409);
    EXPECT_TRUE(exists("cn=" + group_name + ",ou=groups,dc=example,dc=org"));

    auto open = [&](const char* what) {
      return (*scim::parse_json(daemon.run({"status", "--json"}).out))[what];
    };
    EXPECT_TRUE(
        testing::eventually([&] { return open("dirty_references") == 0 && open("open_intents") == 0; }));
    EXPECT_EQ(values("cn=" + group_name + ",ou=groups,dc=example,dc=org", "member"), ldap::Values{dn});

    const auto gone = client.until_answered([&](ScimClient& c) { return c.remove("/Users/" + id); });
    EXPECT_TRUE(gone.status == 204 || gone.status == 404);
    EXPECT_FALSE(exists(dn));
    deaths += client.deaths();
  }
  EXPECT_GT(deaths, 0) << "the conversation never comes by this point";
}

INSTANTIATE_TEST_SUITE_P(AtEveryPoint, Crash, ::testing::ValuesIn(kFaultPoints), [](const auto& point) {
  std::string name = point.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

}  // namespace
}  // namespace bridge
