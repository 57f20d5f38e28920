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

TEST(Diagnostic, SpeaksOfUniqueness) {
  EXPECT_TRUE(speaks_of_uniqueness("some attributes not unique"));
  EXPECT_TRUE(speaks_of_uniqueness("non-unique attributes found with (mail=a@x.org)"));
  EXPECT_TRUE(speaks_of_uniqueness("000021C7: AtrErr: DSID-03200BBA"));
  EXPECT_FALSE(speaks_of_uniqueness("value of unique length expected"));
}

}  // namespace
}  // namespace bridge::ldap
