#include "ldap/server_traits.h"

#include <ldap.h>
#include <ldap_schema.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "base/guarded.h"

namespace bridge::ldap {
namespace {

constexpr const char* kActiveDirectory = "1.2.840.113556.1.4.800";  // LDAP_CAP_ACTIVE_DIRECTORY_OID

bool holds(const Values& values, std::string_view wanted) {
  return std::find(values.begin(), values.end(), wanted) != values.end();
}

bool defines(const std::string& description, const AttributeName& name) {
  // Parsing costs; most of a thousand definitions need none.
  if (description.find(name.text()) == std::string::npos) return false;
  int code = 0;
  const char* where = nullptr;
  const std::unique_ptr<LDAPAttributeType, void (*)(LDAPAttributeType*)> type(
      ldap_str2attributetype(description.c_str(), &code, &where, LDAP_SCHEMA_ALLOW_ALL),
      ldap_attributetype_free);
  for (char** at = type == nullptr ? nullptr : type->at_names; at != nullptr && *at != nullptr; ++at) {
    if (AttributeName(*at) == name) return true;
  }
  return false;
}

std::string name_of_server(const Entry& root) {
  if (holds(values_of(root.attributes, "objectClass"), "OpenLDAProotDSE")) return "OpenLDAP";
  if (holds(values_of(root.attributes, "supportedCapabilities"), kActiveDirectory)) return "Active Directory";
  const Values& version = values_of(root.attributes, "vendorVersion");
  const Values& vendor = values_of(root.attributes, "vendorName");
  return !version.empty() ? version.front() : !vendor.empty() ? vendor.front() : "";
}

// 389 Directory Server may define entryUUID as well, but fills it only with a plug-in; nsUniqueId is always
// there.
Outcome<std::string> uuid_attribute(Session& session, const Entry& root) {
  if (holds(values_of(root.attributes, "supportedCapabilities"), kActiveDirectory))
    return std::string("objectGUID");
  const auto place = values_of(root.attributes, "subschemaSubentry");
  const auto dn = Dn::parse(place.empty() ? "" : place.front());
  if (!dn || dn->empty()) return std::string("entryUUID");
  TRY_AS(schema, session.read(*dn, {"attributeTypes"}));
  const Values types = schema ? values_of(schema->attributes, "attributeTypes") : Values{};
  const bool has_unique_id = std::any_of(types.begin(), types.end(), [](const std::string& type) {
    return defines(type, "nsUniqueId") || defines(type, "nsuniqueid");
  });
  return std::string(has_unique_id ? "nsUniqueId" : "entryUUID");
}

// Nothing when the server hides its root DSE from us; another identity may see it one day.
Outcome<std::optional<ServerTraits>> ask(Session& session) {
  TRY_AS(root, session.read(Dn{}, {"objectClass", "supportedControl", "supportedCapabilities",
                                   "subschemaSubentry", "vendorName", "vendorVersion"}));
  if (!root) return std::optional<ServerTraits>();
  ServerTraits traits;
  traits.server = name_of_server(*root);
  const Values controls = values_of(root->attributes, "supportedControl");
  traits.post_read = holds(controls, LDAP_CONTROL_POST_READ);
  traits.paged_results = holds(controls, LDAP_CONTROL_PAGEDRESULTS);
  traits.assertion = holds(controls, LDAP_CONTROL_ASSERT);
  TRY_AS(uuid, uuid_attribute(session, *root));
  traits.uuid_attribute = uuid;
  traits.silent_about_missing_base = uuid == "nsUniqueId";  // 389 Directory Server, when it pages.
  return std::optional(traits);
}

Guarded<std::map<std::string, ServerTraits>>& known() {
  static Guarded<std::map<std::string, ServerTraits>> instance;
  return instance;
}

}  // namespace

Outcome<ServerTraits> traits_of(Session& session, const std::string& uri) {
  const auto before = known().with([&](auto& servers) -> std::optional<ServerTraits> {
    const auto found = servers.find(uri);
    return found == servers.end() ? std::nullopt : std::optional(found->second);
  });
  if (before) return *before;
  TRY_AS(traits, ask(session));
  if (!traits) return ServerTraits{};
  known().with([&](auto& servers) { servers.insert_or_assign(uri, *traits); });
  return *traits;
}

}  // namespace bridge::ldap
