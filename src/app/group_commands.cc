#include "app/group_commands.h"

#include <algorithm>

#include "sync/references.h"

namespace bridge::app {
namespace {

using scim::Json;

constexpr char kPlaceholderOnly[] = "placeholder_only";
constexpr int kMostShown = 10000;

Result<scim::ResourceId> find_group(const store::Reader& reader, const std::string& named) {
  TRY_AS(resource, reader.resource(scim::ResourceId{named}));
  if (resource && resource->type == scim::ResourceType::group) return resource->id;
  TRY_AS(holder, reader.holder({store::Name::Kind::display_name, scim::ResourceType::group, named}));
  if (!holder) return not_found("there is no group '" + named + "'");
  return *holder;
}

}  // namespace

Result<Json> adopt_exactly(const OperatorCommand& command, const OperatorContext& context) {
  TRY_AS(group, context.store.read(
                    [&](const store::Reader& reader) { return find_group(reader, command.subject); }));
  TRY(context.store.write(
      [&](store::Transaction& transaction) { return sync::list_exactly(transaction, group); }));
  context.work_left();
  return Json{{"group", group.value}, {"members", "exact"}};
}

Status add_empty_groups(Json& flags, const OperatorContext& context) {
  return context.store.read([&](const store::Reader& reader) -> Status {
    TRY_AS(groups, reader.empty_groups(context.listing, kMostShown));
    for (const auto& group : groups) {
      TRY_AS(resource, reader.resource(group));
      if (!resource) continue;
      flags.push_back({{"kind", kPlaceholderOnly},
                       {"resource", group.value},
                       {"subject", ""},
                       {"detail", "group '" + resource->body.value("displayName", group.value) +
                                      "' lists nobody; its entry holds a placeholder or waits for members"},
                       {"client", ""},
                       {"since", to_rfc3339(resource->last_modified)}});
    }
    return Done{};
  });
}

bool asks_for_attention(const Json& flags) {
  return std::any_of(flags.begin(), flags.end(),
                     [](const Json& flag) { return flag.value("kind", "") != kPlaceholderOnly; });
}

}  // namespace bridge::app
