#include "sync/safe_mode.h"

#include "sync/flags.h"

namespace bridge::sync {

Result<std::optional<std::string>> safe_mode(const store::Reader& reader) {
  return reader.remembered(kSafeMode);
}

Result<bool> is_safe_mode(store::Store& store) {
  TRY_AS(why, store.read([](const store::Reader& reader) { return safe_mode(reader); }));
  return why.has_value();
}

Status enter_safe_mode(store::Store& store, const std::string& why, WallTime now) {
  return store.write([&](store::Transaction& transaction) -> Status {
    store::OldMemory memory(transaction);
    TRY(memory.unmark());
    TRY(memory.forget_high_water());
    TRY(transaction.remember(kSafeMode, why));
    return raise_flag(
        transaction,
        {kSafeMode, store::ResourceId{""}, "",
         why + ": pushes are served, and nothing is repaired, made again or removed from memory; "
               "'scim-ldap-bridge reconcile --trust directory' reads back what the directory "
               "has, '--trust state' makes the directory what is remembered here",
         "", now});
  });
}

Status leave_safe_mode(store::Store& store) {
  return store.write([](store::Transaction& transaction) -> Status {
    TRY(store::OldMemory(transaction).forget(kSafeMode));
    return clear_flag(transaction, kSafeMode, store::ResourceId{""}, "");
  });
}

Status enter_if_copy(store::Store& store, WallTime now) {
  TRY_AS(copied, store.read([](const store::Reader& reader) { return store::marked_copy(reader); }));
  if (!copied) return Done{};
  return enter_safe_mode(store, "the state database is a copy made at " + *copied, now);
}

}  // namespace bridge::sync
