#include "ldap/failure.h"

#include <gtest/gtest.h>
#include <ldap.h>

namespace bridge::ldap {
namespace {

using Kind = Failure::Kind;

TEST(LdapFailure, SaysWhatWasDoneWhatCameOfItAndWhy) {
  const auto failure = make_failure(LDAP_OBJECT_CLASS_VIOLATION, "modifying 'cn=eng'",
                                    "object class 'groupOfNames' requires attribute 'member'");
  EXPECT_EQ(
      failure.message,
      "modifying 'cn=eng': Object class violation (object class 'groupOfNames' requires attribute 'member')");
  EXPECT_EQ(failure.code, 65);
  EXPECT_EQ(failure.attribute, AttributeName("member"));
  EXPECT_FALSE(failure.outcome_unknown);
}

TEST(LdapFailure, IsOneLine) {
  EXPECT_EQ(make_failure(LDAP_OTHER, "x", " a\n\tb \n").message,
            "x: Other (e.g., implementation specific) error (a b)");
  EXPECT_EQ(make_failure(LDAP_BUSY, "x", "\n").message, "x: Server is busy");
}

TEST(LdapFailure, IsSortedByWhatACallerCanDo) {
  const std::pair<int, Kind> expected[] = {
      {LDAP_NO_SUCH_OBJECT, Kind::no_such_object},
      {LDAP_ALREADY_EXISTS, Kind::already_exists},
      {LDAP_NO_SUCH_ATTRIBUTE, Kind::no_such_value},
      {LDAP_TYPE_OR_VALUE_EXISTS, Kind::value_exists},
      {LDAP_INAPPROPRIATE_MATCHING, Kind::no_equality_rule},
      {LDAP_NOT_ALLOWED_ON_NONLEAF, Kind::not_a_leaf},
      {LDAP_ASSERTION_FAILED, Kind::assertion_failed},
      {LDAP_INVALID_SYNTAX, Kind::refused},
      {LDAP_OBJECT_CLASS_VIOLATION, Kind::refused},
      {LDAP_CONSTRAINT_VIOLATION, Kind::refused},
      {LDAP_NAMING_VIOLATION, Kind::refused},
      {LDAP_INSUFFICIENT_ACCESS, Kind::denied},
      {LDAP_UNWILLING_TO_PERFORM, Kind::denied},
      {LDAP_STRONG_AUTH_REQUIRED, Kind::denied},
      {LDAP_CONFIDENTIALITY_REQUIRED, Kind::denied},
      {LDAP_REFERRAL, Kind::denied},
      {LDAP_INVALID_CREDENTIALS, Kind::denied},
      {LDAP_SIZELIMIT_EXCEEDED, Kind::denied},
      {LDAP_BUSY, Kind::unavailable},
      {LDAP_UNAVAILABLE, Kind::unavailable},
      {LDAP_SERVER_DOWN, Kind::unavailable},
      {LDAP_TIMEOUT, Kind::unavailable},
      {LDAP_FILTER_ERROR, Kind::refused},
      {4711, Kind::denied},
  };
  for (const auto& [code, kind] : expected) EXPECT_EQ(make_failure(code, "x", "").kind, kind) << code;
}

TEST(LdapFailure, OfUniquenessIsNotJustAnyConstraint) {
  EXPECT_EQ(make_failure(19, "x", "some attributes not unique").kind, Kind::not_unique);
  EXPECT_EQ(make_failure(19, "x", "Password fails quality checking policy").kind, Kind::refused);
  EXPECT_EQ(make_failure(65, "x", "some attributes not unique").kind, Kind::refused);
  const auto of_389 = make_failure(
      19, "x", "Another entry with the same attribute value already exists (attribute: \"uid\")");
  EXPECT_EQ(of_389.kind, Kind::not_unique);
  EXPECT_EQ(of_389.attribute, AttributeName("uid"));
}

TEST(LdapFailure, BecomesAnErrorOfTheHouse) {
  const auto code_of = [](int code, std::string_view text = "") {
    return make_failure(code, "x", text).to_error().code;
  };
  EXPECT_EQ(code_of(LDAP_NO_SUCH_OBJECT), Error::Code::not_found);
  EXPECT_EQ(code_of(LDAP_ALREADY_EXISTS), Error::Code::conflict);
  EXPECT_EQ(code_of(LDAP_ASSERTION_FAILED), Error::Code::precondition);
  EXPECT_EQ(code_of(LDAP_INVALID_SYNTAX), Error::Code::invalid_input);
  EXPECT_EQ(code_of(LDAP_INSUFFICIENT_ACCESS), Error::Code::unavailable);
  EXPECT_EQ(code_of(LDAP_SERVER_DOWN), Error::Code::unavailable);
  const Error taken = make_failure(19, "x", "some attributes not unique").to_error();
  EXPECT_EQ(taken.code, Error::Code::conflict);
  EXPECT_EQ(taken.keyword, "uniqueness");
  EXPECT_NE(taken.message.find("some attributes not unique"), std::string::npos);
}

}  // namespace
}  // namespace bridge::ldap
