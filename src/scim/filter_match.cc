#include <functional>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/overloaded.h"
#include "base/text.h"
#include "scim/comparison.h"
#include "scim/date_time.h"
#include "scim/filter.h"
#include "scim/json_object.h"

namespace bridge::scim {
namespace {

// -1, 0 or 1 turned into the answer of an operator.
bool holds(Comparison op, int order) {
  switch (op) {
    case Comparison::eq:
      return order == 0;
    case Comparison::ne:
      return order != 0;
    case Comparison::gt:
      return order > 0;
    case Comparison::ge:
      return order >= 0;
    case Comparison::lt:
      return order < 0;
    case Comparison::le:
      return order <= 0;
    case Comparison::co:
    case Comparison::sw:
    case Comparison::ew:
      break;
  }
  return false;
}

template <class Value>
int order_of(const Value& a, const Value& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

bool text_holds(Comparison op, const std::string& actual, const std::string& expected) {
  if (op == Comparison::co) return actual.find(expected) != std::string::npos;
  if (op == Comparison::sw) return actual.starts_with(expected);
  if (op == Comparison::ew) return actual.ends_with(expected);
  return holds(op, order_of(actual, expected));
}

std::string text_of(const Json& scalar) {
  return scalar.is_string() ? scalar.get<std::string>() : to_text(scalar);
}

std::optional<Instant> instant_of(const Json& value) {
  return value.is_string() ? parse_date_time(value.get_ref<const std::string&>()) : std::nullopt;
}

bool scalar_holds(const Attribute* attribute, Comparison op, const Json& actual, const Json& expected) {
  if (!is_textual(op)) {
    if (actual.is_number() && expected.is_number()) return holds(op, order_of(actual, expected));
    if (attribute != nullptr && attribute->type == Attribute::Type::date_time) {
      const auto a = instant_of(actual), b = instant_of(expected);
      if (a && b) return holds(op, order_of(*a, *b));
    }
  }
  if (attribute != nullptr && attribute->case_exact)
    return text_holds(op, text_of(actual), text_of(expected));
  return text_holds(op, fold_case(text_of(actual)), fold_case(text_of(expected)));
}

// The sub-attribute of an element; of a bare value, the value itself stands for `value`.
const Json* part_of(const Json& element, std::string_view sub) {
  if (element.is_object()) return find_member(element, sub);
  return equals_ignoring_ascii_case(sub, "value") ? &element : nullptr;
}

using OnValue = std::function<bool(const Json*)>;

// Whether some one value satisfies the test; for an attribute without any it is asked about null.
bool any_value(const Json* value, const OnValue& test) {
  if (value == nullptr || is_empty(*value)) return test(nullptr);
  if (!value->is_array()) return test(value);
  for (const Json& element : *value)
    if (test(&element)) return true;
  return false;
}

bool present(const Json* value) {
  return any_value(value, [](const Json* element) { return element != nullptr && !is_empty(*element); });
}

bool compare(const Attribute* attribute, const Compare& compare, const Json* actual) {
  if (actual == nullptr || is_empty(*actual)) return compare.op == Comparison::ne;
  if (actual->is_structured()) {
    // Only attributes that the schema does not know get here whole.
    const Json* value = part_of(*actual, "value");
    return value ? !value->is_structured() && scalar_holds(attribute, compare.op, *value, compare.value)
                 : compare.op == Comparison::ne;
  }
  return scalar_holds(attribute, compare.op, *actual, compare.value);
}

// Decides about one resource, or about one element when `within` says of which attribute.
class Matcher {
 public:
  Matcher(ResourceType type, const AttributePath* within, const Json& subject)
      : type_(type), within_(within), subject_(subject) {}

  bool operator()(const Present& f) const { return any(f.path, present); }
  bool operator()(const Compare& f) const {
    const Attribute* attribute = look_up(f.path);
    return any(f.path, [&](const Json* value) { return compare(attribute, f, value); });
  }
  bool operator()(const And& f) const { return visit(*f.left) && visit(*f.right); }
  bool operator()(const Or& f) const { return visit(*f.left) || visit(*f.right); }
  bool operator()(const Not& f) const { return !visit(*f.inner); }
  bool operator()(const ValuePath& f) const {
    return any_value(find(f.path), [&](const Json* element) {
      return element != nullptr && element_matches(type_, f.path, *f.inner, *element);
    });
  }
  bool visit(const Filter& filter) const { return std::visit(*this, filter); }

 private:
  const Attribute* look_up(const AttributePath& path) const {
    return find_attribute(type_,
                          within_ ? AttributePath{within_->urn, within_->attribute, path.attribute} : path);
  }
  const Json* find(const AttributePath& path) const {
    if (within_ != nullptr) return part_of(subject_, path.attribute);
    const Json* home = path.urn.empty() ? &subject_ : find_member(subject_, path.urn);
    return home ? find_member(*home, path.attribute) : nullptr;
  }
  bool any(const AttributePath& path, const OnValue& test) const {
    if (path.sub.empty()) return any_value(find(path), test);
    return any_value(find(path), [&](const Json* element) {
      return any_value(element ? part_of(*element, path.sub) : nullptr, test);
    });
  }

  ResourceType type_;
  const AttributePath* within_;
  const Json& subject_;
};

}  // namespace

bool matches(ResourceType type, const Filter& filter, const Json& resource) {
  return Matcher(type, nullptr, resource).visit(filter);
}

bool element_matches(ResourceType type, const AttributePath& attribute, const Filter& inner,
                     const Json& element) {
  return Matcher(type, &attribute, element).visit(inner);
}

}  // namespace bridge::scim
