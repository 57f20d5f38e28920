#include "ldap/filter.h"

#include <gtest/gtest.h>

namespace bridge::ldap {
namespace {

TEST(LdapFilter, IsWrittenAsRfc4515Says) {
  const Filter uid = Filter::equals("uid", "jo"), mail = Filter::present("mail");
  EXPECT_EQ(uid.text(), "(uid=jo)");
  EXPECT_EQ(mail.text(), "(mail=*)");
  EXPECT_EQ(Filter::all_of({uid, Filter::any_of({mail, uid})}).text(), "(&(uid=jo)(|(mail=*)(uid=jo)))");
  EXPECT_EQ(Filter::all_of({}).text(), "(&)");
  EXPECT_EQ(Filter::equals("uid", "").text(), "(uid=)");
}

TEST(LdapFilter, LetsNoValueChangeItsMeaning) {
  EXPECT_EQ(Filter::equals("cn", "*").text(), "(cn=\\2A)");
  EXPECT_EQ(Filter::equals("cn", "a)(uid=*").text(), "(cn=a\\29\\28uid=\\2A)");
  EXPECT_EQ(Filter::equals("cn", "\\2a").text(), "(cn=\\5C2a)");
  EXPECT_EQ(Filter::equals("cn", std::string_view("a\0b", 3)).text(), "(cn=a\\00b)");
}

TEST(LdapFilter, TakesAnyBytes) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  const std::string text = Filter::equals("x", bytes).text();
  for (const char special : {'\0', '*'}) EXPECT_EQ(text.find(special), std::string::npos);
  EXPECT_EQ(text.find(')'), text.size() - 1);
  EXPECT_EQ(text.rfind('('), 0U);
}

}  // namespace
}  // namespace bridge::ldap
