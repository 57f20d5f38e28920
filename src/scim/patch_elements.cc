#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "scim/error.h"
#include "scim/json_object.h"
#include "scim/patch_edit.h"
#include "scim/patch_slot.h"
#include "scim/patch_target.h"

namespace bridge::scim {
namespace {

using Kind = PatchOperation::Kind;

// What an element must say to satisfy a filter of equalities; false when the filter is of another sort.
bool spell_out(const Filter& filter, Json& element) {
  if (const auto* both = std::get_if<And>(&filter))
    return spell_out(*both->left, element) && spell_out(*both->right, element);
  const auto* compare = std::get_if<Compare>(&filter);
  if (compare == nullptr || compare->op != Comparison::eq) return false;
  element[compare->path.attribute] = compare->value;
  return true;
}

// One operation on the elements that a filter picks.
class ElementEdit {
 public:
  ElementEdit(ResourceType type, Json& list, Kind kind, const ValuePathTarget& path,
              const std::optional<Json>& value)
      : type_(type),
        list_(list),
        kind_(kind),
        path_(path),
        value_(value),
        attribute_(find_attribute(type, path.attribute)) {}

  Status run() {
    make_list(list_);
    std::vector<std::size_t> picked = pick();
    if (kind_ == Kind::remove) {
      TRY(remove(picked));
      return Done{};
    }
    TRY_AS(normal, fit_value());
    if (picked.empty() && normal) {
      TRY(make_one());
      picked.push_back(list_.size() - 1);
    }
    for (const std::size_t place : picked) set(list_[place], normal);
    for (const std::size_t place : picked) settle_primary(place);
    if (!normal) drop(picked);
    fold_equal(list_);
    return Done{};
  }

 private:
  std::vector<std::size_t> pick() const {
    std::vector<std::size_t> picked;
    for (std::size_t i = 0; i < list_.size(); ++i)
      if (element_matches(type_, path_.attribute, *path_.filter, list_[i])) picked.push_back(i);
    return picked;
  }

  AttributePath part() const { return {path_.attribute.urn, path_.attribute.attribute, path_.sub}; }

  Normal fit_value() const {
    if (!path_.sub.empty()) return fit(type_, part(), *value_);
    if (attribute_ == nullptr) return without_empties(*value_);
    return normal_single(*attribute_, *value_, to_text(path_.attribute));
  }

  Status make_one() {
    Json element = Json::object();
    if (!spell_out(*path_.filter, element))
      return invalid_input(fmt::format("no value is at '{}'", to_text(PatchTarget(path_))), kNoTarget);
    list_.push_back(std::move(element));
    return Done{};
  }

  // A whole element is replaced, but for what the filter found it by: the next operation with the same filter
  // must find it again.
  void set(Json& element, const std::optional<Json>& normal) {
    if (!path_.sub.empty()) {
      if (!element.is_object()) element = Json::object();
      put(element, path_.sub, normal);
    } else if (!normal || !normal->is_object()) {
      element = normal.value_or(Json());
    } else {
      if (kind_ == Kind::replace || !element.is_object()) {
        element = Json::object();
        if (!spell_out(*path_.filter, element)) element = Json::object();
      }
      element.update(*normal);
    }
  }

  void settle_primary(std::size_t place) {
    const Json* primary = find_member(list_[place], "primary");
    if (primary != nullptr && *primary == true) keep_primary(list_, place);
  }

  Status remove(const std::vector<std::size_t>& picked) {
    std::optional<Json> only;  // Clients may say which value they believe is there.
    if (value_ && !path_.sub.empty()) {
      TRY_AS(normal, fit_value());
      only = std::move(normal);
    }
    for (const std::size_t place : picked) {
      if (path_.sub.empty())
        list_[place] = nullptr;
      else if (!only || is_same(list_[place], *only))
        erase(list_[place], path_.sub);
    }
    drop(picked);
    return Done{};
  }

  bool is_same(const Json& element, const Json& value) const {
    const Json* actual = find_member(element, path_.sub);
    if (actual == nullptr || !actual->is_string() || !value.is_string()) return true;
    return fold_case(actual->get_ref<const std::string&>()) == fold_case(value.get_ref<const std::string&>());
  }

  // Takes away those of the elements that an operation emptied.
  void drop(const std::vector<std::size_t>& picked) {
    for (const std::size_t place : picked)
      if (is_husk(list_[place])) list_[place] = nullptr;
    std::erase_if(list_.get_ref<Json::array_t&>(), [](const Json& element) { return is_empty(element); });
  }

  ResourceType type_;
  Json& list_;
  Kind kind_;
  const ValuePathTarget& path_;
  const std::optional<Json>& value_;
  const Attribute* attribute_;
};

}  // namespace

Status edit_elements(ResourceType type, Json& body, Kind kind, const ValuePathTarget& path,
                     const std::optional<Json>& value) {
  Json& list = slot(home_of(body, path.attribute), path.attribute.attribute);
  return ElementEdit(type, list, kind, path, value).run();
}

}  // namespace bridge::scim
