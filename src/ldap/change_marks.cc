#include "ldap/change_marks.h"

#include <ldap.h>

#include <algorithm>
#include <sstream>

#include "ldap/naming_context.h"

namespace bridge::ldap {
namespace {

// "20260301101500.123456Z#000000#001#000000": the third part is the server's id.
std::string server_in(std::string_view csn) {
  const auto first = csn.find('#');
  const auto second = first == std::string_view::npos ? first : csn.find('#', first + 1);
  const auto third = second == std::string_view::npos ? second : csn.find('#', second + 1);
  if (third == std::string_view::npos) return "";
  return std::string(csn.substr(second + 1, third - second - 1));
}

void keep_newer(Csns& csns, std::string_view csn) {
  const std::string server = server_in(csn);
  if (server.empty()) return;
  std::string& known = csns[server];
  if (known < csn) known = csn;
}

}  // namespace

Csns csns_of(const Values& texts) {
  Csns csns;
  for (const auto& text : texts) keep_newer(csns, text);
  return csns;
}

std::string to_text(const Csns& csns) {
  std::string text;
  for (const auto& [server, csn] : csns) text += (text.empty() ? "" : " ") + csn;
  return text;
}

Csns parse_csns(std::string_view text) {
  std::istringstream in{std::string(text)};
  Csns csns;
  for (std::string csn; in >> csn;) keep_newer(csns, csn);
  return csns;
}

void ChangeMarks::note(std::string_view csn) {
  std::lock_guard lock(mutex_);
  keep_newer(newest_, csn);
}

void ChangeMarks::note(const Csns& csns) {
  std::lock_guard lock(mutex_);
  for (const auto& [server, csn] : csns) keep_newer(newest_, csn);
}

Csns ChangeMarks::newest() const {
  std::lock_guard lock(mutex_);
  return newest_;
}

void ChangeMarks::forget() {
  std::lock_guard lock(mutex_);
  newest_.clear();
  moved_at_.reset();
}

void ChangeMarks::note_server(const std::string& uri, SteadyTime now) {
  std::lock_guard lock(mutex_);
  if (!server_.empty() && server_ != uri) moved_at_ = now;
  server_ = uri;
}

std::string ChangeMarks::server() const {
  std::lock_guard lock(mutex_);
  return server_;
}

bool ChangeMarks::just_moved(SteadyTime now) const {
  std::lock_guard lock(mutex_);
  return moved_at_ && now < *moved_at_ + hold_off_;
}

Outcome<std::optional<Csns>> seen_by(Session& session, const Dn& base) {
  TRY_AS(root, session.read(Dn{}, {"supportedControl"}));
  const Values controls = root ? values_of(root->attributes, "supportedControl") : Values{};
  if (std::find(controls.begin(), controls.end(), LDAP_CONTROL_SYNC) == controls.end())
    return std::optional<Csns>();
  TRY_AS(context, naming_context(session, base, base));
  TRY_AS(entry, session.read(context, {"contextCSN"}));
  const Csns csns = entry ? csns_of(values_of(entry->attributes, "contextCSN")) : Csns{};
  return csns.empty() ? std::optional<Csns>() : std::optional(csns);
}

std::optional<std::string> lacking(const Csns& made, const Csns& seen) {
  for (const auto& [server, csn] : made) {
    const auto found = seen.find(server);
    if (found == seen.end() || found->second < csn) return csn;
  }
  return std::nullopt;
}

}  // namespace bridge::ldap
