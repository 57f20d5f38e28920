#include <algorithm>
#include <nlohmann/json.hpp>

#include "scim/json_object.h"
#include "scim/patch_edit.h"
#include "scim/patch_slot.h"

namespace bridge::scim {
namespace {

using Kind = PatchOperation::Kind;

// An element goes by its value and kind; what else is said about it need not be repeated to remove it.
bool is_meant(const Json& element, const Json& pattern) {
  if (!pattern.is_object() || !element.is_object()) return element == pattern;
  const bool by_value = pattern.contains("value");
  return std::all_of(pattern.items().begin(), pattern.items().end(), [&](const auto& item) {
    if (by_value && item.key() != "value" && item.key() != "type") return true;
    const Json* actual = find_member(element, item.key());
    return actual != nullptr && *actual == item.value();
  });
}

void remove_listed(Json& list, const Json& patterns) {
  Json kept = Json::array();
  for (const Json& element : list) {
    const bool meant = std::any_of(patterns.begin(), patterns.end(),
                                   [&](const Json& pattern) { return is_meant(element, pattern); });
    if (!meant) kept.push_back(element);
  }
  list = std::move(kept);
}

void append(Json& list, const Json& more) {
  make_list(list);
  for (const Json& element : more) list.push_back(element);
  fold_equal(list);
  keep_last_primary(list);
}

// One operation on one attribute.
class AttributeEdit {
 public:
  AttributeEdit(ResourceType type, Json& body, Kind kind, const AttributePath& path,
                const std::optional<Json>& value)
      : type_(type),
        body_(body),
        kind_(kind),
        path_(path),
        value_(value),
        attribute_(find_attribute(type, whole())) {}

  Status run() {
    if (kind_ == Kind::remove) return remove();
    if (!path_.sub.empty()) return set_part();
    if (attribute_ == nullptr) return set_unknown();
    const bool merges = attribute_->type == Attribute::Type::complex && !attribute_->multi_valued;
    if (merges && !is_reference(*attribute_) && value_->is_object()) return merge();
    return set();
  }

 private:
  AttributePath whole() const { return {path_.urn, path_.attribute, {}}; }
  Json& home() { return home_of(body_, path_); }
  bool is_list() { return attribute_ ? attribute_->multi_valued : slot(home(), path_.attribute).is_array(); }

  Status set() {
    TRY_AS(normal, fit(type_, path_, *value_));
    if (kind_ == Kind::add && attribute_->multi_valued) {
      if (normal) append(slot(home(), path_.attribute), *normal);
    } else {
      put(home(), path_.attribute, std::move(normal));
    }
    return Done{};
  }

  // Sub-attributes that are not named stay (RFC 7644 section 3.5.2.3).
  Status merge() {
    for (const auto& [key, part] : value_->items()) {
      const Attribute* sub = attribute_->sub(key);
      if (sub != nullptr && sub->mutability == Attribute::Mutability::read_only) continue;
      const AttributePath to{path_.urn, path_.attribute, sub ? sub->name : key};
      TRY(AttributeEdit(type_, body_, kind_, to, part).run());
    }
    return Done{};
  }

  Status set_unknown() {
    auto kept = without_empties(*value_);
    Json& there = slot(home(), path_.attribute);
    if (kept && kind_ == Kind::add && there.is_array()) {
      make_list(*kept);
      append(there, *kept);
    } else if (kept && kind_ == Kind::add && there.is_object() && kept->is_object()) {
      there.update(*kept);
    } else {
      put(home(), path_.attribute, std::move(kept));
    }
    return Done{};
  }

  // Of every element, when there are several: no filter says otherwise.
  Status set_part() {
    TRY_AS(normal, fit(type_, path_, *value_));
    Json& there = slot(home(), path_.attribute);
    if (is_list()) {
      make_list(there);
      if (there.empty() && normal) there.push_back(Json::object());
      for (Json& element : there) set_part_of(element, normal);
      prune(there);
    } else {
      set_part_of(there, normal);
    }
    return Done{};
  }

  void set_part_of(Json& object, const std::optional<Json>& normal) {
    // What else stood beside a reference's value spoke of the old one.
    const bool points_elsewhere = attribute_ != nullptr && is_reference(*attribute_) && path_.sub == "value";
    if (!object.is_object() || points_elsewhere) object = Json::object();
    put(object, path_.sub, normal);
  }

  void prune(Json& list) {
    fold_equal(list);
    keep_last_primary(list);
    auto& elements = list.get_ref<Json::array_t&>();
    std::erase_if(elements, [](const Json& element) { return is_empty(element); });
  }

  Status remove() {
    Json* there = find_member(home(), path_.attribute);
    if (there == nullptr) return Done{};
    if (!path_.sub.empty()) return remove_part(*there);
    const bool listed = value_ && (!is_empty(*value_) || value_->is_array());
    if (!listed || !is_list()) {
      erase(home(), path_.attribute);
      return Done{};
    }
    TRY_AS(patterns, fit(type_, path_, *value_));
    if (patterns) make_list(*patterns);
    if (patterns) remove_listed(*there, *patterns);
    return Done{};
  }

  Status remove_part(Json& there) {
    if (there.is_array()) {
      for (Json& element : there) erase(element, path_.sub);
      std::erase_if(there.get_ref<Json::array_t&>(), is_husk);
    } else {
      erase(there, path_.sub);
    }
    return Done{};
  }

  ResourceType type_;
  Json& body_;
  Kind kind_;
  const AttributePath& path_;
  std::optional<Json> value_;
  const Attribute* attribute_;
};

}  // namespace

Status edit_attribute(ResourceType type, Json& body, Kind kind, const AttributePath& path,
                      const std::optional<Json>& value) {
  return AttributeEdit(type, body, kind, path, value).run();
}

}  // namespace bridge::scim
