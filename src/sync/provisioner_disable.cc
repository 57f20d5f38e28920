#include "base/log.h"
#include "sync/flags.h"
#include "sync/provisioner.h"

namespace bridge::sync {
namespace {

// The request itself is at fault, so that a repeat will end no better.
bool is_refusal(const Error& error) {
  return error.code == Error::Code::invalid_input || error.code == Error::Code::conflict;
}

}  // namespace

Result<scim::Resource> Provisioner::disable(const scim::ResourceId& id, const Error& why,
                                            const Requester& requester, const scim::Conditions& conditions) {
  const auto disabling = [&](const scim::Resource& now) -> Result<Wish> {
    TRY(scim::check(conditions, now));
    Wish wish{now.body, {}, {}};
    wish.body["active"] = false;
    return wish;
  };
  TRY_AS(disabled, change(scim::ResourceType::user, id, disabling, requester));
  TRY(flag_refused(id, {{"", why.message}}, requester));
  return std::move(disabled);
}

Result<scim::Resource> Provisioner::or_disable(Result<scim::Resource> ended, const scim::ResourceId& id,
                                               const Requester& requester,
                                               const scim::Conditions& conditions) {
  if (ended || !is_refusal(ended.error())) return ended;
  return disable(id, ended.error(), requester, conditions);
}

Status Provisioner::flag_refused(const scim::ResourceId& id, const std::vector<scim::Refused>& refused,
                                 const Requester& requester) {
  if (refused.empty()) return Done{};
  return context_.store.write([&](store::Transaction& transaction) -> Status {
    for (const auto& [path, why] : refused)
      TRY(raise_flag(transaction, {kNotTaken, id, path, "left out of a request that disables: " + why,
                                   requester.client, context_.clock.now()}));
    return Done{};
  });
}

}  // namespace bridge::sync
