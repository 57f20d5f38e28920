#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mapping/mapping.h"
#include "support/slapd_process.h"

namespace bridge::mapping {
namespace {

using testing::SlapdProcess;

std::shared_ptr<const Mapping> mapping() {
  const auto loaded = Mapping::parse(R"(
    [users]
    base = "ou=people,dc=example,dc=org"
    object_class = ["inetOrgPerson"]
    rdn = "uid"
    [users.attributes]
    uid = '${externalId}'
    cn = '${userName}'
    sn = '${userName}'
    description = '<${title}>'
    [groups]
    base = "ou=groups,dc=example,dc=org"
    object_class = ["posixGroup"]
    rdn = "cn"
    attributes = { cn = '${displayName}' }
  )",
                                     "m");
  if (!loaded) throw std::runtime_error(loaded.error().message);
  return *loaded;
}

const std::string kHostile[] = {
    "a,b",
    "a+b=c",
    R"(say "no")",
    "#1",
    " leading",
    "trailing ",
    "  ",
    "a\\b\\2C",
    "a;b<c>d",
    "x=y,ou=groups",
    "M\xc3\xbcller",
    "Mu\xcc\x88ller",
    "\xf0\x9f\x90\xa7",
    std::string("a\0b", 3),
    "a\r\nb: c",
    "*)(uid=*",
    "\\",
    std::string(50, ','),  // 100 are too long a name for back-mdb once they are escaped.
};

class RoundTrip : public ::testing::Test {
 protected:
  // The entry that a server holds for a person with this name and this title.
  ldap::Entry stored(const std::string& name, const std::string& title) {
    scim::Resource resource;
    resource.id = {"id-1"};
    resource.body = {{"userName", "jo"}, {"externalId", name}, {"title", title}};
    const auto made =
        mapping()->translate(resource, nullptr, [](const std::string&) { return std::nullopt; });
    if (!made) throw std::runtime_error(made.error().message);
    const auto session = slapd_.open();
    if (const auto added = session->add({made->dn, made->attributes}); !added)
      throw std::runtime_error(added.error().message);
    const auto found = session->read(made->dn, {"*"});
    if (!found || !*found) throw std::runtime_error("is not where it should be: " + made->dn.text());
    if (!session->remove(made->dn)) throw std::runtime_error("does not go");  // Alike names follow.
    return **found;
  }

  SlapdProcess slapd_;
};

TEST_F(RoundTrip, BringsBackHostileValuesByteForByte) {
  for (const std::string& value : kHostile)
    EXPECT_EQ(stored("jo", value).attributes.at("description"), ldap::Values{"<" + value + ">"}) << value;
  const std::string longest(10'000, 'x');
  EXPECT_EQ(stored("jo", longest).attributes.at("description"), ldap::Values{"<" + longest + ">"});
}

TEST_F(RoundTrip, NamesEntriesByHostileValues) {
  const auto base = *ldap::Dn::parse("ou=people,dc=example,dc=org");
  for (const std::string& value : kHostile) {
    const auto entry = stored(value, "x");
    EXPECT_EQ(entry.attributes.at("uid"), ldap::Values{value}) << value;
    EXPECT_EQ(entry.dn.parent(), base) << value;
    EXPECT_EQ(entry.dn.rdn().front().value, value) << entry.dn.text();
  }
}

}  // namespace
}  // namespace bridge::mapping
