// The schema we ship for ids in the directory, loaded into slapd both ways.
#include <gtest/gtest.h>

#include <filesystem>

#include "support/child_process.h"
#include "support/places.h"
#include "support/slapd_process.h"
#include "support/temp_dir.h"

namespace bridge::testing {
namespace {

using ldap::Entry;

Entry group_with_ids(const ldap::Values& ids) {
  return {*ldap::Dn::parse("cn=eng,ou=groups,dc=example,dc=org"),
          {{"objectClass", {"groupOfNames", "scimLdapBridgeObject"}},
           {"cn", {"eng"}},
           {"member", {"cn=nobody"}},
           {"scimId", ids},
           {"scimExternalId", {"Ab"}}}};
}

TEST(ShippedSchema, GivesAnyEntryAPlaceForIds) {
  const SlapdProcess slapd(
      {.global_config = "include " + shipped("packaging/schema/scim-ldap-bridge.schema")});
  const auto session = slapd.open();
  ASSERT_TRUE(session->add(group_with_ids({"2819c223"})));
  const auto found = [&](const std::string& id) {
    int count = 0;
    auto done = session->search({.base = *ldap::Dn::parse(SlapdProcess::kSuffix),
                                 .scope = ldap::Scope::subtree,
                                 .filter = ldap::Filter::equals("scimExternalId", id)},
                                [&](Entry&&) { return ++count > 0; });
    EXPECT_TRUE(done);
    return count;
  };
  EXPECT_EQ(found("Ab"), 1);
  EXPECT_EQ(found("ab"), 0);
}

TEST(ShippedSchema, HoldsOneId) {
  const SlapdProcess slapd(
      {.global_config = "include " + shipped("packaging/schema/scim-ldap-bridge.schema")});
  const auto refused = slapd.open()->add(group_with_ids({"1", "2"}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().attribute, ldap::AttributeName("scimId"));
}

// A server's configuration with the schemas that come before one, and that one behind them.
void load_into_config(const std::vector<std::string>& schemas, const std::string& ldif) {
  const TempDir dir;
  std::filesystem::create_directory(dir / "config");
  std::string config =
      "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n\n"
      "dn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n\n";
  for (const std::string& schema : schemas)
    config += "include: file:///etc/ldap/schema/" + schema + ".ldif\n\n";
  write_file(dir / "config.ldif", config + "include: file://" + shipped(ldif) + "\n");
  run_command({"/usr/sbin/slapadd", "-n", "0", "-F", dir / "config", "-l", dir / "config.ldif"});
  run_command({"/usr/sbin/slaptest", "-F", dir / "config"});
}

TEST(ShippedSchema, LoadsIntoTheConfigDatabase) {
  load_into_config({"core"}, "packaging/schema/scim-ldap-bridge.ldif");
}

TEST(ShippedSchema, ForPosixGroupsThatListDnsLoadsInThePlaceOfNis) {
  load_into_config({"core", "cosine"}, "packaging/schema/rfc2307bis.ldif");
  EXPECT_THROW(load_into_config({"core", "cosine", "nis"}, "packaging/schema/rfc2307bis.ldif"),
               std::runtime_error);
}

}  // namespace
}  // namespace bridge::testing
