#include "ldap/survey.h"

#include <algorithm>

namespace bridge::ldap {
namespace {

using Kind = Failure::Kind;

class Surveyor {
 public:
  Surveyor(Session& session, const Clock& clock, SteadyTime until)
      : session_(session), clock_(clock), until_(until) {}

  Outcome<Survey> look(const std::string& uri, const std::vector<Dn>& bases) {
    Survey found;
    TRY_AS(traits, traits_of(session_, uri));
    found.traits = traits;
    for (const Dn& dn : bases) {
      TRY_AS(base, look_at(dn));
      found.bases.push_back(base);
    }
    if (bases.empty()) return found;
    TRY_AS(schema, read_schema(session_, bases.front()));
    found.schema = std::move(schema);
    TRY_AS(config, read_database_config(session_, bases.front()));
    found.config = std::move(config);
    TRY_AS(locks, find_locking_policy(bases.front()));
    found.locks_accounts = locks;
    return found;
  }

 private:
  Outcome<Survey::Base> look_at(const Dn& dn) {
    Survey::Base base;
    base.dn = dn;
    TRY_AS(entry, session_.read(dn, {session_.uuid_attribute()}));
    if (!entry) return base;
    base.exists = true;
    base.shows_uuid = !values_of(entry->attributes, session_.uuid_attribute()).empty();
    TRY(count(base));
    return base;
  }

  // A server's limit shows only when everything is asked for.
  Outcome<Done> count(Survey::Base& base) {
    SearchRequest request;
    request.base = base.dn;
    request.scope = Scope::subtree;
    request.attributes = {"1.1"};
    bool in_time = true;
    auto searched = session_.search(request, [&](Entry&&) {
      ++base.entries;
      return in_time = clock_.steady_now() < until_;
    });
    if (!searched && searched.error().kind == Kind::unavailable) return std::move(searched).error();
    if (!searched) base.refusal = searched.error().message;
    base.complete = searched && in_time;
    return Done{};
  }

  Outcome<bool> find_locking_policy(const Dn& base) {
    TRY_AS(root, session_.read(Dn(), {"namingContexts"}));
    const Values contexts = root ? values_of(root->attributes, "namingContexts") : Values{};
    bool found = false;
    for (const std::string& text : contexts) {
      const auto context = Dn::parse(text);
      if (!context || (base != *context && !base.is_below(*context))) continue;
      SearchRequest request;
      request.base = *context;
      request.scope = Scope::subtree;
      request.filter = Filter::equals("pwdLockout", "TRUE");
      request.attributes = {"1.1"};
      auto searched = session_.search(request, [&](Entry&&) {
        found = true;
        return false;
      });
      if (!searched && searched.error().kind == Kind::unavailable) return std::move(searched).error();
    }
    return found;
  }

  Session& session_;
  const Clock& clock_;
  SteadyTime until_;
};

}  // namespace

Outcome<Survey> survey(Session& session, const std::string& uri, const std::vector<Dn>& bases,
                       const Clock& clock, std::chrono::milliseconds patience) {
  return Surveyor(session, clock, clock.steady_now() + patience).look(uri, bases);
}

}  // namespace bridge::ldap
