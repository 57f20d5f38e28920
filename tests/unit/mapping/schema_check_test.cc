#include "mapping/schema_check.h"

#include <gtest/gtest.h>

#include <sstream>

#include "ldap/survey.h"
#include "mapping/mapping.h"
#include "support/data_cases.h"
#include "support/places.h"
#include "support/temp_dir.h"

namespace bridge::mapping {
namespace {

// The definitions of a stock OpenLDAP, as it prints them.
const ldap::Schema& openldap() {
  static const ldap::Schema schema = [] {
    ldap::SchemaText text;
    std::istringstream lines(testing::read_file(testing::test_data("schema_check/openldap.ldif")));
    for (std::string line; std::getline(lines, line);) {
      const std::string value = line.substr(std::min(line.find(": ") + 2, line.size()));
      if (line.starts_with("attributeTypes: ")) text.attribute_types.push_back(value);
      if (line.starts_with("objectClasses: ")) text.object_classes.push_back(value);
    }
    return ldap::Schema::parse(text);
  }();
  return schema;
}

// A directory in which nothing is wrong.
ldap::Survey sound_directory(const Mapping& mapping) {
  ldap::Survey survey;
  survey.schema = openldap();
  for (const auto& dn : mapping.all_bases()) {
    ldap::Survey::Base base;
    base.dn = dn;
    base.exists = base.shows_uuid = base.complete = true;
    survey.bases.push_back(base);
  }
  survey.config.emplace();
  survey.config->equality_indexed = {
      "entryUUID", "uid", "cn", "member", "uniqueMember", "employeeNumber", "businessCategory"};
  survey.config->sorted = {"member", "uniqueMember", "drink"};
  survey.locks_accounts = true;
  return survey;
}

std::string print(const Finding& finding) {
  const char* const kNames[] = {"error", "warning", "note"};
  return std::string(kNames[static_cast<int>(finding.severity)]) + " " + std::to_string(finding.place.line) +
         ":" + std::to_string(finding.place.column) + " '" + finding.subject + "' " + finding.message;
}

std::string print(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) text += print(finding) + "\n";
  return text;
}

// The first lines of a case: "# finds: error 12:1 'mal' the server has no such attribute…".
std::string expected_findings(const std::string& file) {
  constexpr std::string_view kMark = "# finds: ";
  std::string text;
  std::istringstream lines(testing::read_file(file));
  for (std::string line; std::getline(lines, line) && line.starts_with(kMark);)
    text += line.substr(kMark.size()) + "\n";
  return text;
}

class CheckedMapping : public ::testing::TestWithParam<testing::DataCase> {};

TEST_P(CheckedMapping, IsFoundFaultWithWhereItIsWrong) {
  const auto mapping = Mapping::load(GetParam().file);
  ASSERT_TRUE(mapping) << mapping.error().message;
  EXPECT_EQ(print((*mapping)->check(sound_directory(**mapping))), expected_findings(GetParam().file));
}

INSTANTIATE_TEST_SUITE_P(Files, CheckedMapping, ::testing::ValuesIn(testing::data_cases("schema_check")),
                         testing::name_of);

class CheckedDirectory : public ::testing::Test {
 protected:
  // What is found when the directory of a sound mapping is changed like this.
  template <class Change>
  std::string find(const Change& change) {
    ldap::Survey survey = sound_directory(*mapping_);
    change(survey);
    return print(mapping_->check(survey));
  }

  std::shared_ptr<const Mapping> mapping_ = *Mapping::load(testing::test_data("schema_check/sound.toml"));
};

TEST_F(CheckedDirectory, MayHideItsSchema) {
  EXPECT_EQ(
      find([](ldap::Survey& survey) { survey.schema.reset(); }),
      "warning 1:1 'schema' the server shows us no schema, so nothing could be compared with it; let the "
      "bind identity read cn=subschema\n");
}

TEST_F(CheckedDirectory, MayLackABase) {
  EXPECT_EQ(
      find([](ldap::Survey& survey) { survey.bases[0].exists = false; }),
      "error 2:8 'ou=people,dc=example,dc=org' there is no such entry, or we may not see it; make it, or "
      "write another base\n");
}

TEST_F(CheckedDirectory, MayHideOperationalAttributes) {
  EXPECT_NE(find([](ldap::Survey& survey) {
              survey.bases[1].shows_uuid = false;
            }).find("warning 12:8 'ou=groups,dc=example,dc=org' 'entryUUID' cannot be read there"),
            std::string::npos);
}

TEST_F(CheckedDirectory, MayNotShowAll) {
  const auto found = find([](ldap::Survey& survey) {
    survey.bases[0].complete = false;
    survey.bases[0].entries = 500;
    survey.bases[0].refusal = "Size limit exceeded";
  });
  EXPECT_TRUE(
      found.starts_with("warning 2:8 'ou=people,dc=example,dc=org' the server does not show all that "
                        "is below it, only 500 entries (Size limit exceeded)"))
      << found;
}

TEST_F(CheckedDirectory, MayLackAnIndex) {
  EXPECT_EQ(
      find([](ldap::Survey& survey) { survey.config->equality_indexed.erase("member"); }),
      "warning 17:10 'member' is searched by and has no index, which is slow from some thousand entries "
      "on; add olcDbIndex: member eq\n");
}

TEST_F(CheckedDirectory, TellsWhatToDoAboutItByTheMakeOfTheServer) {
  using Make = ldap::DatabaseConfig::Make;
  const auto find_on = [&](Make make) {
    return find([&](ldap::Survey& survey) {
      survey.config->make = make;
      survey.config->name = "userroot";
      survey.config->equality_indexed.erase("uid");
      survey.config->sorted.clear();  // Others than OpenLDAP know nothing of that.
    });
  };
  EXPECT_NE(find_on(Make::ds389)
                .find("; dsconf INSTANCE backend index add --attr uid --index-type eq --reindex "
                      "userroot\n"),
            std::string::npos);
  EXPECT_NE(find_on(Make::active_directory).find("; set bit 1 (fATTINDEX) in the searchFlags"),
            std::string::npos);
  EXPECT_EQ(find_on(Make::ds389).find("sorted"), std::string::npos);
}

TEST_F(CheckedDirectory, MayIndexASupertypeInstead) {
  EXPECT_EQ(find([](ldap::Survey& survey) {
              survey.config->equality_indexed.erase("member");
              survey.config->equality_indexed.insert("distinguishedName");
            }),
            "");
}

TEST_F(CheckedDirectory, MayHideItsIndices) {
  const auto found = find([](ldap::Survey& survey) { survey.config.reset(); });
  EXPECT_TRUE(found.starts_with("note 1:1 'uid, cn, entryUUID, member' are searched by")) << found;
}

TEST_F(CheckedDirectory, MayIgnoreALock) {
  const auto lock = *Mapping::load(testing::test_data("schema_check/lock-known.toml"));
  ldap::Survey survey = sound_directory(*lock);
  EXPECT_EQ(print(lock->check(survey)), "");
  survey.locks_accounts = false;
  EXPECT_NE(print(lock->check(survey)).find("no password policy with pwdLockout TRUE"), std::string::npos);
  survey.traits.uuid_attribute = "nsUniqueId";
  EXPECT_NE(print(lock->check(survey)).find("locks nobody on this server; it is for OpenLDAP"),
            std::string::npos);
}

// What holds whatever the directory.
std::string lasting(const std::string& anchor, const std::string& uid) {
  const auto mapping = Mapping::parse(
      "[users]\nbase = \"ou=people,dc=x\"\nobject_class = [\"inetOrgPerson\"]\nrdn = \"uid\"\n" + anchor +
          "\n[users.attributes]\nuid = '" + uid +
          "'\ncn = '${id}'\n[groups]\nbase = \"ou=groups,dc=x\"\nobject_class = [\"groupOfMembers\"]\nrdn = "
          "\"cn\"\nanchor = \"cn\"\n[groups.attributes]\ncn = '${id}'\n",
      "m.toml");
  if (!mapping) throw std::runtime_error(mapping.error().message);
  return print((*mapping)->check());
}

TEST(CheckedAnchor, IsBestTakenFromObjectId) {
  EXPECT_TRUE(lasting("anchor = \"uid\"", "${externalId:-${id}}").starts_with("note 5:10 'uid' holds"));
}

TEST(CheckedAnchor, MustNotBeMadeOfWhatChanges) {
  for (const char* source :
       {"${userName}", "${emails.value}", "${displayName|lower}", "${name.familyName:-x}"})
    EXPECT_TRUE(lasting("anchor = \"uid\"", source).starts_with("warning 7:7 'uid' is the anchor, and "))
        << source;
}

TEST(CheckedAnchor, IsMissedWhereThereIsNone) {
  EXPECT_NE(lasting("", "${userName}").find("'anchor' no attribute holds externalId for good"),
            std::string::npos);
}

}  // namespace
}  // namespace bridge::mapping
