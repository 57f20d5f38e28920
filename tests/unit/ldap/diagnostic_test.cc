#include "ldap/diagnostic.h"

#include <gtest/gtest.h>

namespace bridge::ldap {
namespace {

struct Case {
  const char* diagnostic;
  const char* attribute;
};

const Case kCases[] = {
    // OpenLDAP
    {"mail: value #0 invalid per syntax", "mail"},
    {"object class 'person' requires attribute 'sn'", "sn"},
    {"attribute 'foo' not allowed", "foo"},
    {"attribute 'x-y' cannot have multiple values", "x-y"},
    {"attribute 'jpegPhoto;binary' provided more than once", "jpegPhoto;binary"},
    {"modify/delete: employeeType: no equality matching rule", "employeeType"},
    {"modify/add: member: value #0 already exists", "member"},
    {"employeeType: no equality matching rule", "employeeType"},
    {"foo: attribute type undefined", "foo"},
    {"entryUUID: no user modification allowed", "entryUUID"},
    {"value of naming attribute 'uid' is not present in entry", "uid"},
    {"add breaks constraint on mail", "mail"},
    {"some attributes not unique", ""},
    {"non-unique attributes found with (mail=a@x.org)", "mail"},
    {"non-unique attributes found with (|(mail=a@x.org)(uid=a))", ""},
    {"no objectClass attribute", ""},
    {"", ""},
    // 389 Directory Server
    {"missing attribute \"sn\" required by object class \"person\"\n", "sn"},
    {"attribute \"foo\" not allowed\n", "foo"},
    {"single-valued attribute \"uidNumber\" has multiple values\n", "uidNumber"},
    {"uidNumber: value #0 invalid per syntax\n", "uidNumber"},
    {"Another entry with the same attribute value already exists (attribute: \"mail\")", "mail"},
    {"unknown object class \"x\"\n", ""},
    // Active Directory
    {"00000057: LdapErr: DSID-0C090D8A, comment: Error in attribute conversion operation, data 0, v2580", ""},
    {"000021C8: AtrErr: DSID-03200BBA, #1:\n\t0: 000021C8: DSID-03200BBA, problem 1005 "
     "(CONSTRAINT_ATT_TYPE), "
     "data 0, Att 90290 (userPrincipalName)\n",
     "userPrincipalName"},
    // Samba
    {"0000200B: objectclass_attrs: attribute 'employeeID' on entry 'CN=jo' contains at least one invalid "
     "value!",
     "employeeID"},
    {"0000200D: SINGLE-VALUE attribute employeeID on CN=jo specified more than once", "employeeID"},
    {"00002071: samldb: samAccountName 'jo' already in use!", "samAccountName"},
    {"0000202F: samldb: userPrincipalName 'jo@x.org' is already in use ", "userPrincipalName"},
    {"0000052D: Constraint violation - check_password_restrictions: the password is too short.", ""},
    // Text that means nothing, or means harm
    {"attribute '", ""},
    {"attribute 'unfinished", ""},
    {"attribute 'with blanks' x", ""},
    {"a b: c", ""},
};

TEST(Diagnostic, NamesTheAttributeAtFault) {
  for (const Case& one : kCases) {
    EXPECT_EQ(attribute_at_fault(one.diagnostic), AttributeName(one.attribute)) << one.diagnostic;
  }
}

TEST(Diagnostic, OfGreatLengthIsRead) {
  const std::string text = std::string(1 << 20, 'x') + " attribute 'foo' not allowed";
  EXPECT_EQ(attribute_at_fault(text), AttributeName("foo"));
}

TEST(Diagnostic, SaysMoreThanItsCode) {
  using Kind = Failure::Kind;
  constexpr auto kNothing = std::optional<Kind>();
  EXPECT_EQ(kind_by_text(19, "some attributes not unique"), Kind::not_unique);
  EXPECT_EQ(kind_by_text(19, "non-unique attributes found with (mail=a@x.org)"), Kind::not_unique);
  EXPECT_EQ(kind_by_text(19, "000021C7: AtrErr: DSID-03200BBA"), Kind::not_unique);
  EXPECT_EQ(kind_by_text(19, "value of unique length expected"), kNothing);
  EXPECT_EQ(kind_by_text(65, "some attributes not unique"), kNothing);
  EXPECT_EQ(kind_by_text(68, "00000524: UpdErr: DSID-031A11E2, problem 6005 (ENTRY_EXISTS), data 0"),
            Kind::not_unique);
  EXPECT_EQ(kind_by_text(68, "Entry CN=jo,DC=x already exists"), kNothing);
  EXPECT_EQ(kind_by_text(68, "00000562: UpdErr: DSID-031A11E2, problem 6005 (ENTRY_EXISTS), data 0"),
            Kind::value_exists);
  EXPECT_EQ(kind_by_text(53, "00000561: SvcErr: DSID-031A120C, problem 5003 (WILL_NOT_PERFORM), data 0"),
            Kind::no_such_value);
  EXPECT_EQ(kind_by_text(53, "Account inactivated"), kNothing);
  EXPECT_EQ(kind_by_text(16,
                         "00000057: LdapErr: DSID-0C0910B8, comment: Error in attribute conversion "
                         "operation, data 0"),
            Kind::refused);
  EXPECT_EQ(kind_by_text(16, ""), kNothing);
}

}  // namespace
}  // namespace bridge::ldap
