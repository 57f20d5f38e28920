#include "ldap/schema.h"

#include <algorithm>

namespace bridge::ldap {
namespace {

AttributeName without_options(const AttributeName& name) {
  return name.text().substr(0, name.text().find(';'));
}

template <class Definition>
const Definition* look_up(const std::vector<Definition>& all,
                          const std::map<AttributeName, std::size_t>& index, const AttributeName& name) {
  const auto found = index.find(without_options(name));
  return found == index.end() ? nullptr : &all[found->second];
}

std::vector<std::string> names_in(const std::map<AttributeName, std::size_t>& index) {
  std::vector<std::string> names;
  for (const auto& [name, position] : index) names.push_back(name.text());
  return names;
}

}  // namespace

const AttributeType* Schema::attribute(const AttributeName& name) const {
  return look_up(attributes_, attribute_by_name_, name);
}

const ObjectClass* Schema::object_class(const AttributeName& name) const {
  return look_up(classes_, class_by_name_, name);
}

AttributeName Schema::usual(const AttributeName& name) const {
  const AttributeType* type = attribute(name);
  return type ? AttributeName(type->name()) : name;
}

std::vector<const ObjectClass*> Schema::closure(const std::vector<std::string>& classes) const {
  std::vector<const ObjectClass*> found;
  std::vector<std::string> open = classes;
  while (!open.empty()) {
    const ObjectClass* one = object_class(open.back());
    open.pop_back();
    if (!one || std::find(found.begin(), found.end(), one) != found.end()) continue;
    found.push_back(one);
    open.insert(open.end(), one->superiors.begin(), one->superiors.end());
  }
  return found;
}

const Schema::ContentRule* Schema::rule_of(const ObjectClass& structural) const {
  const auto found = content_rules_.find(structural.oid);
  return found == content_rules_.end() ? nullptr : &found->second;
}

std::set<AttributeName> Schema::must(const std::vector<std::string>& classes) const {
  std::set<AttributeName> names;
  const auto add = [&](const std::vector<std::string>& more) {
    for (const std::string& name : more) names.insert(usual(name));
  };
  for (const ObjectClass* one : closure(classes)) {
    add(one->must);
    if (const ContentRule* rule = rule_of(*one)) add(rule->must);
  }
  names.erase("objectClass");
  return names;
}

bool Schema::allows(const std::vector<std::string>& classes, const AttributeName& attribute) const {
  const AttributeType* wanted = this->attribute(attribute);
  if (!wanted || wanted->operational) return wanted != nullptr;
  const auto names_it = [&](const std::vector<std::string>& list) {
    return std::any_of(list.begin(), list.end(),
                       [&](const std::string& name) { return this->attribute(name) == wanted; });
  };
  const auto all = closure(classes);
  const auto rules_out = [&](const ObjectClass* one) {
    const ContentRule* rule = rule_of(*one);
    return rule && names_it(rule->never);
  };
  if (std::any_of(all.begin(), all.end(), rules_out)) return false;
  return std::any_of(all.begin(), all.end(), [&](const ObjectClass* one) {
    const ContentRule* rule = rule_of(*one);
    return one == object_class("extensibleObject") || names_it(one->must) || names_it(one->may) ||
           (rule && (names_it(rule->must) || names_it(rule->may)));
  });
}

bool Schema::is_single_valued(const AttributeName& name) const {
  const AttributeType* type = attribute(name);
  return type && type->single_value;
}

std::string Schema::syntax(const AttributeName& name) const {
  const AttributeType* type = attribute(name);
  return type ? type->syntax : "";
}

std::vector<std::string> Schema::structural(const std::vector<std::string>& classes) const {
  std::vector<const ObjectClass*> named;
  for (const std::string& name : classes) {
    const ObjectClass* one = object_class(name);
    if (one && one->kind == ObjectClass::Kind::structural) named.push_back(one);
  }
  std::vector<std::string> most_special;
  for (const ObjectClass* one : named) {
    const bool inherited = std::any_of(named.begin(), named.end(), [&](const ObjectClass* other) {
      const auto above = closure(other->superiors);
      return std::find(above.begin(), above.end(), one) != above.end();
    });
    const bool again = std::find(most_special.begin(), most_special.end(), one->name()) != most_special.end();
    if (!inherited && !again) most_special.push_back(one->name());
  }
  return most_special;
}

std::vector<std::string> Schema::attribute_names() const { return names_in(attribute_by_name_); }
std::vector<std::string> Schema::object_class_names() const { return names_in(class_by_name_); }

}  // namespace bridge::ldap
