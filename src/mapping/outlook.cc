#include "mapping/outlook.h"

#include <algorithm>

#include "base/overloaded.h"

namespace bridge::mapping {
namespace {

std::string name_of(const Transform& transform) { return transform.text.substr(0, transform.text.find(':')); }

// Leaves something of every value that people really have.
bool keeps(const Transform& transform) {
  constexpr std::string_view kKeeping[] = {"lower", "upper", "trim", "before", "max",
                                           "ascii", "hash",  "join", "postal"};
  return std::find(std::begin(kKeeping), std::end(kKeeping), name_of(transform)) != std::end(kKeeping);
}

bool keep(const std::vector<Transform>& transforms) {
  return std::all_of(transforms.begin(), transforms.end(), keeps);
}

bool is(const SourcePath& path, std::string_view attribute) {
  return path.path.urn.empty() && path.path.sub.empty() &&
         equals_ignoring_ascii_case(path.path.attribute, attribute);
}

bool is_sure(const ResourceRules& rules, const Source& source) {
  return std::visit(
      overloaded{[](const OwnId&) { return true; }, [](const Password&) { return false; },
                 [&](const Written& written) {
                   const Rule* rule = rules.find(written.attribute);
                   return rule && is_sure(rules, *rule);
                 },
                 [&](const SourcePath& path) {
                   return is(path, rules.type == scim::ResourceType::user ? "userName" : "displayName");
                 }},
      source);
}

bool is_sure(const ResourceRules& rules, const Template& made) {
  return std::all_of(made.parts.begin(), made.parts.end(), [&](const auto& part) {
    const auto* placeholder = std::get_if<Placeholder>(&part);
    if (!placeholder) return true;
    return (is_sure(rules, placeholder->source) && keep(placeholder->transforms)) ||
           (placeholder->fallback && is_sure(rules, *placeholder->fallback));
  });
}

bool is_sure(const ResourceRules& rules, const Alternative& alternative) {
  if (alternative.fallback && is_sure(rules, *alternative.fallback)) return true;
  const bool made =
      std::visit(overloaded{[&](const Templates& templates) {
                              return std::any_of(templates.begin(), templates.end(),
                                                 [&](const Template& one) { return is_sure(rules, one); });
                            },
                            [&](const Pick& from) { return is_sure(rules, from.source); },
                            [](const Allocate&) { return true; }, [](const Generate&) { return true; }},
                 alternative.value);
  return made && keep(alternative.transforms);
}

}  // namespace

bool is_sure(const ResourceRules& rules, const Rule& rule) {
  const auto& ways = rule.alternatives;
  return !rule.reads_password && !rule.as_dn && !ways.empty() && !ways.back().when &&
         std::all_of(ways.begin(), ways.end(), [&](const Alternative& way) { return is_sure(rules, way); });
}

bool may_be_several(const Rule& rule) {
  return std::any_of(rule.alternatives.begin(), rule.alternatives.end(), [](const Alternative& way) {
    const bool joined = std::any_of(way.transforms.begin(), way.transforms.end(),
                                    [](const Transform& one) { return name_of(one) == "join"; });
    const auto* templates = std::get_if<Templates>(&way.value);
    const auto* pick = std::get_if<Pick>(&way.value);
    return !joined && ((templates && templates->size() > 1) || (pick && pick->all));
  });
}

std::optional<std::string> constant(const Template& made) {
  std::string text;
  for (const auto& part : made.parts) {
    const auto* literal = std::get_if<std::string>(&part);
    if (!literal) return std::nullopt;
    text += *literal;
  }
  return text;
}

namespace {

bool is_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

// What clients put there, by RFC 7643 and by custom.
Content content_of(scim::ResourceType type, const SourcePath& path) {
  struct Known {
    std::string_view attribute, sub;
    Content content;
  };
  constexpr Known kKnown[] = {
      {"active", "", Content::boolean},
      {"externalId", "", Content::ascii},
      {"userName", "", Content::ascii},
      {"emails", "value", Content::ascii},
      {"phoneNumbers", "value", Content::telephone},
      {"addresses", "country", Content::country},
      {"preferredLanguage", "", Content::ascii},
      {"locale", "", Content::ascii},
      {"timezone", "", Content::ascii},
      {"profileUrl", "", Content::ascii},
      {"meta", "created", Content::date_time},
      {"meta", "lastModified", Content::date_time},
      {"ims", "value", Content::ascii},
      {"photos", "value", Content::ascii},
      {"x509Certificates", "value", Content::ascii},
  };
  const bool core = path.path.urn.empty() || type == scim::ResourceType::group;
  for (const Known& known : kKnown) {
    const bool whole = path.path.sub.empty() && known.sub == "value";
    const std::string_view sub = whole ? known.sub : std::string_view(path.path.sub);
    if (core && equals_ignoring_ascii_case(path.path.attribute, known.attribute) &&
        equals_ignoring_ascii_case(sub, known.sub))
      return known.content;
  }
  return equals_ignoring_ascii_case(path.path.sub, "primary") ? Content::boolean : Content::text;
}

Content after(Content content, const std::vector<Transform>& transforms) {
  for (const Transform& transform : transforms) {
    const std::string name = name_of(transform);
    if (name == "map") content = Content::chosen;
    if (name == "boolean") content = Content::boolean;
    if (name == "date") content = Content::time;
    if (name == "hash") content = Content::integer;
    if (name == "phone") content = Content::telephone;
    if (transform.most == 2) content = Content::country;
    if (name == "ascii" && content == Content::text) content = Content::ascii;
  }
  return content;
}

Content content_of(scim::ResourceType type, const Source& source) {
  return std::visit(
      overloaded{[](const OwnId&) { return Content::ascii; }, [](const Password&) { return Content::text; },
                 // Whatever the other rule makes fits where it is written itself.
                 [](const Written&) { return Content::chosen; },
                 [&](const SourcePath& path) { return content_of(type, path); }},
      source);
}

Content content_of(scim::ResourceType type, const Template& made) {
  if (constant(made)) return Content::chosen;
  const auto* only = made.parts.size() == 1 ? std::get_if<Placeholder>(&made.parts.front()) : nullptr;
  if (only) return after(content_of(type, only->source), only->transforms);
  const bool ascii = std::all_of(made.parts.begin(), made.parts.end(), [&](const auto& part) {
    const auto* placeholder = std::get_if<Placeholder>(&part);
    if (!placeholder) return is_ascii(std::get<std::string>(part));
    return after(content_of(type, placeholder->source), placeholder->transforms) != Content::text;
  });
  return ascii ? Content::ascii : Content::text;
}

}  // namespace

Content content_of(scim::ResourceType type, const Rule& rule, const Alternative& alternative) {
  if (rule.as_dn) return Content::reference;
  const Content raw = std::visit(
      overloaded{[&](const Templates& templates) {
                   Content widest = templates.empty() ? Content::chosen : content_of(type, templates.front());
                   for (const Template& one : templates)
                     if (content_of(type, one) == Content::text) widest = Content::text;
                   return widest;
                 },
                 [&](const Pick& from) { return content_of(type, from.source); },
                 [](const Allocate&) { return Content::integer; },
                 [](const Generate&) { return Content::chosen; }},
      alternative.value);
  return after(raw, alternative.transforms);
}

std::vector<std::string> first_sources(const Rule& rule) {
  std::vector<std::string> names;
  const auto note = [&](const Source& source) { names.push_back(to_text(source)); };
  for (const Alternative& way : rule.alternatives) {
    if (const auto* pick = std::get_if<Pick>(&way.value)) note(pick->source);
    const auto* templates = std::get_if<Templates>(&way.value);
    for (const Template& made : templates ? *templates : Templates())
      for (const auto& part : made.parts)
        if (const auto* placeholder = std::get_if<Placeholder>(&part)) note(placeholder->source);
  }
  return names;
}

}  // namespace bridge::mapping
