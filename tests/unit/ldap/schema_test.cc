#include "ldap/schema.h"

#include <gtest/gtest.h>

namespace bridge::ldap {
namespace {

// As slapd 2.5 prints them.
const Schema& openldap() {
  static const Schema schema = Schema::parse(
      {{"( 2.5.4.0 NAME 'objectClass' EQUALITY objectIdentifierMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 )",
        "( 2.5.4.41 NAME 'name' DESC 'RFC4519: common supertype of name attributes' EQUALITY caseIgnoreMatch "
        "SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{32768} )",
        "( 2.5.4.3 NAME ( 'cn' 'commonName' ) DESC 'RFC4519: common name(s)' SUP name )",
        "( 2.5.4.4 NAME ( 'sn' 'surname' ) DESC 'RFC2256: last name' SUP name )",
        "( 2.5.4.6 NAME ( 'c' 'countryName' ) SUP name SYNTAX 1.3.6.1.4.1.1466.115.121.1.11 SINGLE-VALUE )",
        "( 2.5.4.35 NAME 'userPassword' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40{128} "
        ")",
        "( 2.5.4.13 NAME 'description' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{1024} )",
        "( 2.16.840.1.113730.3.1.241 NAME 'displayName' EQUALITY caseIgnoreMatch SYNTAX "
        "1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )",
        "( 1.3.6.1.1.16.4 NAME 'entryUUID' EQUALITY UUIDMatch ORDERING UUIDOrderingMatch SYNTAX "
        "1.3.6.1.1.16.1 "
        "SINGLE-VALUE NO-USER-MODIFICATION USAGE directoryOperation )",
        "( 1.3.6.1.4.1.42.2.27.8.1.17 NAME 'pwdAccountLockedTime' EQUALITY generalizedTimeMatch SYNTAX "
        "1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE USAGE directoryOperation )",
        "( this is no definition"},
       {"( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )",
        "( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST ( sn $ cn ) MAY ( userPassword $ description ) )",
        "( 2.5.6.7 NAME 'organizationalPerson' SUP person STRUCTURAL MAY ( c $ 9.9.9 ) )",
        "( 2.16.840.1.113730.3.2.2 NAME 'inetOrgPerson' SUP organizationalPerson STRUCTURAL MAY displayName "
        ")",
        "( 2.5.6.4 NAME 'organization' SUP top STRUCTURAL MUST description )",
        "( 1.3.6.1.4.1.1466.101.120.111 NAME 'extensibleObject' SUP top AUXILIARY )", ""},
       {}});
  return schema;
}

TEST(Schema, FindsAttributesByAnyNameOrOid) {
  for (const char* name : {"cn", "CommonName", "2.5.4.3", "cn;lang-de"}) {
    ASSERT_TRUE(openldap().attribute(name)) << name;
    EXPECT_EQ(openldap().attribute(name)->name(), "cn");
  }
  EXPECT_FALSE(openldap().attribute("cm"));
  EXPECT_EQ(openldap().usual("surname"), "sn");
  EXPECT_EQ(openldap().usual("nothing"), "nothing");
}

TEST(Schema, LetsAttributesInheritSyntaxAndEquality) {
  EXPECT_EQ(openldap().syntax("cn"), "1.3.6.1.4.1.1466.115.121.1.15");
  EXPECT_EQ(openldap().attribute("cn")->equality, "caseIgnoreMatch");
  EXPECT_EQ(openldap().syntax("c"), "1.3.6.1.4.1.1466.115.121.1.11");
  EXPECT_EQ(openldap().syntax("nothing"), "");
}

TEST(Schema, SurvivesARingOfSupertypes) {
  const Schema ring = Schema::parse({{"( 1.1 NAME 'a' SUP b )", "( 1.2 NAME 'b' SUP a )"}, {}, {}});
  EXPECT_EQ(ring.syntax("a"), "");
}

TEST(Schema, KnowsWhatAnAttributeCanHold) {
  EXPECT_TRUE(openldap().is_single_valued("displayname"));
  EXPECT_FALSE(openldap().is_single_valued("cn"));
  EXPECT_FALSE(openldap().is_single_valued("nothing"));
  EXPECT_TRUE(openldap().attribute("entryUUID")->no_user_modification);
  EXPECT_TRUE(openldap().attribute("entryUUID")->operational);
  EXPECT_FALSE(openldap().attribute("cn")->operational);
}

TEST(Schema, CollectsWhatClassesRequire) {
  const std::set<AttributeName> person{"cn", "sn"};
  EXPECT_EQ(openldap().must({"inetOrgPerson"}), person);
  EXPECT_EQ(openldap().must({"INETORGPERSON", "top", "unknown"}), person);
  EXPECT_EQ(openldap().must({"organization"}), std::set<AttributeName>{"description"});
}

TEST(Schema, AllowsWhatAClassOrOneAboveItNames) {
  EXPECT_TRUE(openldap().allows({"inetOrgPerson"}, "displayName"));
  EXPECT_TRUE(openldap().allows({"inetOrgPerson"}, "surname"));
  EXPECT_TRUE(openldap().allows({"inetOrgPerson"}, "description;lang-de"));
  EXPECT_FALSE(openldap().allows({"person"}, "displayName"));
  EXPECT_FALSE(openldap().allows({"inetOrgPerson"}, "nothing"));
  EXPECT_TRUE(openldap().allows({"person", "extensibleObject"}, "displayName"));
}

TEST(Schema, AllowsOperationalAttributesAnywhere) {
  EXPECT_TRUE(openldap().allows({"person"}, "pwdAccountLockedTime"));
}

TEST(Schema, FindsTheStructuralClassesOfAnEntry) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(openldap().structural({"top", "person", "inetOrgPerson"}), Names{"inetOrgPerson"});
  EXPECT_EQ(openldap().structural({"inetorgperson", "organization"}),
            (Names{"inetOrgPerson", "organization"}));
  EXPECT_EQ(openldap().structural({"extensibleObject"}), Names{});
}

TEST(Schema, CountsDefinitionsThatCannotBeRead) { EXPECT_EQ(openldap().unreadable(), 2U); }

// Active Directory attaches auxiliary classes this way.
TEST(Schema, ReadsContentRules) {
  const Schema schema = Schema::parse(
      {{"( 1.1 NAME 'cn' SYNTAX 1.2 )", "( 1.2 NAME 'sAMAccountName' SYNTAX 1.2 )",
        "( 1.3 NAME 'mail' SYNTAX 1.2 )", "( 1.4 NAME 'street' SYNTAX 1.2 )"},
       {"( 2.1 NAME 'person' STRUCTURAL MUST cn MAY street )", "( 2.2 NAME 'user' SUP person STRUCTURAL )"},
       {"( 2.2 NAME 'user' MUST sAMAccountName MAY mail NOT street )", "( broken"}});
  EXPECT_EQ(schema.must({"user"}), (std::set<AttributeName>{"cn", "sAMAccountName"}));
  EXPECT_TRUE(schema.allows({"user"}, "mail"));
  EXPECT_FALSE(schema.allows({"user"}, "street"));
  EXPECT_TRUE(schema.allows({"person"}, "street"));
  EXPECT_EQ(schema.unreadable(), 1U);
}

}  // namespace
}  // namespace bridge::ldap
