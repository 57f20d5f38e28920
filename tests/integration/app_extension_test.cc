#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/daemon_process.h"
#include "support/scim_client.h"
#include "support/shipped_mapping.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;

constexpr char kUrn[] = "urn:ietf:params:scim:schemas:extension:acme:2.0:User";
constexpr char kSchemas[] = R"(
[[scim.schemas]]
urn = "urn:ietf:params:scim:schemas:extension:acme:2.0:User"
name = "AcmeUser"
attributes = [{ name = "badge", case_exact = true }, { name = "floor", type = "integer" }]
)";

class DeclaredExtension : public ::testing::Test {
 protected:
  DeclaredExtension() {
    testing::write_file(
        dir_ / "mapping.toml",
        testing::shipped_mapping(
            "openldap-inetorgperson",
            {"carLicense = '${urn:ietf:params:scim:schemas:extension:acme:2.0:User:badge}'"}));
    daemon_.emplace(slapd_,
                    testing::DaemonOptions{.mapping = dir_ / "mapping.toml", .scim_config = kSchemas});
    client_.emplace(daemon_->port(), daemon_->token());
  }
  testing::ScimResponse make(const std::string& name, const json& extension) {
    return client_->post("/Users", {{"userName", name}, {"externalId", name}, {kUrn, extension}});
  }

  testing::TempDir dir_;
  testing::SlapdProcess slapd_{{.overlays = {"ppolicy"}}};
  std::optional<testing::DaemonProcess> daemon_;
  std::optional<testing::ScimClient> client_;
};

TEST_F(DeclaredExtension, IsListedCheckedStoredFoundSortedAndWritten) {
  EXPECT_EQ(client_->get(std::string("/Schemas/") + kUrn).body["name"], "AcmeUser");
  EXPECT_EQ(client_->get("/ResourceTypes/User").body["schemaExtensions"][1]["schema"], kUrn);

  const auto made = make("anna", {{"Badge", "B1"}, {"floor", 10}});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.body[kUrn], json({{"badge", "B1"}, {"floor", 10}}));
  EXPECT_EQ(make("bert", {{"floor", "high"}}).body["scimType"], "invalidValue");
  ASSERT_EQ(make("bert", {{"badge", "b1"}, {"floor", 9}}).status, 201);

  const auto found = client_->filter("/Users", std::string(kUrn) + ":badge eq \"B1\"");
  EXPECT_EQ(found.body["totalResults"], 1) << found.body;
  EXPECT_EQ(client_->filter("/Users", std::string(kUrn) + ":floor lt 10").body["totalResults"], 1);
  const auto sorted = client_->get(std::string("/Users?attributes=userName&sortBy=") + kUrn + ":floor");
  EXPECT_EQ(sorted.body["Resources"][0]["userName"], "bert") << sorted.body;

  const auto anna = slapd_.open()->read(*ldap::Dn::parse("uid=anna,ou=people,dc=example,dc=org"), {"*"});
  ASSERT_TRUE(anna && *anna);
  EXPECT_EQ((*anna)->attributes.at("carLicense"), ldap::Values{"B1"});
  EXPECT_EQ(daemon_->run({"flags"}).exit_code, 0);
  EXPECT_EQ(daemon_->run({"check"}).exit_code, 0);
}

TEST_F(DeclaredExtension, LeavesOthersUndeclared) {
  const auto made = client_->post("/Users", {{"userName", "anna"}, {"urn:other:2.0:User", {{"a", "b"}}}});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.body["urn:other:2.0:User"], json({{"a", "b"}}));
  const auto flags = daemon_->run({"flags"});
  EXPECT_NE(flags.out.find("unknown_attribute"), std::string::npos) << flags.out;
  EXPECT_NE(flags.out.find("urn:other:2.0:User"), std::string::npos) << flags.out;
}

}  // namespace
}  // namespace bridge
