#include "ldap/libldap_session.h"

#include <algorithm>
#include <iterator>
#include <sstream>

#include "ldap/controls.h"
#include "ldap/login.h"
#include "ldap/long_name.h"
#include "ldap/permissive.h"
#include "ldap/request_parts.h"
#include "ldap/running_search.h"
#include "ldap/server_traits.h"

namespace bridge::ldap {
namespace {

std::string doing(std::string_view what, const Dn& dn) {
  return std::string(what).append(" '").append(dn.text()).append("'");
}

class LibldapSession final : public Session {
 public:
  explicit LibldapSession(Connection connection) : connection_(std::move(connection)) {}

  Outcome<Done> learn(const std::string& uri) {
    TRY_AS(traits, traits_of(*this, uri));
    traits_ = traits;
    return Done{};
  }
  void set_limit(std::chrono::milliseconds limit) { connection_.set_limit(limit); }

  void set_deadline(SteadyTime deadline) override { connection_.set_deadline(deadline); }
  const std::string& uuid_attribute() const override { return traits_.uuid_attribute; }
  bool alive() const override { return connection_.alive(); }

  Outcome<Done> search(const SearchRequest& request, const OnEntry& on_entry) override {
    const std::string what = doing("searching", request.base) + " for " + request.filter.text();
    const int page_size = traits_.paged_results ? request.page_size : 0;
    std::string cookie;
    bool any = false;
    const OnEntry noticed = [&](Entry&& entry) {
      any = true;
      return on_entry(std::move(entry));
    };
    do {
      TRY_AS(running, RunningSearch::start(connection_, request, page_size, cookie, what));
      auto page = running.read(noticed);
      if (!page) return as_read_failure(std::move(page).error());
      if (page->stopped) return Done{};
      cookie = std::move(page->cookie);
    } while (!cookie.empty());
    const bool in_doubt = !any && page_size > 0 && traits_.silent_about_missing_base;
    return in_doubt ? find_base(request.base) : Done{};
  }

  Outcome<std::string> add(const Entry& entry) override {
    ModList mods(entry.attributes);
    Controls controls;
    if (traits_.post_read) controls.post_read(traits_.uuid_attribute);
    auto reply = connection_.exchange(doing("adding", entry.dn), [&](LDAP* handle, int* id) {
      return ldap_add_ext(handle, entry.dn.text().c_str(), mods.get(), controls.get(), nullptr, id);
    });
    if (!reply) return with_long_name_refused(std::move(reply).error(), entry.dn.rdn());
    std::string uuid = post_read_value(*reply);
    if (!uuid.empty()) return uuid;
    return read_uuid(entry.dn);
  }

  Outcome<Done> modify(const Dn& dn, std::span<const Modification> changes,
                       const ModifyOptions& options) override {
    if (options.assertion && !traits_.assertion) TRY(assert_now(dn, *options.assertion));
    if (!options.permissive) return send_modify(dn, changes, options);
    return modify_permissively(
        changes, {.send = [&](auto some) { return send_modify(dn, some, options); },
                  .holds = [&](const AttributeName& attribute,
                               const std::string& value) { return compare(dn, attribute, value); }});
  }

  Outcome<Done> rename(const Dn& dn, const Rdn& rdn, const std::optional<Dn>& new_parent) override {
    const std::string new_rdn = to_text(rdn);
    if (new_rdn.empty())
      return make_failure(LDAP_PARAM_ERROR, doing("renaming", dn), "the new name is empty");
    auto renamed = connection_.exchange(doing("renaming", dn), [&](LDAP* handle, int* id) {
      return ldap_rename(handle, dn.text().c_str(), new_rdn.c_str(),
                         new_parent ? new_parent->text().c_str() : nullptr, 1, nullptr, nullptr, id);
    });
    if (!renamed) return with_long_name_refused(std::move(renamed).error(), rdn);
    return Done{};
  }

  Outcome<Done> remove(const Dn& dn) override {
    TRY(connection_.exchange(doing("removing", dn), [&](LDAP* handle, int* id) {
      return ldap_delete_ext(handle, dn.text().c_str(), nullptr, nullptr, id);
    }));
    return Done{};
  }

 private:
  // A question leaves no doubt about what was done: nothing.
  static Failure as_read_failure(Failure failure) {
    failure.outcome_unknown = false;
    return failure;
  }

  // After an add; the entry is there whatever comes of this.
  Outcome<std::string> read_uuid(const Dn& dn) {
    auto entry = read(dn, {traits_.uuid_attribute});
    if (!entry && entry.error().kind == Failure::Kind::unavailable) {
      Failure failure = std::move(entry).error();
      failure.outcome_unknown = true;
      return failure;
    }
    if (!entry || !*entry) return std::string();
    const auto found = (*entry)->attributes.find(traits_.uuid_attribute);
    const bool given = found != (*entry)->attributes.end() && !found->second.empty();
    return given ? found->second.front() : std::string();
  }

  // Without pages, so that its absence is told.
  Outcome<Done> find_base(const Dn& base) {
    return search({.base = base, .scope = Scope::base, .attributes = {"1.1"}, .page_size = 0},
                  [](Entry&&) { return true; });
  }

  // Instead of the assertion control.
  Outcome<Done> assert_now(const Dn& dn, const Filter& assertion) {
    bool holds = false;
    TRY(search({.base = dn, .scope = Scope::base, .filter = assertion, .attributes = {"1.1"}, .page_size = 0},
               [&](Entry&&) { return holds = true; }));
    if (!holds) return make_failure(LDAP_ASSERTION_FAILED, doing("modifying", dn), "");
    return Done{};
  }

  Outcome<Done> send_modify(const Dn& dn, std::span<const Modification> changes,
                            const ModifyOptions& options) {
    ModList mods(changes);
    TRY(connection_.exchange(doing("modifying", dn), [&](LDAP* handle, int* id) {
      Controls controls;
      if (options.permissive) controls.permissive_modify();
      if (options.assertion && traits_.assertion) {
        if (const int code = controls.assertion(handle, *options.assertion); code != LDAP_SUCCESS)
          return code;
      }
      return ldap_modify_ext(handle, dn.text().c_str(), mods.get(), controls.get(), nullptr, id);
    }));
    return Done{};
  }

  Outcome<bool> compare(const Dn& dn, const AttributeName& attribute, const std::string& value) {
    const std::string what = doing("comparing", dn);
    berval asserted = borrow(value);
    auto reply = connection_.request(what, [&](LDAP* handle, int* id) {
      return ldap_compare_ext(handle, dn.text().c_str(), attribute.text().c_str(), &asserted, nullptr,
                              nullptr, id);
    });
    if (!reply) return as_read_failure(std::move(reply).error());
    if (reply->code == LDAP_COMPARE_TRUE) return true;
    if (reply->code == LDAP_COMPARE_FALSE || reply->code == LDAP_NO_SUCH_ATTRIBUTE) return false;
    TRY(connection_.judge(*std::move(reply), what));
    return false;
  }

  Connection connection_;
  ServerTraits traits_;
};

Failure not_configured(const std::string& what, const std::string& why) {
  Failure failure = make_failure(LDAP_PARAM_ERROR, what, why);
  failure.kind = Failure::Kind::denied;
  return failure;
}

Outcome<std::unique_ptr<Session>> open_one(const std::string& uri, const Settings& settings,
                                           const Clock& clock, SteadyTime deadline) {
  const auto server = parse_server(uri);
  if (!server) return not_configured("connecting to " + uri, server.error().message);
  TRY_AS(connection, log_in(*server, settings, clock, deadline));
  auto session = std::make_unique<LibldapSession>(std::move(connection));
  if (auto learnt = session->learn(uri); !learnt) {
    Failure failure = std::move(learnt).error();
    failure.message.insert(0, "connecting to " + uri + ": ");
    return failure;
  }
  session->set_limit(settings.operation_timeout);
  return std::unique_ptr<Session>(std::move(session));
}

std::vector<std::string> split(const std::string& uris) {
  std::istringstream in(uris);
  return {std::istream_iterator<std::string>(in), {}};
}

}  // namespace

Outcome<std::unique_ptr<Session>> open_session(const Settings& settings, const Clock& clock,
                                               SteadyTime deadline) {
  const auto uris = split(settings.uri);
  auto left = static_cast<int>(uris.size());
  const SteadyTime end = std::min(deadline, clock.steady_now() + settings.connect_timeout);
  Outcome<std::unique_ptr<Session>> outcome = not_configured("connecting", "no URI is set");
  for (const std::string& uri : uris) {
    // A silent server leaves its share of the time to those after it.
    const SteadyTime now = clock.steady_now();
    outcome = open_one(uri, settings, clock, now + (end - now) / left--);
    if (!outcome) continue;
    (*outcome)->set_deadline(deadline);
    break;
  }
  return outcome;
}

}  // namespace bridge::ldap
