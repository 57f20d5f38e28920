#include "support/fake_directory.h"

#include <fmt/format.h>
#include <ldap.h>

#include <algorithm>

#include "support/fake_filter.h"

namespace bridge::testing {
namespace {

using ldap::Attributes;
using ldap::Dn;
using ldap::Entry;
using ldap::Failure;
using ldap::Modification;
using ldap::Outcome;
using ldap::Scope;
using ldap::Values;

const std::string kUuid = "entryUUID";

bool holds(const Values& values, const std::string& wanted) {
  return std::any_of(values.begin(), values.end(),
                     [&](const auto& value) { return same_value(value, wanted); });
}

bool in_scope(const Dn& dn, const Dn& base, Scope scope) {
  if (scope == Scope::one_level) return !dn.empty() && dn.parent() == base;
  return dn == base || (scope == Scope::subtree && dn.is_below(base));
}

Attributes select(const Attributes& all, const std::vector<std::string>& wanted) {
  const auto asked = [&](const ldap::AttributeName& name) {
    const std::string group = name == kUuid ? "+" : "*";
    return (wanted.empty() && group == "*") ||
           std::any_of(wanted.begin(), wanted.end(),
                       [&](const auto& one) { return one == group || name == one; });
  };
  Attributes selected;
  std::copy_if(all.begin(), all.end(), std::inserter(selected, selected.end()),
               [&](const auto& attribute) { return asked(attribute.first); });
  return selected;
}

bool has_naming_values(const Entry& entry) {
  const auto rdn = entry.dn.rdn();
  return std::all_of(rdn.begin(), rdn.end(), [&](const ldap::Ava& ava) {
    const auto found = entry.attributes.find(ava.type);
    return found != entry.attributes.end() && holds(found->second, ava.value);
  });
}

int apply_one(Values& values, const Modification& change, const std::string& value, bool permissive) {
  const bool there = holds(values, value);
  if (change.kind == Modification::Kind::add) {
    if (!there) values.push_back(value);
    return there && !permissive ? LDAP_TYPE_OR_VALUE_EXISTS : LDAP_SUCCESS;
  }
  std::erase_if(values, [&](const std::string& held) { return same_value(held, value); });
  return there || permissive ? LDAP_SUCCESS : LDAP_NO_SUCH_ATTRIBUTE;
}

int apply(Attributes& attributes, const Modification& change, bool permissive) {
  Values& values = attributes[change.attribute];
  int code = LDAP_SUCCESS;
  if (change.kind == Modification::Kind::replace) {
    values = change.values;
  } else if (change.values.empty()) {
    if (change.kind == Modification::Kind::add) return LDAP_PROTOCOL_ERROR;
    if (values.empty() && !permissive) code = LDAP_NO_SUCH_ATTRIBUTE;
    values.clear();
  } else {
    for (const std::string& value : change.values) {
      if (code == LDAP_SUCCESS) code = apply_one(values, change, value, permissive);
    }
  }
  if (values.empty()) attributes.erase(change.attribute);
  return code;
}

}  // namespace

class FakeSession final : public ldap::Session {
 public:
  explicit FakeSession(FakeDirectory& directory)
      : directory_(directory), deadline_(directory.clock_.steady_now() + std::chrono::minutes(1)) {}

  void set_deadline(SteadyTime deadline) override { deadline_ = deadline; }
  const std::string& uuid_attribute() const override { return kUuid; }
  bool alive() const override { return true; }

  Outcome<Done> search(const ldap::SearchRequest& request, const ldap::OnEntry& on_entry) override {
    if (late()) return failure(LDAP_TIMEOUT, "searching", request.base);
    if (request.base.empty() && request.scope == Scope::base) {
      on_entry({Dn(), select({{"namingContexts", {directory_.suffix_}}}, request.attributes)});
      return Done{};
    }
    const auto entries = directory_.entries();  // A copy, so that the callback may change the directory.
    if (!entries.contains(request.base)) return failure(LDAP_NO_SUCH_OBJECT, "searching", request.base);
    for (const auto& [dn, entry] : entries) {
      if (!in_scope(dn, request.base, request.scope) || !matches(request.filter, entry)) continue;
      if (!on_entry({dn, select(entry.attributes, request.attributes)})) break;
    }
    return Done{};
  }

  Outcome<std::string> add(const Entry& entry) override {
    if (late()) return failure(LDAP_TIMEOUT, "adding", entry.dn);
    const std::lock_guard lock(directory_.mutex_);
    auto& entries = directory_.entries_;
    if (entries.contains(entry.dn)) return failure(LDAP_ALREADY_EXISTS, "adding", entry.dn);
    if (!entries.contains(entry.dn.parent())) return failure(LDAP_NO_SUCH_OBJECT, "adding", entry.dn);
    Entry stored = entry;
    for (const ldap::Ava& ava : entry.dn.rdn()) {
      apply(stored.attributes, {Modification::Kind::add, ava.type, {ava.value}}, true);
    }
    std::erase_if(stored.attributes, [](const auto& attribute) { return attribute.second.empty(); });
    const std::string uuid = fmt::format("00000000-0000-4000-8000-{:012}", directory_.next_uuid_++);
    stored.attributes[kUuid] = {uuid};
    entries.emplace(entry.dn, std::move(stored));
    return uuid;
  }

  Outcome<Done> modify(const Dn& dn, std::span<const Modification> changes,
                       const ModifyOptions& options) override {
    if (late()) return failure(LDAP_TIMEOUT, "modifying", dn);
    const std::lock_guard lock(directory_.mutex_);
    const auto found = directory_.entries_.find(dn);
    if (found == directory_.entries_.end()) return failure(LDAP_NO_SUCH_OBJECT, "modifying", dn);
    Entry changed = found->second;
    if (options.assertion && !matches(*options.assertion, changed)) {
      return failure(LDAP_ASSERTION_FAILED, "modifying", dn);
    }
    for (const Modification& change : changes) {
      const int code = apply(changed.attributes, change, options.permissive);
      if (code != LDAP_SUCCESS) return failure(code, "modifying", dn);
    }
    if (!has_naming_values(changed)) return failure(LDAP_NOT_ALLOWED_ON_RDN, "modifying", dn);
    found->second = std::move(changed);
    return Done{};
  }

  Outcome<Done> rename(const Dn& dn, const ldap::Rdn& rdn, const std::optional<Dn>& new_parent) override {
    if (late()) return failure(LDAP_TIMEOUT, "renaming", dn);
    const std::lock_guard lock(directory_.mutex_);
    auto& entries = directory_.entries_;
    if (!entries.contains(dn)) return failure(LDAP_NO_SUCH_OBJECT, "renaming", dn);
    const Dn parent = new_parent.value_or(dn.parent());
    if (!entries.contains(parent)) return failure(LDAP_NO_SUCH_OBJECT, "renaming", dn);
    const auto target = Dn::child(rdn, parent);
    if (!target) return failure(LDAP_INVALID_DN_SYNTAX, "renaming", dn);
    if (*target != dn && entries.contains(*target)) return failure(LDAP_ALREADY_EXISTS, "renaming", dn);
    Entry& entry = entries.at(dn);
    for (const ldap::Ava& old : dn.rdn()) {
      apply(entry.attributes, {Modification::Kind::remove, old.type, {old.value}}, true);
    }
    for (const ldap::Ava& ava : rdn) {
      apply(entry.attributes, {Modification::Kind::add, ava.type, {ava.value}}, true);
    }
    move_tree(dn, *target);
    return Done{};
  }

  Outcome<Done> remove(const Dn& dn) override {
    if (late()) return failure(LDAP_TIMEOUT, "removing", dn);
    const std::lock_guard lock(directory_.mutex_);
    auto& entries = directory_.entries_;
    if (!entries.contains(dn)) return failure(LDAP_NO_SUCH_OBJECT, "removing", dn);
    const bool leaf = std::none_of(entries.begin(), entries.end(),
                                   [&](const auto& other) { return other.first.is_below(dn); });
    if (!leaf) return failure(LDAP_NOT_ALLOWED_ON_NONLEAF, "removing", dn);
    entries.erase(dn);
    return Done{};
  }

 private:
  bool late() const { return directory_.clock_.steady_now() >= deadline_; }

  static Failure failure(int code, const std::string& doing, const Dn& dn) {
    return ldap::make_failure(code, doing + " '" + dn.text() + "'", "");
  }

  void move_tree(const Dn& from, const Dn& to) {
    auto& entries = directory_.entries_;
    std::vector<Dn> children;
    for (const auto& [dn, entry] : entries) {
      if (!dn.empty() && dn.parent() == from) children.push_back(dn);
    }
    for (const Dn& child : children) move_tree(child, *Dn::child(child.rdn(), to));
    auto node = entries.extract(from);
    node.key() = to;
    node.mapped().dn = to;
    entries.insert(std::move(node));
  }

  FakeDirectory& directory_;
  SteadyTime deadline_;
};

FakeDirectory::FakeDirectory(const std::string& suffix, const Clock& clock) : suffix_(suffix), clock_(clock) {
  const Dn top = *Dn::parse(suffix);
  put({top, {{"objectClass", {"top"}}, {top.rdn().front().type, {top.rdn().front().value}}}});
  for (const char* name : {"people", "groups"}) {
    put({*Dn::child({{"ou", name}}, top), {{"objectClass", {"organizationalUnit"}}, {"ou", {name}}}});
  }
}

std::unique_ptr<ldap::Session> FakeDirectory::open() { return std::make_unique<FakeSession>(*this); }

std::map<Dn, Entry> FakeDirectory::entries() const {
  const std::lock_guard lock(mutex_);
  return entries_;
}

void FakeDirectory::put(const Entry& entry) {
  const std::lock_guard lock(mutex_);
  Entry stored = entry;
  Values& uuid = stored.attributes[kUuid];
  if (uuid.empty()) uuid = {fmt::format("00000000-0000-4000-8000-{:012}", next_uuid_++)};
  entries_.insert_or_assign(entry.dn, std::move(stored));
}

void FakeDirectory::erase(const Dn& dn) {
  const std::lock_guard lock(mutex_);
  entries_.erase(dn);
}

}  // namespace bridge::testing
