#include <ldap.h>
#include <ldap_schema.h>

#include <memory>

#include "ldap/schema.h"

namespace bridge::ldap {
namespace {

std::string text(const char* raw) { return raw == nullptr ? "" : raw; }

std::vector<std::string> list(char** raw) {
  std::vector<std::string> all;
  for (; raw != nullptr && *raw != nullptr; ++raw) all.emplace_back(*raw);
  return all;
}

// A definition without a name is known by its OID.
std::vector<std::string> names(char** raw, const std::string& oid) {
  auto all = list(raw);
  if (all.empty()) all.push_back(oid);
  return all;
}

AttributeType convert(const LDAPAttributeType& raw) {
  AttributeType type;
  type.oid = text(raw.at_oid);
  type.names = names(raw.at_names, type.oid);
  type.superior = text(raw.at_sup_oid);
  type.syntax = text(raw.at_syntax_oid);
  type.equality = text(raw.at_equality_oid);
  type.single_value = raw.at_single_value != 0;
  type.no_user_modification = raw.at_no_user_mod != 0;
  type.operational = raw.at_usage != LDAP_SCHEMA_USER_APPLICATIONS;
  return type;
}

ObjectClass convert(const LDAPObjectClass& raw) {
  using Kind = ObjectClass::Kind;
  ObjectClass made;
  made.oid = text(raw.oc_oid);
  made.names = names(raw.oc_names, made.oid);
  made.superiors = list(raw.oc_sup_oids);
  made.must = list(raw.oc_at_oids_must);
  made.may = list(raw.oc_at_oids_may);
  made.kind = raw.oc_kind == LDAP_SCHEMA_ABSTRACT    ? Kind::abstract
              : raw.oc_kind == LDAP_SCHEMA_AUXILIARY ? Kind::auxiliary
                                                     : Kind::structural;
  return made;
}

// libldap's reading of a definition, or null.
template <auto parse, auto release>
auto read(const std::string& definition) {
  int code = 0;
  const char* where = nullptr;
  auto* raw = parse(definition.c_str(), &code, &where, LDAP_SCHEMA_ALLOW_ALL);
  return std::unique_ptr<std::remove_pointer_t<decltype(raw)>, decltype(release)>(raw, release);
}

}  // namespace

class SchemaParser {
 public:
  Schema run(const SchemaText& text) && {
    for (const std::string& definition : text.attribute_types)
      add<ldap_str2attributetype, ldap_attributetype_free>(definition, schema_.attributes_,
                                                           schema_.attribute_by_name_);
    for (const std::string& definition : text.object_classes)
      add<ldap_str2objectclass, ldap_objectclass_free>(definition, schema_.classes_, schema_.class_by_name_);
    for (const std::string& definition : text.content_rules) add_rule(definition);
    for (AttributeType& type : schema_.attributes_) inherit(type);
    return std::move(schema_);
  }

 private:
  template <auto parse, auto release, class Definition>
  void add(const std::string& definition, std::vector<Definition>& all,
           std::map<AttributeName, std::size_t>& index) {
    const auto raw = read<parse, release>(definition);
    if (!raw) {
      ++schema_.unreadable_;
      return;
    }
    all.push_back(convert(*raw));
    index.emplace(all.back().oid, all.size() - 1);
    for (const std::string& name : all.back().names) index.emplace(name, all.size() - 1);
  }

  void add_rule(const std::string& definition) {
    const auto raw = read<ldap_str2contentrule, ldap_contentrule_free>(definition);
    if (!raw) {
      ++schema_.unreadable_;
      return;
    }
    schema_.content_rules_[text(raw->cr_oid)] = {list(raw->cr_at_oids_must), list(raw->cr_at_oids_may),
                                                 list(raw->cr_at_oids_not)};
  }

  // A ring of supertypes, which no sound server has, ends after as many steps as there are types.
  void inherit(AttributeType& type) const {
    const AttributeType* above = &type;
    for (std::size_t steps = 0; steps < schema_.attributes_.size(); ++steps) {
      if (type.syntax.empty()) type.syntax = above->syntax;
      if (type.equality.empty()) type.equality = above->equality;
      if (above->superior.empty() || (!type.syntax.empty() && !type.equality.empty())) return;
      above = schema_.attribute(above->superior);
      if (above == nullptr) return;
    }
  }

  Schema schema_;
};

Schema Schema::parse(const SchemaText& text) { return SchemaParser().run(text); }

}  // namespace bridge::ldap
