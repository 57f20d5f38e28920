// What OpenLDAP does and a directory without a schema cannot: refusals, limits, overlays, LDIF, restarts.
#include <gtest/gtest.h>

#include "ldap/ldif.h"
#include "ldap/libldap_session.h"
#include "ldap/pool.h"
#include "support/slapd_process.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;
using ldap::Dn;
using ldap::Entry;
using ldap::Failure;
using Kind = Failure::Kind;
using Change = ldap::Modification::Kind;

Dn dn(const std::string& text) { return *Dn::parse(text); }

Entry person(const std::string& uid) {
  return {*Dn::child({{"uid", uid}}, dn("ou=people,dc=example,dc=org")),
          {{"objectClass", {"inetOrgPerson"}}, {"uid", {uid}}, {"cn", {"Jo"}}, {"sn", {"Ex"}}}};
}

Entry group(const std::string& name, ldap::Values members) {
  return {*Dn::child({{"cn", name}}, dn("ou=groups,dc=example,dc=org")),
          {{"objectClass", {"groupOfNames"}}, {"cn", {name}}, {"member", std::move(members)}}};
}

Failure failure_of(const auto& outcome) {
  EXPECT_FALSE(outcome);
  return outcome ? Failure{} : outcome.error();
}

ldap::Values values(ldap::Session& session, const Dn& name, const std::string& attribute) {
  auto entry = session.read(name, {attribute});
  EXPECT_TRUE(entry && *entry);
  return entry && *entry ? (*entry)->attributes[attribute] : ldap::Values{};
}

TEST(Slapd, NamesTheAttributeItRefuses) {
  const SlapdProcess slapd;
  const auto session = slapd.open();
  const auto refused_for = [&](const ldap::AttributeName& attribute, const ldap::Values& given) {
    Entry entry = person("jo");
    entry.attributes[attribute] = given;
    const Failure failure = failure_of(session->add(entry));
    EXPECT_EQ(failure.kind, Kind::refused) << failure.message;
    return failure.attribute;
  };
  EXPECT_EQ(refused_for("mail", {"jö@x.org"}), ldap::AttributeName("mail"));
  EXPECT_EQ(refused_for("sn", {}), ldap::AttributeName("sn"));
  EXPECT_EQ(refused_for("uidNumber", {"5"}), ldap::AttributeName("uidNumber"));
  EXPECT_EQ(refused_for("nonsense", {"5"}), ldap::AttributeName("nonsense"));
  EXPECT_EQ(refused_for("displayName", {"a", "b"}), ldap::AttributeName("displayName"));
}

TEST(Slapd, SaysWhyItRefusedAModify) {
  const SlapdProcess slapd;
  const auto session = slapd.open();
  ASSERT_TRUE(session->add(group("eng", {"cn=a,dc=example,dc=org"})));
  const ldap::Modifications none = {{Change::replace, "member", {}}};
  EXPECT_EQ(failure_of(session->modify(group("eng", {}).dn, none, {})).message,
            "modifying 'cn=eng,ou=groups,dc=example,dc=org': Object class violation (object class "
            "'groupOfNames' requires attribute 'member')");
}

TEST(Slapd, CannotRemoveOneValueWithoutAnEqualityRule) {
  const SlapdProcess slapd;
  const auto session = slapd.open();
  Entry jo = person("jo");
  jo.attributes["jpegPhoto"] = {"a", "b"};
  ASSERT_TRUE(session->add(jo));
  const ldap::Modifications one = {{Change::remove, "jpegPhoto", {"a"}}};
  const Failure failure = failure_of(session->modify(jo.dn, one, {}));
  EXPECT_EQ(failure.kind, Kind::no_equality_rule);
  EXPECT_EQ(failure.attribute, ldap::AttributeName("jpegPhoto"));
}

TEST(Slapd, TellsAValueThatIsNotUnique) {
  const SlapdProcess slapd({.overlays = {"unique"}});
  const auto session = slapd.open();
  Entry first = person("a"), second = person("b");
  first.attributes["mail"] = second.attributes["mail"] = {"same@x.org"};
  ASSERT_TRUE(session->add(first));
  EXPECT_EQ(failure_of(session->add(second)).kind, Kind::not_unique);
}

TEST(Slapd, FailsASearchThatMeetsALimit) {
  const SlapdProcess slapd({.tcp = true, .global_config = "sizelimit 3\n"});
  const auto admin = slapd.open();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(admin->add(person("p" + std::to_string(i))));
  ldap::Settings settings = slapd.tcp_settings();
  settings.bind_dn.clear();  // The root DN has no limits.
  auto session = ldap::open_session(settings, system_clock(), system_clock().steady_now() + 10s);
  ASSERT_TRUE(session) << session.error().message;
  for (const int page_size : {0, 2}) {
    const Failure failure = failure_of((*session)->search(
        {.base = dn("ou=people,dc=example,dc=org"), .scope = ldap::Scope::one_level, .page_size = page_size},
        [](Entry&&) { return true; }));
    EXPECT_EQ(failure.kind, Kind::denied) << failure.message;
    EXPECT_NE(failure.message.find("Size limit"), std::string::npos) << failure.message;
  }
  EXPECT_TRUE((*session)->alive());
}

TEST(Slapd, DeniesWhatAnonymousMayNot) {
  const SlapdProcess slapd({.tcp = true});
  ldap::Settings settings = slapd.tcp_settings();
  settings.bind_dn.clear();
  auto session = ldap::open_session(settings, system_clock(), system_clock().steady_now() + 10s);
  ASSERT_TRUE(session);
  EXPECT_EQ(failure_of((*session)->add(person("jo"))).kind, Kind::denied);
  EXPECT_TRUE((*session)->alive());
}

TEST(Slapd, KeepsReferencesWithItsOverlays) {
  const SlapdProcess slapd({.overlays = {"memberof", "refint"}});
  const auto session = slapd.open();
  const Entry jo = person("jo");
  ASSERT_TRUE(session->add(jo));
  ASSERT_TRUE(session->add(group("eng", {jo.dn.text(), "cn=x,dc=example,dc=org"})));
  EXPECT_EQ(values(*session, jo.dn, "memberOf").size(), 1U);
}

TEST(Slapd, AddsAlsoWhereWeMayNotSeeTheUuid) {
  const SlapdProcess slapd({.tcp = true,
                            .global_config = "allow update_anon\n",
                            .database_config = "access to attrs=entryUUID by * none\n"
                                               "access to * by * write\n"});
  ldap::Settings settings = slapd.tcp_settings();
  settings.bind_dn.clear();
  auto session = ldap::open_session(settings, system_clock(), system_clock().steady_now() + 10s);
  ASSERT_TRUE(session);
  auto uuid = (*session)->add(person("jo"));
  ASSERT_TRUE(uuid) << uuid.error().message;
  EXPECT_EQ(*uuid, "");
}

TEST(Slapd, TakesTheLdifWeWrite) {
  const SlapdProcess slapd;
  const auto session = slapd.open();
  Entry jo = person("jö, ex");
  jo.attributes["description"] = {" leading", "two\nlines", std::string(300, 'x'), "-", "dn: x"};
  const ldap::Modifications changes = {{Change::replace, "sn", {"Nëw"}}, {Change::add, "mail", {"a@x.org"}}};
  const TempDir dir;
  write_file(dir / "changes.ldif",
             to_ldif(jo) + to_ldif(jo.dn, changes) +
                 ldap::rename_to_ldif(jo.dn, {{"uid", "joe"}}, dn("ou=groups,dc=example,dc=org")));
  write_file(dir / "password", SlapdProcess::kPassword);
  run_command({"ldapmodify", "-H", slapd.ldapi_uri(), "-x", "-D", SlapdProcess::kRootDn, "-y",
               dir / "password", "-f", dir / "changes.ldif"});
  const Dn joe = dn("uid=joe,ou=groups,dc=example,dc=org");
  EXPECT_EQ(values(*session, joe, "sn"), ldap::Values{"Nëw"});
  EXPECT_EQ(values(*session, joe, "description").size(), 5U);
  write_file(dir / "changes.ldif", ldap::remove_to_ldif(joe));
  run_command({"ldapmodify", "-H", slapd.ldapi_uri(), "-x", "-D", SlapdProcess::kRootDn, "-y",
               dir / "password", "-f", dir / "changes.ldif"});
  auto gone = session->read(joe, {});
  ASSERT_TRUE(gone);
  EXPECT_FALSE(*gone);
}

TEST(Slapd, ComesBackWithItsData) {
  SlapdProcess slapd({.tcp = true});
  ldap::Pool pool(
      [&](SteadyTime deadline) { return ldap::open_session(slapd.tcp_settings(), system_clock(), deadline); },
      2, system_clock());
  const auto in_time = [] { return system_clock().steady_now() + 10s; };
  {
    auto lease = pool.lease(in_time());
    ASSERT_TRUE(lease) << lease.error().message;
    ASSERT_TRUE((*lease)->add(person("jo")));
  }
  slapd.stop();
  EXPECT_FALSE(pool.lease(in_time()));
  EXPECT_FALSE(pool.healthy());
  slapd.restart();
  auto lease = pool.lease(in_time());
  ASSERT_TRUE(lease) << lease.error().message;
  EXPECT_EQ(values(**lease, person("jo").dn, "sn"), ldap::Values{"Ex"});
}

}  // namespace
}  // namespace bridge::testing
