#include "ldap/dn.h"

#include <gtest/gtest.h>

namespace bridge::ldap {
namespace {

Dn dn(std::string_view text) {
  auto parsed = Dn::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : Dn();
}

const std::string kHostile[] = {"a,b",
                                "a+b",
                                "a\"b",
                                "a\\b",
                                "a<b>c",
                                "a;b",
                                "a=b",
                                "#a",
                                "a#",
                                " a",
                                "a ",
                                "  a  ",
                                " ",
                                "\\",
                                "a\\,b",
                                "a\\2Cb",
                                std::string("a\0b", 3),
                                std::string("\0", 1),
                                "a\nb",
                                "\x7f",
                                "ü",
                                "日本",
                                "💥",
                                "cn=x,dc=y",
                                std::string(10000, 'x'),
                                std::string(10000, ','),
                                std::string(3000, ' ') + "x"};

TEST(Dn, KeepsEveryHostileValue) {
  const Dn parent = dn("ou=people,dc=example,dc=org");
  for (const std::string& value : kHostile) {
    const auto made = Dn::child({{"cn", value}}, parent);
    ASSERT_TRUE(made) << value;
    const auto read = Dn::parse(made->text());
    ASSERT_TRUE(read) << made->text();
    EXPECT_EQ(*read, *made) << value;
    EXPECT_EQ(made->rdn(), (Rdn{{"cn", value}})) << made->text();
    EXPECT_EQ(read->rdn(), (Rdn{{"cn", value}})) << made->text();
    EXPECT_EQ(made->parent(), parent) << value;
    EXPECT_TRUE(made->is_below(parent)) << value;
  }
}

TEST(Dn, TellsHostileValuesApart) {
  const Dn parent = dn("dc=org");
  EXPECT_NE(*Dn::child({{"cn", "a,b"}}, parent), *Dn::child({{"cn", "a\\,b"}}, parent));
  EXPECT_NE(*Dn::child({{"cn", "x,dc=y"}}, parent), dn("cn=x,dc=y,dc=org"));
}

TEST(Dn, KeepsEachPartOfARdnOfSeveral) {
  const Rdn rdn = {{"cn", "a+b"}, {"uid", "c,d"}};
  const auto made = Dn::child(rdn, dn("dc=org"));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->rdn(), rdn);
}

TEST(Dn, IsTheSameInAnyOrderOfARdn) {
  EXPECT_EQ(dn("cn=a+uid=b,dc=org"), dn("UID=B+CN=A,dc=org"));
  EXPECT_NE(dn("cn=a+uid=b,dc=org"), dn("cn=b+uid=a,dc=org"));
}

TEST(Dn, DoesNotCareForCaseSpacesAndEscapeForms) {
  const char* const same[] = {"cn=Jo Ex,dc=Example,dc=org",        "CN=jo ex, DC=example , dc=ORG",
                              "cn = JO   EX ,dc=example,dc=org",   "cn=\\4ao Ex,dc=example,dc=org",
                              "cn=Jo\\20Ex,dc=example,dc=org",     "cn=#04054A6F204578,dc=example,dc=org",
                              "cn=\\20Jo Ex\\20,dc=example,dc=org"};
  for (const char* text : same) EXPECT_EQ(dn(text), dn(same[0])) << text;
  EXPECT_EQ(dn("cn=ÜBER,dc=org"), dn("cn=über,dc=org"));
  EXPECT_EQ(dn("cn=u\xcc\x88,dc=org"), dn("cn=\xc3\xbc,dc=org"));  // Composed and decomposed.
}

TEST(Dn, PrintsAsItWasWritten) {
  EXPECT_EQ(dn("CN=Jo Ex,dc=Example").text(), "CN=Jo Ex,dc=Example");
  EXPECT_EQ(dn("CN=Jo Ex,dc=Example").normal(), "cn=jo ex,dc=example");
}

TEST(Dn, RefusesWhatIsNoName) {
  for (const std::string& text :
       {std::string("x"), std::string("cn"), std::string("=a"), std::string("cn=a,,dc=b"),
        std::string("cn=a,"), std::string("cn=a\\"), std::string("cn=#zz"), std::string("cn=a\0,dc=b", 9),
        std::string("cn=a+"), std::string("cn=\"a")}) {
    const auto parsed = Dn::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, Error::Code::invalid_input);
    EXPECT_NE(parsed.error().message.find(text), std::string::npos);
  }
}

TEST(Dn, RefusesAnEmptyOrUnreadableChild) {
  const Dn parent = dn("dc=org");
  for (const Rdn& rdn : {Rdn{}, Rdn{{"cn", ""}}, Rdn{{"", "a"}}, Rdn{{"cn", "a"}, {"uid", ""}},
                         Rdn{{"cn", "\xff"}}, Rdn{{"c n", "a"}}, Rdn{{"cn=x,dc", "a"}}}) {
    const auto made = Dn::child(rdn, parent);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Error::Code::invalid_input);
    EXPECT_EQ(to_text(rdn), "");
  }
}

TEST(Dn, OfTheRootIsEmpty) {
  EXPECT_TRUE(dn("").empty());
  EXPECT_EQ(dn(""), Dn());
  EXPECT_EQ(dn("dc=org").parent(), Dn());
  EXPECT_EQ(Dn::child({{"dc", "org"}}, Dn())->text(), "dc=org");
}

TEST(Dn, IsBelowItsAncestorsOnly) {
  const Dn jo = dn("cn=jo,ou=people,dc=org");
  EXPECT_TRUE(jo.is_below(dn("OU=People,dc=org")));
  EXPECT_TRUE(jo.is_below(dn("dc=org")));
  EXPECT_TRUE(jo.is_below(Dn()));
  EXPECT_FALSE(jo.is_below(jo));
  EXPECT_FALSE(jo.is_below(dn("ou=groups,dc=org")));
  EXPECT_FALSE(dn("dc=org").is_below(jo));
  EXPECT_FALSE(Dn().is_below(Dn()));
}

TEST(Dn, IsNotBelowWhatOnlyLooksLikeAnEnd) {
  EXPECT_FALSE(Dn::child({{"cn", "a,dc=org"}}, Dn())->is_below(dn("dc=org")));
  EXPECT_FALSE(dn("cn=xdc=org").is_below(dn("dc=org")));
  EXPECT_FALSE(dn("cn=a+dc=org").is_below(dn("dc=org")));
}

TEST(Dn, KeepsTheSpaceOfAValueThatIsNothingElse) {
  EXPECT_NE(*Dn::child({{"cn", " "}}, Dn()), *Dn::child({{"cn", "x"}}, Dn()));
  EXPECT_EQ(*Dn::child({{"cn", " "}}, Dn()), *Dn::child({{"cn", "   "}}, Dn()));
}

TEST(Dn, SurvivesManyParts) {
  std::string text = "dc=x";
  for (int i = 0; i < 2000; ++i) text += ",dc=x";
  EXPECT_EQ(dn(text).parent().text().size(), text.size() - 5);
}

}  // namespace
}  // namespace bridge::ldap
