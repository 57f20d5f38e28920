#include "ldap/running_search.h"

#include <utility>

#include "ldap/controls.h"
#include "ldap/entry_reader.h"
#include "ldap/request_parts.h"

namespace bridge::ldap {
namespace {

int to_libldap(Scope scope) {
  switch (scope) {
    case Scope::base:
      return LDAP_SCOPE_BASE;
    case Scope::one_level:
      return LDAP_SCOPE_ONELEVEL;
    case Scope::subtree:
      break;
  }
  return LDAP_SCOPE_SUBTREE;
}

}  // namespace

RunningSearch::RunningSearch(RunningSearch&& other) noexcept
    : connection_(other.connection_), id_(std::exchange(other.id_, -1)), doing_(other.doing_) {}

RunningSearch::~RunningSearch() {
  if (id_ >= 0) connection_.abandon(id_);
}

Outcome<RunningSearch> RunningSearch::start(Connection& connection, const SearchRequest& request,
                                            int page_size, const std::string& cookie,
                                            const std::string& doing) {
  AttributeList attributes(request.attributes);
  TRY_AS(id, connection.send(doing, [&](LDAP* handle, int* message_id) {
    Controls controls;
    if (page_size > 0) {
      if (const int code = controls.page(handle, page_size, cookie); code != LDAP_SUCCESS) return code;
    }
    return ldap_search_ext(handle, request.base.text().c_str(), to_libldap(request.scope),
                           request.filter.text().c_str(), attributes.get(), 0, controls.get(), nullptr,
                           nullptr, LDAP_NO_LIMIT, message_id);
  }));
  return RunningSearch(connection, id, doing);
}

Outcome<RunningSearch::Page> RunningSearch::read(const OnEntry& on_entry) {
  for (;;) {
    auto message = connection_.next(id_, doing_);
    if (!message) {
      id_ = -1;
      return std::move(message).error();
    }
    const int type = ldap_msgtype(message->get());
    if (type == LDAP_RES_SEARCH_ENTRY) {
      TRY_AS(entry, read_entry(connection_.handle(), message->get()));
      if (!on_entry(std::move(entry))) return Page{.stopped = true, .cookie = ""};
    } else if (type == LDAP_RES_SEARCH_RESULT) {
      id_ = -1;
      TRY_AS(reply, connection_.parse(*message, doing_));
      TRY_AS(good, connection_.judge(std::move(reply), doing_));
      return Page{.stopped = false, .cookie = page_cookie(connection_, good)};
    }
  }
}

}  // namespace bridge::ldap
