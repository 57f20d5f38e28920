#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mapping/mapping.h"

namespace bridge::mapping {
namespace {

using ldap::AttributeName;
using ldap::Values;
using scim::Json;
using scim::ResourceType;

std::shared_ptr<const Mapping> with_rules(const std::string& attributes, const std::string& inactive = "",
                                          const std::string& head = "") {
  const auto mapping = Mapping::parse(R"(
    [groups]
    base = "ou=groups,dc=x"
    object_class = ["groupOfNames"]
    rdn = "cn"
    [groups.attributes]
    cn = '${displayName}'
    [groups.members]
    write = [{ attribute = "member", as = "dn" }, { attribute = "uniqueMember" }]
    empty = { placeholder = "cn=empty,dc=x" }
    [users]
    base = "ou=people,dc=x"
    object_class = ["top", "inetOrgPerson"]
    rdn = "uid"
    )" + head + "\n[users.attributes]\n" + attributes +
                                          "\n[users.inactive]\n" + inactive + "\n",
                                      "test.toml");
  if (!mapping) throw std::runtime_error(mapping.error().message);
  return *mapping;
}

scim::Resource user(Json body) {
  scim::Resource resource;
  resource.id = {"id-1"};
  resource.body = std::move(body);
  return resource;
}

std::optional<ldap::Dn> nobody(const std::string&) { return std::nullopt; }

Desired translated(const Mapping& mapping, Json body, const Secret* password = nullptr,
                   const DnOf& dn_of = nobody) {
  auto desired = mapping.translate(user(std::move(body)), password, dn_of);
  if (!desired) throw std::runtime_error(desired.error().message);
  return *std::move(desired);
}

Values values_of(const Desired& desired, const AttributeName& name) {
  const auto found = desired.attributes.find(name);
  return found == desired.attributes.end() ? Values{} : found->second;
}

TEST(Translate, MakesAnEntryBelowTheBase) {
  const auto mapping = with_rules("uid = '${externalId}'\ncn = '${displayName}'\nmail = '${emails.value}'");
  const Desired desired = translated(*mapping, {{"externalId", "8b1c"}, {"displayName", "Jo"}});
  EXPECT_EQ(desired.dn.text(), "uid=8b1c,ou=people,dc=x");
  EXPECT_EQ(desired.attributes,
            (ldap::Attributes{{"objectClass", {"top", "inetOrgPerson"}}, {"uid", {"8b1c"}}, {"cn", {"Jo"}}}));
  EXPECT_EQ(desired.owned, (std::set<AttributeName>{"uid", "cn", "mail"}));
  EXPECT_TRUE(desired.issues.empty());
}

TEST(Translate, IsPure) {
  const auto mapping =
      with_rules("uid = '${userName|lower}'\nmail = { from = 'emails.value', multi = 'all' }");
  const Json body = {{"userName", "Jo"}, {"emails", {{{"value", "b"}}, {{"value", "a"}}}}};
  EXPECT_EQ(translated(*mapping, body).attributes, translated(*mapping, body).attributes);
}

TEST(Translate, NoValueBreaksOutOfTheName) {
  const auto mapping = with_rules("uid = '${userName}'");
  const std::string names[] = {"a,b",
                               "a+b=c",
                               "\"quoted\"",
                               "#hash",
                               " space ",
                               "back\\slash",
                               "<a>;b=c",
                               std::string("nul\0nul", 7),
                               "Mu\xcc\x88ller",
                               "M\xc3\xbcller",
                               "line\nbreak",
                               "uid=x,ou=people,dc=x",
                               std::string(10'000, 'x'),
                               "\xf0\x9f\x90\xa7"};
  for (const std::string& name : names) {
    const Desired desired = translated(*mapping, {{"userName", name}});
    ASSERT_EQ(desired.dn.rdn().size(), 1u) << name;
    EXPECT_EQ(desired.dn.rdn().front(), (ldap::Ava{"uid", name}));
    EXPECT_EQ(desired.dn.parent(), mapping->base(ResourceType::user)) << name;
    EXPECT_EQ(values_of(desired, "uid"), Values{name});
    const auto read_back = ldap::Dn::parse(desired.dn.text());
    ASSERT_TRUE(read_back) << desired.dn.text();
    EXPECT_EQ(*read_back, desired.dn);
  }
}

TEST(Translate, KeepsValuesToTheByte) {
  const auto mapping = with_rules("uid = '${userName}'\ndescription = '${title}'");
  for (const std::string& text : {std::string("Mu\xcc\x88ller"), std::string("M\xc3\xbcller"),
                                  std::string(" x "), std::string("a\0b", 3), std::string(100'000, 'y')})
    EXPECT_EQ(values_of(translated(*mapping, {{"userName", "jo"}, {"title", text}}), "description"),
              Values{text});
}

TEST(Translate, NamesTheAttributeWhenThereIsNoName) {
  const auto one =
      with_rules("uid = '${externalId}'")->translate(user({{"userName", "jo"}}), nullptr, nobody);
  ASSERT_FALSE(one);
  EXPECT_EQ(one.error(),
            invalid_input("attribute 'externalId' (needed for uid, the name of the entry) has no value",
                          "invalidValue"));
  const auto two = with_rules("uid = '${ldap.cn}'\ncn = '${externalId:-${displayName}}'")
                       ->translate(user({{"userName", "jo"}}), nullptr, nobody);
  ASSERT_FALSE(two);
  EXPECT_EQ(two.error().message,
            "attributes 'externalId', 'displayName' (needed for uid, the name of the entry) have no value");
}

TEST(Translate, EmptyTextIsNoValue) {
  const auto mapping = with_rules("uid = '${userName}'\ncn = '${title}'\nsn = '${displayName|after:@}'");
  const Desired desired = translated(*mapping, {{"userName", "jo"}, {"title", ""}, {"displayName", "x"}});
  EXPECT_EQ(values_of(desired, "cn"), Values{});
  EXPECT_EQ(values_of(desired, "sn"), Values{});
}

TEST(Translate, FoldsEqualValues) {
  const auto mapping = with_rules(
      "uid = '${userName}'\nmail = { from = 'emails.value', multi = 'all', transform = ['lower'] }\n"
      "cn = ['${userName}', '${userName}']");
  const Desired desired =
      translated(*mapping, {{"userName", "jo"}, {"emails", {{{"value", "A@x"}}, {{"value", "a@x"}}}}});
  EXPECT_EQ(values_of(desired, "mail"), Values{"a@x"});
  EXPECT_EQ(values_of(desired, "cn"), Values{"jo"});
}

TEST(Translate, TakesOneOrAllOfSeveralValues) {
  const auto mapping = with_rules(
      "uid = '${userName}'\nmail = { from = 'emails.value' }\n"
      "telephoneNumber = { from = 'phoneNumbers.value', multi = 'all' }");
  const Desired desired =
      translated(*mapping, {{"userName", "jo"},
                            {"emails", {{{"value", "a"}}, {{"value", "b"}, {"primary", true}}}},
                            {"phoneNumbers", {{{"value", "1"}}, {{"value", "2"}}}}});
  EXPECT_EQ(values_of(desired, "mail"), Values{"b"});
  EXPECT_EQ(values_of(desired, "telephoneNumber"), (Values{"1", "2"}));
}

TEST(Translate, OrdersRulesByWhatTheyRead) {
  const auto mapping = with_rules("c = '${ldap.b}!'\nb = '${ldap.uid}?'\nuid = '${userName}'");
  EXPECT_EQ(values_of(translated(*mapping, {{"userName", "jo"}}), "c"), Values{"jo?!"});
}

TEST(Translate, ResolvesReferences) {
  const auto mapping = with_rules(
      "uid = '${userName}'\n"
      "manager = { from = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value', as = "
      "'dn' }");
  const Json body = {
      {"userName", "jo"},
      {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", {{"manager", {{"value", "m1"}}}}}};
  EXPECT_EQ(mapping->references(user(body)), std::vector<std::string>{"m1"});
  EXPECT_TRUE(mapping->references(user({{"userName", "jo"}})).empty());

  const Desired known =
      translated(*mapping, body, nullptr, [](const std::string& id) -> std::optional<ldap::Dn> {
        return *ldap::Dn::parse("uid=" + id + ",dc=x");
      });
  EXPECT_EQ(values_of(known, "manager"), Values{"uid=m1,dc=x"});
  EXPECT_TRUE(known.issues.empty());

  const Desired unknown = translated(*mapping, body);
  EXPECT_EQ(values_of(unknown, "manager"), Values{});
  EXPECT_TRUE(unknown.owned.contains("manager"));
  ASSERT_EQ(unknown.issues.size(), 1u);
  EXPECT_EQ(unknown.issues[0].kind, Issue::Kind::unknown_reference);
  EXPECT_EQ(unknown.issues[0].attribute, AttributeName("manager"));
  EXPECT_EQ(unknown.issues[0].subject, "m1");
}

TEST(Translate, ResolvesSeveralReferencesAndKeepsTheKnown) {
  const auto mapping =
      with_rules("uid = '${userName}'\nsecretary = { from = 'urn:x:User:team', multi = 'all', as = 'dn' }");
  const Json body = {{"userName", "jo"}, {"urn:x:User", {{"team", {"a", "b", "c"}}}}};
  EXPECT_EQ(mapping->references(user(body)), (std::vector<std::string>{"a", "b", "c"}));
  const Desired desired =
      translated(*mapping, body, nullptr, [](const std::string& id) -> std::optional<ldap::Dn> {
        if (id == "b") return std::nullopt;
        return *ldap::Dn::parse("uid=" + id + ",dc=x");
      });
  EXPECT_EQ(values_of(desired, "secretary"), (Values{"uid=a,dc=x", "uid=c,dc=x"}));
  ASSERT_EQ(desired.issues.size(), 1u);
  EXPECT_EQ(desired.issues[0].subject, "b");
}

TEST(Translate, OwnsThePasswordOnlyWhenItWasPushed) {
  const auto mapping =
      with_rules("uid = '${userName}'\nuserPassword = '${password}'\ngecos = '${ldap.userPassword}'");
  const Desired without = translated(*mapping, {{"userName", "jo"}});
  EXPECT_FALSE(without.owned.contains("userPassword"));
  EXPECT_FALSE(without.owned.contains("gecos"));
  const Secret password("hunter2");
  const Desired with = translated(*mapping, {{"userName", "jo"}}, &password);
  EXPECT_TRUE(with.owned.contains("userPassword"));
  EXPECT_EQ(values_of(with, "userPassword"), Values{"hunter2"});
}

TEST(Translate, NeverPrintsThePassword) {
  const auto mapping = with_rules("uid = '${externalId}'\nuserPassword = '${password}${urn:x:User:a}'");
  const Secret password("hunter2");
  const auto failed = mapping->translate(user({{"userName", "jo"}}), &password, nobody);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message.find("hunter2"), std::string::npos);
  const Desired desired =
      translated(*mapping, {{"externalId", "1"}, {"urn:x:User", {{"a", {{"value", {1}}}}}}}, &password);
  ASSERT_EQ(desired.issues.size(), 1u);
  EXPECT_EQ(desired.issues[0].subject, "");
  EXPECT_EQ(desired.issues[0].detail.find("hunter2"), std::string::npos);
}

TEST(Translate, SkipsOrRejectsWhatIsNoSingleValue) {
  const std::string rules = "uid = '${userName}'\ncn = { value = '${urn:x:User:a}', on_invalid = ";
  const Json body = {{"userName", "jo"}, {"urn:x:User", {{"a", {{"value", {{"deep", 1}}}}}}}};
  const Desired skipped = translated(*with_rules(rules + "'skip' }"), body);
  EXPECT_EQ(values_of(skipped, "cn"), Values{});
  ASSERT_EQ(skipped.issues.size(), 1u);
  EXPECT_EQ(skipped.issues[0].kind, Issue::Kind::unusable_value);
  EXPECT_EQ(skipped.issues[0].subject, R"({"deep":1})");

  const auto rejected = with_rules(rules + "'reject' }")->translate(user(body), nullptr, nobody);
  ASSERT_FALSE(rejected);
  EXPECT_EQ(rejected.error(),
            invalid_input("attribute 'urn:x:User:a' (needed for cn) is not a single value", "invalidValue"));
}

TEST(Translate, DisabledPeopleGetWhatIsSet) {
  const auto mapping =
      with_rules("uid = '${userName}'\nemployeeType = '${userType}'\nmail = '${emails.value}'",
                 "set = { employeeType = 'was ${ldap.employeeType:-none}', lock = '1', mail = [] }");
  const Json body = {
      {"userName", "jo"}, {"userType", "E"}, {"emails", {{{"value", "a"}}}}, {"active", false}};
  const Desired desired = translated(*mapping, body);
  EXPECT_EQ(values_of(desired, "employeeType"), Values{"was E"});
  EXPECT_EQ(values_of(desired, "lock"), Values{"1"});
  EXPECT_EQ(values_of(desired, "mail"), Values{});
  EXPECT_EQ(desired.owned, (std::set<AttributeName>{"uid", "employeeType", "mail", "lock"}));
}

TEST(Translate, TellsWhatIsWrittenOnlyBecauseThePersonIsDisabled) {
  const auto mapping = with_rules("uid = '${userName}'\nloginShell = '/bin/sh'\nmail = '${emails.value}'",
                                  "set = { employeeType = 'gone' }\nremove = ['loginShell']\n"
                                  "bits = { flags = { set = 6, clear = 8 } }\nlock = 'openldap'");
  const Desired active = translated(*mapping, {{"userName", "jo"}});
  EXPECT_TRUE(active.overridden.empty());
  EXPECT_TRUE(active.bits.empty());
  const Desired disabled = translated(*mapping, {{"userName", "jo"}, {"active", false}});
  EXPECT_EQ(disabled.overridden,
            (std::set<AttributeName>{"employeeType", "loginShell", "pwdAccountLockedTime"}));
  EXPECT_EQ(values_of(disabled, "loginShell"), Values{});
  EXPECT_EQ(values_of(disabled, "pwdAccountLockedTime"), Values{"000001010000Z"});
  EXPECT_TRUE(disabled.owned.contains("loginShell"));
  EXPECT_EQ(disabled.bits, (std::map<AttributeName, Bits>{{"flags", {6, 8}}}));
  EXPECT_FALSE(disabled.owned.contains("flags"));
}

TEST(Translate, LocksByTheServersOwnMeans) {
  const Json body = {{"userName", "jo"}, {"active", false}};
  const auto ds = with_rules("uid = '${userName}'", "lock = '389ds'");
  EXPECT_EQ(values_of(translated(*ds, body), "nsAccountLock"), Values{"TRUE"});
  const auto ad = with_rules("uid = '${userName}'", "lock = 'active-directory'");
  EXPECT_EQ(translated(*ad, body).bits, (std::map<AttributeName, Bits>{{"userAccountControl", {2, 0}}}));
}

TEST(Translate, MovesTheDisabledAndTellsEveryBase) {
  const auto mapping = with_rules("uid = '${userName}'", "move = 'ou=disabled,dc=x'");
  EXPECT_EQ(translated(*mapping, {{"userName", "jo"}}).dn.text(), "uid=jo,ou=people,dc=x");
  EXPECT_EQ(translated(*mapping, {{"userName", "jo"}, {"active", false}}).dn.text(),
            "uid=jo,ou=disabled,dc=x");
  EXPECT_EQ(
      mapping->bases(ResourceType::user),
      (std::vector<ldap::Dn>{*ldap::Dn::parse("ou=people,dc=x"), *ldap::Dn::parse("ou=disabled,dc=x")}));
  EXPECT_EQ(mapping->base(ResourceType::user).text(), "ou=people,dc=x");
}

TEST(Translate, KeepsWhatStandsThereWhereARuleSaysSo) {
  const auto mapping =
      with_rules("uid = '${userName}'\nmail = { value = '${emails.value}', absent = 'keep' }");
  const Desired without = translated(*mapping, {{"userName", "jo"}});
  EXPECT_FALSE(without.owned.contains("mail"));
  EXPECT_EQ(without.kept, std::set<AttributeName>{"mail"});
  const Desired with = translated(*mapping, {{"userName", "jo"}, {"emails", {{{"value", "a"}}}}});
  EXPECT_TRUE(with.owned.contains("mail"));
  EXPECT_TRUE(with.kept.empty());
}

TEST(Translate, HoldsWhatItCannotUse) {
  const auto mapping =
      with_rules("uid = '${userName}'\ncn = { value = '${urn:x:User:a}', on_invalid = 'hold' }");
  const Desired desired =
      translated(*mapping, {{"userName", "jo"}, {"urn:x:User", {{"a", {{"value", {1}}}}}}});
  EXPECT_FALSE(desired.owned.contains("cn"));
  EXPECT_EQ(desired.kept, std::set<AttributeName>{"cn"});
  ASSERT_EQ(desired.issues.size(), 1u);
  EXPECT_EQ(desired.issues[0].kind, Issue::Kind::unusable_value);
}

TEST(Translate, LeavesPasswordsToBeMadeToTheCaller) {
  const auto mapping = with_rules(
      "uid = '${userName}'\nuserPassword = { generate = 'plain' }\n"
      "unicodePwd = { generate = 'active-directory' }");
  const Desired desired = translated(*mapping, {{"userName", "jo"}});
  EXPECT_EQ(desired.generate,
            (std::map<AttributeName, PasswordForm>{{"userPassword", PasswordForm::plain},
                                                   {"unicodePwd", PasswordForm::active_directory}}));
  EXPECT_EQ(desired.owned, std::set<AttributeName>{"uid"});
}

TEST(Translate, PlacesPeopleByTheFirstConditionThatHolds) {
  const auto mapping = Mapping::parse(R"(
    [users]
    base = [{ when = 'userType eq "Guest"', base = "ou=guests,dc=x" },
            { when = 'emails[type eq "work"]', base = "ou=staff,dc=x" }, { base = "ou=people,dc=x" }]
    delete = { disable = true, purge_after = "30d" }
    object_class = ["inetOrgPerson"]
    rdn = "uid"
    attributes = { uid = '${userName}' }
    [groups]
    base = "ou=groups,dc=x"
    object_class = ["groupOfMembers"]
    rdn = "cn"
    attributes = { cn = '${displayName}' }
  )",
                                      "m");
  ASSERT_TRUE(mapping) << mapping.error().message;
  const Json work = {{{"type", "work"}, {"value", "a"}}};
  const auto dn = [&](const Json& body) { return translated(**mapping, body).dn.text(); };
  EXPECT_EQ(dn({{"userName", "jo"}}), "uid=jo,ou=people,dc=x");
  EXPECT_EQ(dn({{"userName", "jo"}, {"emails", work}}), "uid=jo,ou=staff,dc=x");
  EXPECT_EQ(dn({{"userName", "jo"}, {"emails", work}, {"userType", "guest"}}), "uid=jo,ou=guests,dc=x");
  EXPECT_EQ((*mapping)->bases(ResourceType::user).size(), 3u);
  EXPECT_EQ((*mapping)->base(ResourceType::user).text(), "ou=people,dc=x");
  EXPECT_EQ((*mapping)->deletion(ResourceType::user), (Deletion{true, std::chrono::days(30)}));
  EXPECT_EQ((*mapping)->deletion(ResourceType::group), Deletion{});
}

TEST(Translate, TakesTheFirstAlternativeThatHolds) {
  const auto mapping = with_rules(
      "uid = '${userName}'\n"
      "employeeType = [{ when = 'userType eq \"Guest\"', value = 'G' }, { when = 'title pr', value = "
      "'${title}' }]\n"
      "cn = { policy = 'if_empty', choose = [{ when = 'name pr', value = 'named' }, { value = 'any' }] }\n"
      "sn = { when = 'not (title pr)', value = 'untitled' }");
  const Desired guest = translated(*mapping, {{"userName", "jo"}, {"userType", "guest"}, {"title", "Dr"}});
  EXPECT_EQ(values_of(guest, "employeeType"), Values{"G"});
  EXPECT_EQ(values_of(guest, "cn"), Values{"any"});
  EXPECT_EQ(values_of(guest, "sn"), Values{});
  EXPECT_TRUE(guest.owned.contains("sn"));
  const Desired titled =
      translated(*mapping, {{"userName", "jo"}, {"title", "Dr"}, {"name", {{"givenName", "J"}}}});
  EXPECT_EQ(values_of(titled, "employeeType"), Values{"Dr"});
  EXPECT_EQ(values_of(titled, "cn"), Values{"named"});
  EXPECT_EQ(mapping->policy(ResourceType::user, "cn"), Policy::if_empty);
  EXPECT_EQ(values_of(translated(*mapping, {{"userName", "jo"}}), "sn"), Values{"untitled"});
}

TEST(Mapping, KnowsWhatIsSecret) {
  const auto mapping = with_rules(
      "uid = '${userName}'\npin = '${password}'\nnote = { generate = 'plain' }\ncn = '${ldap.pin}'");
  const auto type = ResourceType::user;
  for (const char* name : {"pin", "note", "CN", "userPassword", "unicodePwd"})
    EXPECT_TRUE(mapping->is_secret(type, name)) << name;
  EXPECT_FALSE(mapping->is_secret(type, "uid"));
  EXPECT_FALSE(mapping->is_secret(type, "mail"));
}

TEST(Translate, AbsentCountsAsActive) {
  const auto mapping = with_rules("uid = '${userName}'", "set = { lock = '1' }");
  for (const Json& body : {Json{{"userName", "jo"}}, Json{{"userName", "jo"}, {"active", true}}}) {
    const Desired desired = translated(*mapping, body);
    EXPECT_EQ(values_of(desired, "lock"), Values{});
    EXPECT_FALSE(desired.owned.contains("lock"));
  }
}

TEST(Translate, TranslatesGroupsWithoutTheirMembers) {
  const auto mapping = with_rules("uid = '${userName}'");
  scim::Resource group = user({{"displayName", "Sales, EMEA"}});
  group.type = ResourceType::group;
  const auto desired = mapping->translate(group, nullptr, nobody);
  ASSERT_TRUE(desired) << desired.error().message;
  EXPECT_EQ(desired->dn, *ldap::Dn::parse("cn=Sales\\, EMEA,ou=groups,dc=x"));
  EXPECT_EQ(desired->owned, std::set<AttributeName>{"cn"});
}

TEST(Mapping, TellsHowRulesAreMeant) {
  const auto mapping = with_rules(
      "uid = '${ldap.cn}-${id}'\ncn = '${displayName:-${userName}}'\n"
      "gecos = { value = '${emails[type eq \"work\"].value}', policy = 'initial' }\n"
      "mail = { from = 'emails.value', on_invalid = 'reject' }",
      "set = { lock = '1' }", "anchor = 'uid'");
  const auto type = ResourceType::user;
  EXPECT_EQ(mapping->policy(type, "GECOS"), Policy::initial);
  EXPECT_EQ(mapping->policy(type, "mail"), Policy::enforce);
  EXPECT_EQ(mapping->policy(type, "lock"), Policy::enforce);
  EXPECT_EQ(mapping->on_invalid(type, "uid"), OnInvalid::reject);   // Names the entry.
  EXPECT_EQ(mapping->on_invalid(type, "cn"), OnInvalid::reject);    // Feeds its name.
  EXPECT_EQ(mapping->on_invalid(type, "mail"), OnInvalid::reject);  // Says so.
  EXPECT_EQ(mapping->on_invalid(type, "gecos"), OnInvalid::skip);
  EXPECT_EQ(mapping->on_invalid(type, "lock"), OnInvalid::skip);
  EXPECT_EQ(mapping->sources_of(type, "uid"), "displayName, userName, id");
  EXPECT_EQ(mapping->sources_of(type, "gecos"), "emails[type eq \"work\"].value");
  EXPECT_EQ(mapping->sources_of(type, "lock"), "active");
  EXPECT_EQ(mapping->anchor(type), AttributeName("uid"));
  EXPECT_TRUE(mapping->anchor(ResourceType::group).empty());
  EXPECT_EQ(mapping->base(ResourceType::group).text(), "ou=groups,dc=x");
  EXPECT_EQ(mapping->object_classes(type), (std::vector<std::string>{"top", "inetOrgPerson"}));
}

TEST(Mapping, TellsHowMembersAreWritten) {
  const auto mapping = with_rules("uid = '${userName}'");
  const MemberRules& members = mapping->members();
  ASSERT_EQ(members.write.size(), 2u);
  EXPECT_EQ(members.write[0].name, AttributeName("member"));
  EXPECT_EQ(members.write[1].name, AttributeName("uniqueMember"));
  EXPECT_EQ(members.placeholder, *ldap::Dn::parse("cn=empty,dc=x"));
  EXPECT_EQ(members.nested, NestedGroups::flag);
}

}  // namespace
}  // namespace bridge::mapping
