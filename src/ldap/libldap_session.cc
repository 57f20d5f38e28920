#include "ldap/libldap_session.h"

#include "ldap/change_marks.h"
#include "ldap/controls.h"
#include "ldap/each_server.h"
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
  LibldapSession(Connection connection, std::shared_ptr<ChangeMarks> marks)
      : connection_(std::move(connection)), marks_(std::move(marks)) {}

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
    if (traits_.post_read) controls.post_read(with_mark({traits_.uuid_attribute}));
    auto reply = connection_.exchange(doing("adding", entry.dn), [&](LDAP* handle, int* id) {
      return ldap_add_ext(handle, entry.dn.text().c_str(), mods.get(), controls.get(), nullptr, id);
    });
    if (!reply) return with_long_name_refused(std::move(reply).error(), entry.dn.rdn());
    note(*reply);
    std::string uuid = post_read_value(*reply, traits_.uuid_attribute);
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
    Controls controls;
    ask_for_mark(controls);
    auto renamed = connection_.exchange(doing("renaming", dn), [&](LDAP* handle, int* id) {
      return ldap_rename(handle, dn.text().c_str(), new_rdn.c_str(),
                         new_parent ? new_parent->text().c_str() : nullptr, 1, controls.get(), nullptr, id);
    });
    if (!renamed) return with_long_name_refused(std::move(renamed).error(), rdn);
    note(*renamed);
    return Done{};
  }

  Outcome<Done> remove(const Dn& dn) override {
    TRY(connection_.exchange(doing("removing", dn), [&](LDAP* handle, int* id) {
      return ldap_delete_ext(handle, dn.text().c_str(), nullptr, nullptr, id);
    }));
    return Done{};
  }

 private:
  // How new the server's newest change is then, where it counts them.
  std::vector<std::string> with_mark(std::vector<std::string> attributes) const {
    if (marks_ && traits_.server == "OpenLDAP") attributes.emplace_back("entryCSN");
    return attributes;
  }
  void ask_for_mark(Controls& controls) const {
    if (const auto attributes = with_mark({}); !attributes.empty() && traits_.post_read)
      controls.post_read(attributes);
  }
  void note(const Reply& reply) {
    if (marks_) marks_->note(post_read_value(reply, "entryCSN"));
  }

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
    TRY_AS(reply, connection_.exchange(doing("modifying", dn), [&](LDAP* handle, int* id) {
      Controls controls;
      ask_for_mark(controls);
      if (options.permissive) controls.permissive_modify();
      if (options.assertion && traits_.assertion) {
        if (const int code = controls.assertion(handle, *options.assertion); code != LDAP_SUCCESS)
          return code;
      }
      return ldap_modify_ext(handle, dn.text().c_str(), mods.get(), controls.get(), nullptr, id);
    }));
    note(reply);
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
  std::shared_ptr<ChangeMarks> marks_;
  ServerTraits traits_;
};

Outcome<std::unique_ptr<Session>> open_one(const ServerAddress& server, const Settings& settings,
                                           const Clock& clock, SteadyTime deadline) {
  TRY_AS(connection, log_in(server, settings, clock, deadline));
  auto session = std::make_unique<LibldapSession>(std::move(connection), settings.marks);
  if (auto learnt = session->learn(server.uri); !learnt) {
    Failure failure = std::move(learnt).error();
    failure.message.insert(0, "connecting to " + server.uri + ": ");
    return failure;
  }
  session->set_limit(settings.operation_timeout);
  if (settings.marks) settings.marks->note_server(server.uri, clock.steady_now());
  return std::unique_ptr<Session>(std::move(session));
}

}  // namespace

Outcome<std::unique_ptr<Session>> open_session(const Settings& settings, const Clock& clock,
                                               SteadyTime deadline) {
  auto outcome = each_server<std::unique_ptr<Session>>(settings, clock, deadline,
                                                       [&](const ServerAddress& server, SteadyTime until) {
                                                         return open_one(server, settings, clock, until);
                                                       });
  if (outcome) (*outcome)->set_deadline(deadline);
  return outcome;
}

}  // namespace bridge::ldap
