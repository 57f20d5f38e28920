#include "mapping/recover.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "base/overloaded.h"
#include "mapping/inverse.h"
#include "mapping/translate.h"
#include "scim/resource.h"

namespace bridge::mapping {
namespace {

using scim::Json;
using scim::ResourceType;

// Stands for the id while none is known.
constexpr char kSomeId[] = "00000000-0000-0000-0000-000000000000";

bool same(ldap::Values a, ldap::Values b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

bool is_uuid(const std::string& text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return false;
  }
  return true;
}

// The one placeholder of a template, where there is no other.
const Placeholder* only_placeholder(const Template& made) {
  const Placeholder* found = nullptr;
  for (const auto& part : made.parts) {
    const auto* placeholder = std::get_if<Placeholder>(&part);
    if (placeholder && found) return nullptr;
    if (placeholder) found = placeholder;
  }
  return found;
}

// What the placeholder gave, when the text around it is taken away.
std::optional<std::string> without_text(const Template& made, std::string value) {
  bool behind = false;
  for (const auto& part : made.parts) {
    const auto* text = std::get_if<std::string>(&part);
    if (!text) {
      behind = true;
      continue;
    }
    if (behind ? !value.ends_with(*text) : !value.starts_with(*text)) return std::nullopt;
    if (value.size() <= text->size()) return std::nullopt;
    value = behind ? value.substr(0, value.size() - text->size()) : value.substr(text->size());
  }
  return value;
}

// How sure a rule is to say what it was made from: those that are surer come first.
enum class Surety { filtered, plain, fallback, none };

Surety surety_of(const Source& source) {
  const auto* path = std::get_if<SourcePath>(&source);
  if (!path) return Surety::none;
  return path->filter ? Surety::filtered : Surety::plain;
}

Surety surety_of(const Rule& rule) {
  if (rule.alternatives.empty() || rule.is_secret() || rule.as_dn) return Surety::none;
  if (rule.alternatives.size() > 1 || rule.alternatives.front().fallback) return Surety::fallback;
  const Alternative& only = rule.alternatives.front();
  if (const auto* pick = std::get_if<Pick>(&only.value)) return surety_of(pick->source);
  const auto* templates = std::get_if<Templates>(&only.value);
  if (!templates) return Surety::none;
  if (templates->size() > 1) return Surety::fallback;
  const Placeholder* placeholder = only_placeholder(templates->front());
  if (!placeholder || placeholder->fallback) return Surety::fallback;
  return surety_of(placeholder->source);
}

class Recovery {
 public:
  Recovery(const ResourceRules& rules, const ldap::Entry& entry) : rules_(rules), entry_(entry) {}

  Recovered run() && {
    body_ = Json::object();
    read_active();
    read_chosen();
    read_id();
    for (const Surety surety : {Surety::filtered, Surety::plain, Surety::fallback})
      for (const Rule& rule : rules_.rules)
        if (surety_of(rule) == surety && !is_overridden(rule.attribute)) invert(rule, surety);
    read_references();
    normalise();
    if (id_.empty()) read_id_from_anchor();
    return {std::move(id_), std::move(body_), std::move(chosen_), std::move(pools_), std::move(references_)};
  }

 private:
  const ldap::Values& values(const ldap::AttributeName& name) const {
    return ldap::values_of(entry_.attributes, name);
  }

  bool is_overridden(const ldap::AttributeName& name) const {
    const auto& set = rules_.inactive.set;
    return inactive_ &&
           std::any_of(set.begin(), set.end(), [&](const Override& one) { return one.attribute == name; });
  }

  // Inactive is who shows everything that disabling writes; one lock alone may be somebody else's.
  void read_active() {
    const Inactive& inactive = rules_.inactive;
    if (rules_.type != ResourceType::user) return;
    if (inactive.set.empty() && inactive.bits.empty() && inactive.move.empty()) return;
    inactive_ = std::all_of(inactive.set.begin(), inactive.set.end(),
                            [&](const Override& one) { return shows(one); }) &&
                std::all_of(inactive.bits.begin(), inactive.bits.end(),
                            [&](const auto& one) { return shows(one.first, one.second); }) &&
                stands_where_the_inactive_are();
    body_["active"] = !inactive_;
  }

  bool shows(const Override& change) const {
    const auto& have = values(change.attribute);
    if (change.values.empty()) return have.empty();
    for (const Template& made : change.values) {
      const bool constant = std::all_of(made.parts.begin(), made.parts.end(), [](const auto& part) {
        return std::holds_alternative<std::string>(part);
      });
      if (!constant) {
        if (have.empty()) return false;
        continue;  // What it is made of is not known yet.
      }
      std::string text;
      for (const auto& part : made.parts) text += std::get<std::string>(part);
      if (std::find(have.begin(), have.end(), text) == have.end()) return false;
    }
    return true;
  }

  bool shows(const ldap::AttributeName& name, const Bits& bits) const {
    const auto& have = values(name);
    if (have.empty()) return false;
    const auto flags = static_cast<std::uint32_t>(std::strtoll(have.front().c_str(), nullptr, 10));
    return (flags & bits.set) == bits.set && (flags & bits.clear) == 0;
  }

  bool stands_where_the_inactive_are() const {
    const auto& move = rules_.inactive.move;
    return move.empty() || std::any_of(move.begin(), move.end(), [&](const Placement& place) {
             return entry_.dn.is_below(place.base);
           });
  }

  void read_chosen() {
    for (const Rule& rule : rules_.rules) {
      const auto number =
          std::find_if(rule.alternatives.begin(), rule.alternatives.end(),
                       [](const auto& one) { return std::holds_alternative<Allocate>(one.value); });
      const bool is_number = number != rule.alternatives.end();
      const auto& have = values(rule.attribute);
      if ((!is_number && !rule.chosen_once) || have.empty()) continue;
      if (is_number) pools_[rule.attribute] = std::get<Allocate>(number->value).pool;
      const std::string named = name_in_dn(rule.attribute);
      chosen_[rule.attribute] = named.empty() ? have.front() : named;
    }
  }

  std::string name_in_dn(const ldap::AttributeName& name) const {
    for (const auto& ava : entry_.dn.rdn())
      if (ava.type == name) return ava.value;
    return "";
  }

  void read_id() {
    for (const Rule& rule : rules_.rules) {
      if (rule.alternatives.size() != 1) continue;
      const auto* templates = std::get_if<Templates>(&rule.alternatives.front().value);
      if (!templates || templates->size() != 1 || templates->front().parts.size() != 1) continue;
      const auto* placeholder = std::get_if<Placeholder>(&templates->front().parts.front());
      if (!placeholder || !std::holds_alternative<OwnId>(placeholder->source)) continue;
      if (!placeholder->transforms.empty() || !rule.alternatives.front().transforms.empty()) continue;
      const auto& have = values(rule.attribute);
      if (have.size() == 1 && is_uuid(have.front())) id_ = have.front();
    }
  }

  // An anchor that is the id where there is no externalId may be either: it serves as both.
  void read_id_from_anchor() {
    const Rule* rule = rules_.find(rules_.anchor);
    const auto& have = values(rules_.anchor);
    if (!rule || have.size() != 1 || !is_uuid(have.front())) return;
    for_each_source(*rule, [&](const Source& source) {
      if (std::holds_alternative<OwnId>(source)) id_ = have.front();
    });
  }

  void invert(const Rule& rule, Surety surety) {
    const auto& have = values(rule.attribute);
    if (have.empty()) return;
    if (agrees(rule, body_)) return;
    const std::size_t wrong = disagreements(body_);
    for (const Alternative& alternative : rule.alternatives)
      for (const Json& tried : guesses(rule, alternative)) {
        // Somebody may have edited one of several attributes that say the same; which, nobody knows.
        const bool sure = surety != Surety::fallback;
        if (!agrees(rule, tried) && !(sure && have.size() > 1)) continue;
        if (!sure && disagreements(tried) > wrong) continue;
        body_ = tried;
        return;
      }
  }

  // Bodies that may have made the values of this rule.
  std::vector<Json> guesses(const Rule& rule, const Alternative& alternative) {
    std::vector<Json> found;
    const auto& have = values(rule.attribute);
    if (const auto* pick = std::get_if<Pick>(&alternative.value)) {
      Json body = body_;
      if (assign_all(*pick, alternative, have, body)) found.push_back(std::move(body));
      return found;
    }
    const auto* templates = std::get_if<Templates>(&alternative.value);
    if (!templates) return found;
    if (templates->size() > 1) {
      Json body = body_;
      if (assign_each(*templates, alternative, have, body)) found.push_back(std::move(body));
      return found;
    }
    for (const std::string& value : have)
      for_each_origin(templates->front(), alternative.transforms, value,
                      [&](const SourcePath& source, const std::string& text) {
                        Json body = body_;
                        if (assign(rules_.type, source, text, body)) found.push_back(std::move(body));
                      });
    return found;
  }

  bool assign_all(const Pick& pick, const Alternative& alternative, const ldap::Values& have,
                  Json& body) const {
    const auto* source = std::get_if<SourcePath>(&pick.source);
    if (!source) return false;
    const Selection known = select(rules_.type, *source, body);
    for (const std::string& value : have) {
      const auto text = before_transforms(alternative.transforms, value);
      if (!text) return false;
      if (std::find(known.values.begin(), known.values.end(), *text) != known.values.end()) continue;
      if (!assign(rules_.type, *source, *text, body)) return false;
      if (!pick.all) break;
    }
    return true;
  }

  // Each template has made one of the values, in whatever order the server gives them.
  bool assign_each(const Templates& templates, const Alternative& alternative, const ldap::Values& have,
                   Json& body) const {
    auto left = have;
    for (const Template& made : templates) {
      if (left.empty()) break;
      bool done = false;
      for_each_origin(made, alternative.transforms, left.front(),
                      [&](const SourcePath& source, const std::string& text) {
                        done = done || assign(rules_.type, source, text, body);
                      });
      if (done) left.erase(left.begin());
    }
    return left.empty();
  }

  // The sources that may have made this value: the template's own, then those it falls back on.
  void for_each_origin(const Template& made, const std::vector<Transform>& transforms,
                       const std::string& value,
                       const std::function<void(const SourcePath&, const std::string&)>& visit) const {
    const auto whole = before_transforms(transforms, value);
    const Placeholder* placeholder = only_placeholder(made);
    if (!whole || !placeholder) return;
    const auto inner = without_text(made, *whole);
    if (!inner) return;
    if (const auto* source = std::get_if<SourcePath>(&placeholder->source))
      if (const auto text = before_transforms(placeholder->transforms, *inner)) visit(*source, *text);
    if (placeholder->fallback && made.parts.size() == 1)
      for_each_origin(*placeholder->fallback, {}, *inner, visit);
  }

  Desired translated(const Json& body) const {
    scim::Resource resource;
    resource.id = scim::ResourceId{id_.empty() ? kSomeId : id_};
    resource.type = rules_.type;
    resource.body = body;
    const DnOf nobody = [](const std::string&) { return std::optional<ldap::Dn>(); };
    return translate_attributes(rules_, resource, nobody, chosen_);
  }

  bool agrees(const Rule& rule, const Json& body) const {
    const Desired desired = translated(body);
    const auto made = desired.attributes.find(rule.attribute);
    return made != desired.attributes.end() && same(made->second, values(rule.attribute));
  }

  // How many rules would write something else than what stands there.
  std::size_t disagreements(const Json& body) const {
    const Desired desired = translated(body);
    std::size_t wrong = 0;
    for (const auto& [name, wanted] : desired.attributes) {
      const Rule* rule = rules_.find(name);
      if (rule && !rule->as_dn && desired.owned.contains(name) && !same(wanted, values(name))) ++wrong;
    }
    return wrong;
  }

  void read_references() {
    for (const Rule& rule : rules_.rules) {
      if (!rule.as_dn || is_overridden(rule.attribute)) continue;
      for (const Alternative& alternative : rule.alternatives) {
        const SourcePath* source = path_of(alternative);
        if (!source || source->filter) continue;
        for (const std::string& dn : values(rule.attribute)) references_.push_back({source->path, dn});
        break;
      }
    }
  }

  static const SourcePath* path_of(const Alternative& alternative) {
    if (const auto* pick = std::get_if<Pick>(&alternative.value))
      return std::get_if<SourcePath>(&pick->source);
    const auto* templates = std::get_if<Templates>(&alternative.value);
    const auto* placeholder =
        templates && templates->size() == 1 ? only_placeholder(templates->front()) : nullptr;
    return placeholder ? std::get_if<SourcePath>(&placeholder->source) : nullptr;
  }

  // As if a client had sent it. What is required and unknown stays unknown.
  void normalise() {
    for (auto at = body_.begin(); at != body_.end();)
      at = at->is_null() || ((at->is_object() || at->is_array()) && at->empty()) ? body_.erase(at) : ++at;
    const char* required = rules_.type == ResourceType::user ? "userName" : "displayName";
    const bool lacks = !body_.contains(required);
    Json whole = body_;
    if (lacks) whole[required] = "x";
    auto content = scim::normalise(rules_.type, whole);
    if (!content) return;
    body_ = std::move(content->body);
    if (lacks) body_.erase(required);
  }

  const ResourceRules& rules_;
  const ldap::Entry& entry_;
  bool inactive_ = false;
  std::string id_;
  Json body_;
  Chosen chosen_;
  std::map<ldap::AttributeName, std::string> pools_;
  std::vector<Recovered::Reference> references_;
};

}  // namespace

Recovered recover(const ResourceRules& rules, const ldap::Entry& entry) {
  return Recovery(rules, entry).run();
}

void set_reference(Json& body, const scim::AttributePath& path, const std::string& id) {
  Json& home = path.urn.empty() ? body : body[path.urn];
  if (home.is_null()) home = Json::object();
  if (path.sub.empty())
    home[path.attribute] = Json::object({{"value", id}});
  else
    home[path.attribute][path.sub] = id;
}

}  // namespace bridge::mapping
