#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "scim/filter.h"
#include "scim/patch.h"
#include "support/fake_directory.h"
#include "support/flaky_session.h"
#include "support/temp_dir.h"
#include "sync/provisioner.h"
#include "sync/settler.h"

namespace bridge::testing {

// A whole engine on a real state database and a directory in memory whose failures are planned.
class Engine {
 public:
  static constexpr const char* kMapping = R"(
    [users]
    base = "ou=people,dc=example,dc=org"
    object_class = ["inetOrgPerson"]
    rdn = "uid"
    anchor = "uid"
    [users.attributes]
    uid = '${externalId:-${id}}'
    cn = '${displayName:-${userName}}'
    sn = '${name.familyName:-${userName}}'
    mail = '${emails[type eq "work"].value}'
    telephoneNumber = { from = 'phoneNumbers.value', multi = "all" }
    manager = { from = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value', as = "dn" }
    [users.inactive]
    set = { employeeType = "disabled" }
    [groups]
    base = "ou=groups,dc=example,dc=org"
    object_class = ["groupOfNames"]
    rdn = "cn"
    [groups.attributes]
    cn = '${displayName}'
    [groups.members]
    write = [{ attribute = "member", as = "dn" }]
    empty = { placeholder = "cn=empty,dc=example,dc=org" }
  )";

  explicit Engine(const std::string& mapping = kMapping)
      : mapping_(load(mapping)),
        store_(open_store(state_ / "state.db")),
        pool_(flaky([this] { return directory.open(); }, faults), 4, system_clock()),
        context{*store_, pool_, mapping_, system_clock(), system_random(), locks_},
        settler(context),
        provisioner(context, settler) {}

  sync::Requester requester() const {
    return {"test", "request-1", system_clock().steady_now() + std::chrono::seconds(40)};
  }

  Result<scim::Resource> create(scim::ResourceType type, const nlohmann::json& body) {
    auto content = scim::normalise(type, body);
    if (!content) return std::move(content).error();
    return provisioner.create(type, std::move(*content), requester());
  }
  Result<scim::Resource> patch(const scim::Resource& resource, const nlohmann::json& operations) {
    auto parsed = scim::parse_patch(resource.type, {{"Operations", operations}});
    if (!parsed) return std::move(parsed).error();
    return provisioner.patch(resource.type, resource.id, *parsed, requester());
  }
  scim::Resource user(const std::string& name) {
    return *create(scim::ResourceType::user, {{"userName", name}, {"externalId", "x-" + name}});
  }
  scim::Resource group(const std::string& name) {
    return *create(scim::ResourceType::group, {{"displayName", name}});
  }

  // The entry as the directory holds it, or nothing.
  std::optional<ldap::Entry> entry(const std::string& dn) const {
    const auto entries = directory.entries();
    const auto found = entries.find(*ldap::Dn::parse(dn));
    return found == entries.end() ? std::nullopt : std::optional(found->second);
  }
  ldap::Values values(const std::string& dn, const char* attribute) const {
    auto found = entry(dn);
    if (!found || !found->attributes.contains(attribute)) return {};
    auto result = found->attributes[attribute];
    std::sort(result.begin(), result.end());
    return result;
  }

  template <class Question>
  auto ask(Question&& question) {
    return *store_->read(std::forward<Question>(question));
  }
  store::Reader::Counts counts() {
    return ask([](const store::Reader& reader) { return reader.counts(); });
  }
  std::vector<std::string> flag_kinds(const scim::ResourceId& id) {
    std::vector<std::string> kinds;
    for (const auto& flag : ask([&](const store::Reader& reader) { return reader.flags(id); }))
      kinds.push_back(flag.kind);
    return kinds;
  }

 private:
  static std::shared_ptr<const mapping::Mapping> load(const std::string& text) {
    auto loaded = mapping::Mapping::parse(text, "mapping.toml");
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return *loaded;
  }
  static std::unique_ptr<store::Store> open_store(const std::string& file) {
    auto opened = store::Store::open(file, 2);
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
  }

  TempDir state_;
  std::shared_ptr<const mapping::Mapping> mapping_;
  std::unique_ptr<store::Store> store_;

 public:
  FakeDirectory directory;
  Faults faults;

 private:
  ldap::Pool pool_;
  sync::ResourceLocks locks_;

 public:
  sync::Context context;
  sync::Settler settler;  // Not started: tests say when it works.
  sync::Provisioner provisioner;
};

}  // namespace bridge::testing
