#include "ldap/sync_watch.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "ldap/controls.h"
#include "ldap/each_server.h"
#include "ldap/entry_reader.h"
#include "ldap/login.h"
#include "ldap/request_parts.h"
#include "ldap/sync_messages.h"

namespace bridge::ldap {
namespace {

using std::chrono::milliseconds;

constexpr char kDoing[] = "watching the directory's changes";
constexpr std::chrono::seconds kSilence{30};  // After which the server is asked whether it is there.

class LibldapSyncWatch final : public SyncWatch {
 public:
  LibldapSyncWatch(Connection connection, SyncCookies cookies, const Clock& clock, milliseconds limit)
      : connection_(std::move(connection)),
        clock_(clock),
        limit_(limit),
        interrupt_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        cookies_(std::move(cookies)),
        heard_(clock.steady_now()) {
    connection_.set_deadline(SteadyTime::max());
    connection_.set_limit(limit);
  }

  Outcome<Done> learn_identity();
  Outcome<Done> begin(const Dn& base);

  Outcome<std::optional<Change>> next(milliseconds at_most) override;
  bool missed_some() override { return std::exchange(missed_some_, false); }
  const SyncCookies& cookies() const override { return cookies_; }
  const std::string& identity() const override { return identity_; }
  void interrupt() override { ::eventfd_write(interrupt_.fd(), 1); }

 private:
  Outcome<Done> take(const Message& message);
  void take_entry(LDAPMessage* message);
  void take_info(LDAPMessage* message);
  Outcome<Done> take_result(const Message& message);
  Outcome<Done> keep_alive();
  bool wait(milliseconds at_most);
  void remember(int id, const std::string& cookie);

  Connection connection_;
  const Clock& clock_;
  milliseconds limit_;
  Descriptor interrupt_;
  SyncCookies cookies_;
  std::string identity_;
  std::map<int, std::string> searches_;  // By message id: the base.
  std::deque<Change> changes_;
  bool missed_some_ = false;
  SteadyTime heard_;
  int probe_ = 0;  // A question only to see whether somebody is there.
};

// RFC 4532. A server that does not know it leaves us in the dark, which costs work and no more.
Outcome<Done> LibldapSyncWatch::learn_identity() {
  TRY_AS(id, connection_.send("asking who we are", [](LDAP* handle, int* message_id) {
    return ldap_whoami(handle, nullptr, nullptr, message_id);
  }));
  TRY_AS(message, connection_.next(id, "asking who we are"));
  berval* name = nullptr;
  ldap_parse_whoami(connection_.handle(), message.get(), &name);
  const std::unique_ptr<berval, decltype(&ber_bvfree)> owned(name, ber_bvfree);
  const std::string text(name == nullptr ? std::string_view() : view(*name));
  if (text.starts_with("dn:")) identity_ = text.substr(3);
  return Done{};
}

Outcome<Done> LibldapSyncWatch::begin(const Dn& base) {
  AttributeList attributes({"modifiersName"});
  TRY_AS(id, connection_.send(kDoing, [&](LDAP* handle, int* message_id) {
    Controls controls;
    if (const int code = controls.sync(cookies_[base.normal()]); code != LDAP_SUCCESS) return code;
    return ldap_search_ext(handle, base.text().c_str(), LDAP_SCOPE_SUBTREE, "(objectClass=*)",
                           attributes.get(), 0, controls.get(), nullptr, nullptr, LDAP_NO_LIMIT, message_id);
  }));
  searches_[id] = base.normal();
  return Done{};
}

Outcome<std::optional<SyncWatch::Change>> LibldapSyncWatch::next(milliseconds at_most) {
  const SteadyTime end = clock_.steady_now() + at_most;
  for (;;) {
    if (!changes_.empty()) {
      auto change = std::move(changes_.front());
      changes_.pop_front();
      return std::optional(std::move(change));
    }
    TRY_AS(message, connection_.try_next(kDoing));
    if (message != nullptr) {
      heard_ = clock_.steady_now();
      TRY(take(message));
      continue;
    }
    TRY(keep_alive());
    const auto left = std::chrono::ceil<milliseconds>(end - clock_.steady_now());
    if (left <= milliseconds::zero() || !wait(left)) return std::optional<Change>();
  }
}

Outcome<Done> LibldapSyncWatch::take(const Message& message) {
  switch (ldap_msgtype(message.get())) {
    case LDAP_RES_SEARCH_ENTRY:
      take_entry(message.get());
      return Done{};
    case LDAP_RES_INTERMEDIATE:
      take_info(message.get());
      return Done{};
    case LDAP_RES_SEARCH_RESULT:
      return take_result(message);
    default:
      return Done{};
  }
}

void LibldapSyncWatch::take_entry(LDAPMessage* message) {
  const auto told = sync_state_of(connection_.handle(), message);
  if (!told) return;
  remember(ldap_msgid(message), told->cookie);
  if (told->state == LDAP_SYNC_PRESENT) return;
  auto entry = read_entry(connection_.handle(), message);
  Change change;
  change.entry_uuid = told->entry_uuid;
  change.gone = told->state == LDAP_SYNC_DELETE;
  if (entry) {  // Else a name that we cannot read is nobody's of ours; its id may be.
    const Values modifiers = values_of(entry->attributes, "modifiersName");
    if (!modifiers.empty()) change.modifier = modifiers.front();
    change.dn = std::move(entry->dn);
  }
  changes_.push_back(std::move(change));
}

void LibldapSyncWatch::take_info(LDAPMessage* message) {
  auto info = sync_info_of(connection_.handle(), message);
  if (!info) return;
  remember(ldap_msgid(message), info->cookie);
  missed_some_ |= info->names_the_present;
  for (auto& id : info->gone) changes_.push_back({Dn(), std::move(id), "", true});
}

Outcome<Done> LibldapSyncWatch::take_result(const Message& message) {
  TRY_AS(reply, connection_.parse(message, kDoing));
  if (ldap_msgid(message.get()) == probe_) {
    probe_ = 0;
    return Done{};
  }
  const int code = reply.code == LDAP_SUCCESS ? LDAP_SYNC_REFRESH_REQUIRED : reply.code;
  return make_failure(code, kDoing, reply.diagnostic);
}

// A server that is gone without a word, or that hangs, is noticed by its silence.
Outcome<Done> LibldapSyncWatch::keep_alive() {
  const auto silent = clock_.steady_now() - heard_;
  if (silent < kSilence) return Done{};
  if (probe_ != 0)
    return silent < kSilence + limit_ ? Outcome<Done>(Done{})
                                      : make_failure(LDAP_TIMEOUT, kDoing, "the server is silent");
  AttributeList attributes({"1.1"});
  TRY_AS(id, connection_.send(kDoing, [&](LDAP* handle, int* message_id) {
    return ldap_search_ext(handle, "", LDAP_SCOPE_BASE, "(objectClass=*)", attributes.get(), 0, nullptr,
                           nullptr, nullptr, LDAP_NO_LIMIT, message_id);
  }));
  probe_ = id;
  return Done{};
}

// Until something arrives; false when it was only an interrupt or time.
bool LibldapSyncWatch::wait(milliseconds at_most) {
  const auto step = std::min<milliseconds>(at_most, limit_);
  pollfd watched[] = {{connection_.fd(), POLLIN, 0}, {interrupt_.fd(), POLLIN, 0}};
  ::poll(watched, 2, static_cast<int>(step.count()));
  if ((watched[1].revents & POLLIN) == 0) return watched[0].revents != 0 || step < at_most;
  eventfd_t count = 0;
  ::eventfd_read(interrupt_.fd(), &count);
  return false;
}

void LibldapSyncWatch::remember(int id, const std::string& cookie) {
  if (const auto search = searches_.find(id); search != searches_.end() && !cookie.empty())
    cookies_[search->second] = cookie;
}

}  // namespace

Outcome<std::unique_ptr<SyncWatch>> open_sync_watch(const Settings& settings, const std::vector<Dn>& bases,
                                                    SyncCookies cookies, const Clock& clock,
                                                    SteadyTime deadline) {
  auto connection = each_server<Connection>(
      settings, clock, deadline,
      [&](const ServerAddress& server, SteadyTime until) { return log_in(server, settings, clock, until); });
  if (!connection) return std::move(connection).error();
  auto watch = std::make_unique<LibldapSyncWatch>(*std::move(connection), std::move(cookies), clock,
                                                  settings.operation_timeout);
  TRY(watch->learn_identity());
  for (const Dn& base : bases) TRY(watch->begin(base));
  return std::unique_ptr<SyncWatch>(std::move(watch));
}

// The server has them from a future that it lost, or does not remember so long.
bool cookies_are_void(const Failure& failure) {
  return failure.code == LDAP_SYNC_REFRESH_REQUIRED || failure.code == LDAP_UNWILLING_TO_PERFORM ||
         failure.code == LDAP_PROTOCOL_ERROR;
}

}  // namespace bridge::ldap
