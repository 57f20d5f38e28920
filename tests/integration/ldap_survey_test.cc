#include <gtest/gtest.h>

#include "ldap/libldap_session.h"
#include "ldap/survey.h"
#include "support/slapd_process.h"

namespace bridge::ldap {
namespace {

using testing::SlapdProcess;
using namespace std::chrono_literals;

const Dn kPeople = *Dn::parse("ou=people,dc=example,dc=org");

// Lets the root DN of the data read cn=config, which has none of its own.
constexpr char kReadableConfig[] =
    "sortvals member\ndatabase config\naccess to * by dn.exact=\"cn=admin,dc=example,dc=org\" read\n";

// Somebody with the rights of a plain reader.
constexpr char kReader[] = "cn=reader,dc=example,dc=org";
constexpr char kReaderRights[] =
    "limits dn.exact=\"cn=reader,dc=example,dc=org\" size=2\n"
    "access to attrs=entryUUID by dn.exact=\"cn=reader,dc=example,dc=org\" none by * read\n"
    "access to attrs=userPassword by * auth\n"
    "access to * by * read\n";

Survey look(const SlapdProcess& slapd, Session& session, std::vector<Dn> bases = {kPeople}) {
  auto found = survey(session, slapd.ldapi_uri(), bases, system_clock(), 10s);
  if (!found) throw std::runtime_error(found.error().message);
  return *std::move(found);
}

std::unique_ptr<Session> open_as_reader(const SlapdProcess& slapd) {
  const auto added = slapd.open()->add({*Dn::parse(kReader),
                                        {{"objectClass", {"person"}},
                                         {"cn", {"reader"}},
                                         {"sn", {"reader"}},
                                         {"userPassword", {SlapdProcess::kPassword}}}});
  if (!added) throw std::runtime_error(added.error().message);
  Settings settings = slapd.settings();
  settings.bind_dn = kReader;
  auto session = open_session(settings, system_clock(), system_clock().steady_now() + 30s);
  if (!session) throw std::runtime_error(session.error().message);
  return *std::move(session);
}

TEST(Survey, SeesTheServerAndItsBases) {
  const SlapdProcess slapd;
  const Survey found = look(slapd, *slapd.open(), {kPeople, *Dn::parse("ou=nowhere,dc=example,dc=org")});
  EXPECT_EQ(found.traits.server, "OpenLDAP");
  EXPECT_EQ(found.traits.uuid_attribute, "entryUUID");
  EXPECT_TRUE(found.schema);
  ASSERT_EQ(found.bases.size(), 2U);
  EXPECT_TRUE(found.bases[0].exists);
  EXPECT_TRUE(found.bases[0].shows_uuid);
  EXPECT_TRUE(found.bases[0].complete);
  EXPECT_EQ(found.bases[0].entries, 1U);
  EXPECT_FALSE(found.bases[1].exists);
  EXPECT_FALSE(found.locks_accounts);
}

TEST(Survey, ReadsIndicesWhereItMay) {
  const SlapdProcess slapd({.overlays = {"memberof"}, .global_config = kReadableConfig});
  const Survey found = look(slapd, *slapd.open());
  ASSERT_TRUE(found.config);
  EXPECT_TRUE(found.config->equality_indexed.contains("entryUUID"));
  EXPECT_FALSE(found.config->equality_indexed.contains("businessCategory"));
  EXPECT_EQ(found.config->overlays, std::vector<std::string>{"memberof"});
  EXPECT_EQ(found.config->sorted, std::set<AttributeName>{"member"});
}

TEST(Survey, TakesAHiddenConfigurationForNoFailure) {
  const SlapdProcess slapd;
  EXPECT_FALSE(look(slapd, *slapd.open()).config);
}

TEST(Survey, MeetsTheLimitsAndRightsOfTheBindIdentity) {
  const SlapdProcess slapd({.database_config = kReaderRights});
  const auto reader = open_as_reader(slapd);
  const auto base = look(slapd, *reader, {*Dn::parse(SlapdProcess::kSuffix)}).bases.at(0);
  EXPECT_TRUE(base.exists);
  EXPECT_FALSE(base.shows_uuid);
  EXPECT_FALSE(base.complete);
  ASSERT_TRUE(base.refusal);
  EXPECT_NE(base.refusal->find("Size limit exceeded"), std::string::npos) << *base.refusal;
}

TEST(Survey, StopsCountingWhenTimeIsOver) {
  const SlapdProcess slapd;
  const auto found = survey(*slapd.open(), slapd.ldapi_uri(), {kPeople}, system_clock(), 0ms);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_FALSE(found->bases.at(0).complete);
  EXPECT_FALSE(found->bases.at(0).refusal);
}

TEST(Survey, FindsAPolicyThatLocksAccounts) {
  const SlapdProcess slapd({.overlays = {"ppolicy"}});
  const auto session = slapd.open();
  EXPECT_FALSE(look(slapd, *session).locks_accounts);
  const auto added = session->add({*Dn::parse("cn=default,dc=example,dc=org"),
                                   {{"objectClass", {"applicationProcess", "pwdPolicy"}},
                                    {"cn", {"default"}},
                                    {"pwdAttribute", {"userPassword"}},
                                    {"pwdLockout", {"TRUE"}}}});
  ASSERT_TRUE(added) << added.error().message;
  EXPECT_TRUE(look(slapd, *session).locks_accounts);
}

}  // namespace
}  // namespace bridge::ldap
