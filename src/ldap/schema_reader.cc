#include "ldap/schema.h"

namespace bridge::ldap {
namespace {

Outcome<std::optional<Dn>> subschema_of(Session& session, const Dn& base) {
  for (const Dn& dn : {base, Dn()}) {
    TRY_AS(entry, session.read(dn, {"subschemaSubentry"}));
    const Values named = entry ? values_of(entry->attributes, "subschemaSubentry") : Values{};
    const auto place = Dn::parse(named.empty() ? "" : named.front());
    if (place && !place->empty()) return std::optional(*place);
  }
  return std::optional<Dn>();
}

bool hides(const Failure& failure) {
  return failure.kind == Failure::Kind::no_such_object || failure.kind == Failure::Kind::denied;
}

}  // namespace

Outcome<std::optional<Schema>> read_schema(Session& session, const Dn& base) {
  TRY_AS(place, subschema_of(session, base));
  if (!place) return std::optional<Schema>();
  std::optional<Entry> found;
  SearchRequest request;
  request.base = *place;
  request.filter = Filter::equals("objectClass", "subschema");  // Without it some servers hide it.
  request.attributes = {"attributeTypes", "objectClasses", "dITContentRules"};
  request.page_size = 0;
  auto searched = session.search(request, [&](Entry&& entry) {
    found = std::move(entry);
    return true;
  });
  if (!searched && !hides(searched.error())) return std::move(searched).error();
  if (!found || values_of(found->attributes, "objectClasses").empty()) return std::optional<Schema>();
  return std::optional(Schema::parse({values_of(found->attributes, "attributeTypes"),
                                      values_of(found->attributes, "objectClasses"),
                                      values_of(found->attributes, "dITContentRules")}));
}

}  // namespace bridge::ldap
