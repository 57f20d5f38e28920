#include "ldap/request_parts.h"

namespace bridge::ldap {
namespace {

int operation(Modification::Kind kind) {
  switch (kind) {
    case Modification::Kind::add:
      return LDAP_MOD_ADD;
    case Modification::Kind::remove:
      return LDAP_MOD_DELETE;
    case Modification::Kind::replace:
      break;
  }
  return LDAP_MOD_REPLACE;
}

}  // namespace

ModList::ModList(std::span<const Modification> changes) {
  for (const Modification& change : changes) put(operation(change.kind), change.attribute, change.values);
  finish();
}

ModList::ModList(const Attributes& attributes) {
  for (const auto& [name, values] : attributes) {
    if (!values.empty()) put(LDAP_MOD_ADD, name, values);
  }
  finish();
}

void ModList::put(int op, const AttributeName& attribute, const Values& values) {
  Part& part = parts_.emplace_back();
  for (const std::string& value : values) part.values.push_back(borrow(value));
  for (berval& value : part.values) part.pointers.push_back(&value);
  part.pointers.push_back(nullptr);
  part.mod.mod_op = op | LDAP_MOD_BVALUES;
  part.mod.mod_type = const_cast<char*>(attribute.text().c_str());
  // No list at all, rather than an empty one, means all values.
  part.mod.mod_bvalues = values.empty() ? nullptr : part.pointers.data();
}

void ModList::finish() {
  for (Part& part : parts_) table_.push_back(&part.mod);
  table_.push_back(nullptr);
}

AttributeList::AttributeList(std::vector<std::string> names) : names_(std::move(names)) {
  for (std::string& name : names_) table_.push_back(name.data());
  table_.push_back(nullptr);
}

}  // namespace bridge::ldap
