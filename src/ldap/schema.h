#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ldap/session.h"

namespace bridge::ldap {

// An attribute type (RFC 4512 section 4.1.2). Syntax and equality are those of its supertypes where it has
// none of its own.
struct AttributeType {
  std::string oid;
  std::vector<std::string> names;  // At least one; the OID where the server gives no name.
  std::string superior;            // Name or OID; or empty.
  std::string syntax;              // OID (RFC 4517 section 3.3), without a length; empty when unknown.
  std::string equality;            // Name or OID of the matching rule; or empty.
  bool single_value = false;
  bool no_user_modification = false;
  bool operational = false;  // Stands in any entry, whatever its classes say.

  const std::string& name() const { return names.front(); }
};

// An object class (RFC 4512 section 4.1.1) without what it inherits.
struct ObjectClass {
  enum class Kind { abstract, structural, auxiliary };
  std::string oid;
  std::vector<std::string> names;  // At least one.
  std::vector<std::string> superiors;
  std::vector<std::string> must, may;
  Kind kind = Kind::structural;

  const std::string& name() const { return names.front(); }
};

// The definitions as a subschema entry has them, one a value.
struct SchemaText {
  Values attribute_types;
  Values object_classes;
  Values content_rules;  // DIT content rules (RFC 4512 section 4.1.6); Active Directory uses them.
};

// What a server says about its attributes and classes. Names are compared without case, by any of a
// definition's names or its OID; options (";lang-de") do not count. Immutable; any thread.
class Schema {
 public:
  // Definitions that libldap cannot read are left out and counted.
  static Schema parse(const SchemaText& text);

  const AttributeType* attribute(const AttributeName& name) const;  // Or null.
  const ObjectClass* object_class(const AttributeName& name) const;

  // The usual name of an attribute that may have several; names of nothing stay as they are.
  AttributeName usual(const AttributeName& name) const;

  // The usual names of what an entry of these classes must have, objectClass left out.
  std::set<AttributeName> must(const std::vector<std::string>& classes) const;
  // Whether an entry of these classes may have it; operational attributes may stand anywhere.
  bool allows(const std::vector<std::string>& classes, const AttributeName& attribute) const;

  bool is_single_valued(const AttributeName& attribute) const;  // No, when it is unknown.
  std::string syntax(const AttributeName& attribute) const;     // Empty when it is unknown.

  // The structural classes among these that no other of them inherits from: an entry has exactly one.
  std::vector<std::string> structural(const std::vector<std::string>& classes) const;

  std::vector<std::string> attribute_names() const;  // All names, for hints.
  std::vector<std::string> object_class_names() const;
  std::size_t unreadable() const { return unreadable_; }  // How many definitions were left out.

 private:
  friend class SchemaParser;
  struct ContentRule {
    std::vector<std::string> must, may, never;
  };

  // The classes and all they inherit from, each once.
  std::vector<const ObjectClass*> closure(const std::vector<std::string>& classes) const;
  const ContentRule* rule_of(const ObjectClass& structural) const;

  std::vector<AttributeType> attributes_;
  std::vector<ObjectClass> classes_;
  std::map<AttributeName, std::size_t> attribute_by_name_;
  std::map<AttributeName, std::size_t> class_by_name_;
  std::map<std::string, ContentRule> content_rules_;  // By the OID of the structural class.
  std::size_t unreadable_ = 0;
};

// Reads what governs the entries at and below `base`: the subschema that the entry names (RFC 4512 section
// 4.4), or else the root DSE's. Nothing when the server shows us none.
Outcome<std::optional<Schema>> read_schema(Session& session, const Dn& base);

}  // namespace bridge::ldap
