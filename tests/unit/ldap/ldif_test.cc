#include "ldap/ldif.h"

#include <gtest/gtest.h>

namespace bridge::ldap {
namespace {

const Dn kJo = *Dn::parse("uid=jo,dc=org");

TEST(Ldif, WritesAnEntryAsAnAdd) {
  EXPECT_EQ(to_ldif({kJo, {{"sn", {"Ex"}}, {"cn", {"Jo", "Joe"}}}}),
            "dn: uid=jo,dc=org\nchangetype: add\ncn: Jo\ncn: Joe\nsn: Ex\n\n");
}

TEST(Ldif, WritesChanges) {
  const Modifications changes = {{Modification::Kind::add, "mail", {"a@x.org"}},
                                 {Modification::Kind::remove, "title", {}},
                                 {Modification::Kind::replace, "sn", {"New"}}};
  EXPECT_EQ(to_ldif(kJo, changes),
            "dn: uid=jo,dc=org\nchangetype: modify\nadd: mail\nmail: a@x.org\n-\ndelete: title\n-\n"
            "replace: sn\nsn: New\n-\n\n");
}

TEST(Ldif, WritesRenamesAndRemovals) {
  EXPECT_EQ(rename_to_ldif(kJo, {{"uid", "a,b"}}, *Dn::parse("ou=x,dc=org")),
            "dn: uid=jo,dc=org\nchangetype: modrdn\nnewrdn: uid=a\\2Cb\ndeleteoldrdn: 1\nnewsuperior: "
            "ou=x,dc=org\n\n");
  EXPECT_EQ(rename_to_ldif(kJo, {{"uid", "b"}}, Dn()),
            "dn: uid=jo,dc=org\nchangetype: modrdn\nnewrdn: uid=b\ndeleteoldrdn: 1\n\n");
  EXPECT_EQ(remove_to_ldif(kJo), "dn: uid=jo,dc=org\nchangetype: delete\n\n");
}

TEST(Ldif, EncodesWhatIsNoSafeText) {
  const auto line = [](const std::string& value) {
    const std::string text = to_ldif({kJo, {{"cn", {value}}}});
    const auto begin = text.find("cn:");
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  EXPECT_EQ(line("ü"), "cn:: w7w=");
  EXPECT_EQ(line(" a"), "cn:: IGE=");
  EXPECT_EQ(line("a "), "cn:: YSA=");
  EXPECT_EQ(line(":a"), "cn:: OmE=");
  EXPECT_EQ(line("a\nb"), "cn:: YQpi");
  EXPECT_EQ(line(std::string("a\0b", 3)), "cn:: YQBi");
  EXPECT_EQ(line("a\ndn: uid=x"), "cn:: YQpkbjogdWlkPXg=");
}

TEST(Ldif, FoldsNoLine) {
  const std::string text = to_ldif({kJo, {{"cn", {std::string(5000, 'x')}}}});
  EXPECT_NE(text.find("cn: " + std::string(5000, 'x') + "\n"), std::string::npos);
}

}  // namespace
}  // namespace bridge::ldap
