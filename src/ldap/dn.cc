#include "ldap/dn.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/text.h"
#include "ldap/handles.h"

namespace bridge::ldap {
namespace {

using Rdns = std::vector<Rdn>;  // The entry's own RDN first.

struct FreeDn {
  void operator()(LDAPDN dn) const noexcept { ldap_dnfree(dn); }
};
using ParsedDn = std::unique_ptr<std::remove_pointer_t<LDAPDN>, FreeDn>;

// The "#hex" form of RFC 4514 holds a BER value; what is meant is its content.
std::optional<std::string> content_of(const LDAPAVA& ava) {
  if ((ava.la_flags & LDAP_AVA_BINARY) == 0) return std::string(view(ava.la_value));
  berval encoded = ava.la_value;
  OwnBer ber(ber_init(&encoded));
  berval content{};
  if (ber == nullptr || ber_scanf(ber.get(), "m", &content) == LBER_ERROR) return std::nullopt;
  return std::string(view(content));
}

std::optional<Rdn> to_rdn(LDAPRDN parsed) {
  Rdn rdn;
  for (LDAPAVA** ava = parsed; *ava != nullptr; ++ava) {
    auto value = content_of(**ava);
    if (!value) return std::nullopt;
    rdn.push_back({std::string(view((*ava)->la_attr)), *std::move(value)});
  }
  return rdn;
}

std::optional<Rdns> parse_rdns(const std::string& text) {
  if (text.find('\0') != std::string::npos) return std::nullopt;  // libldap would stop reading there.
  LDAPDN raw = nullptr;
  if (ldap_str2dn(text.c_str(), &raw, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS) return std::nullopt;
  const ParsedDn parsed(raw);
  Rdns rdns;
  for (LDAPRDN* at = raw; at != nullptr && *at != nullptr; ++at) {
    auto rdn = to_rdn(*at);
    if (!rdn) return std::nullopt;
    rdns.push_back(*std::move(rdn));
  }
  return rdns;
}

// The pointer tables that libldap prints from; they borrow from the RDNs.
struct Printable {
  explicit Printable(const Rdns& rdns) {
    for (const Rdn& rdn : rdns) {
      for (const Ava& ava : rdn)
        avas.push_back({borrow(ava.type.text()), borrow(ava.value), LDAP_AVA_STRING, nullptr});
    }
    std::size_t next = 0;
    for (const Rdn& rdn : rdns) {
      for (std::size_t i = 0; i < rdn.size(); ++i) pointers.push_back(&avas[next++]);
      pointers.push_back(nullptr);
    }
    next = 0;
    for (const Rdn& rdn : rdns) {
      table.push_back(&pointers[next]);
      next += rdn.size() + 1;
    }
    table.push_back(nullptr);
  }

  std::vector<LDAPAVA> avas;
  std::vector<LDAPAVA*> pointers;
  std::vector<LDAPRDN> table;
};

std::optional<std::string> print(const Rdns& rdns) {
  if (rdns.empty()) return "";
  Printable printable(rdns);
  berval text{};
  if (ldap_dn2bv(printable.table.data(), &text, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS) return std::nullopt;
  const LdapText owner(text.bv_val);
  return std::string(view(text));
}

// RFC 4518 section 2.6.1: spaces at the ends do not count, and several inside count as one.
std::string fold_spaces(std::string_view text) {
  std::string folded;
  for (const char c : text) {
    if (c != ' ' || (!folded.empty() && folded.back() != ' ')) folded.push_back(c);
  }
  if (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded.empty() && !text.empty() ? " " : folded;
}

Rdn normalised(const Rdn& rdn) {
  Rdn result;
  for (const Ava& ava : rdn) {
    // Bytes that are no text are compared as they are.
    std::string value = is_utf8(ava.value) ? fold_spaces(fold_case(ava.value)) : ava.value;
    result.push_back({ascii_lower(ava.type.text()), std::move(value)});
  }
  std::sort(result.begin(), result.end(),
            [](const Ava& a, const Ava& b) { return std::tie(a.type, a.value) < std::tie(b.type, b.value); });
  return result;
}

Rdns normalised(const Rdns& rdns) {
  Rdns result;
  for (const Rdn& rdn : rdns) result.push_back(normalised(rdn));
  return result;
}

// libldap also prints what it could never read back, so types are checked here (RFC 4512 section 1.4).
bool is_attribute_type(std::string_view text) {
  if (text.empty() || text.front() == '-' || text.front() == '.') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

bool is_usable(const Rdn& rdn) {
  return !rdn.empty() && std::all_of(rdn.begin(), rdn.end(), [](const Ava& ava) {
    return is_attribute_type(ava.type.text()) && !ava.value.empty() && is_utf8(ava.value);
  });
}

}  // namespace

Result<Dn> Dn::parse(std::string_view text) {
  const auto rdns = parse_rdns(std::string(text));
  auto printed = rdns ? print(*rdns) : std::nullopt;
  auto normal = printed ? print(normalised(*rdns)) : std::nullopt;
  if (!normal) return invalid_input("'" + std::string(text) + "' is not a distinguished name");
  Dn dn;
  dn.text_ = *std::move(printed);
  dn.normal_ = *std::move(normal);
  return dn;
}

Result<Dn> Dn::child(const Rdn& rdn, const Dn& parent) {
  if (!is_usable(rdn)) {
    return invalid_input("a name below '" + parent.text() + "' has an empty part or one that is not UTF-8");
  }
  const auto below = [](Rdns above, Rdn own) {
    above.insert(above.begin(), std::move(own));
    return print(above).value_or("");
  };
  Dn dn;
  dn.text_ = below(parse_rdns(parent.text_).value_or(Rdns{}), rdn);
  dn.normal_ = below(parse_rdns(parent.normal_).value_or(Rdns{}), normalised(rdn));
  return dn;
}

Rdn Dn::rdn() const {
  auto rdns = parse_rdns(text_);
  return rdns && !rdns->empty() ? std::move(rdns->front()) : Rdn{};
}

Dn Dn::parent() const {
  const auto above = [](const std::string& text) {
    auto rdns = parse_rdns(text).value_or(Rdns{});
    if (!rdns.empty()) rdns.erase(rdns.begin());
    return print(rdns).value_or("");
  };
  Dn dn;
  dn.text_ = above(text_);
  dn.normal_ = above(normal_);
  return dn;
}

bool Dn::is_below(const Dn& base) const {
  if (base.empty()) return !empty();
  if (normal_.size() <= base.normal_.size() || !normal_.ends_with(base.normal_)) return false;
  // What looks like the end of the name may be inside a value; only the parts tell.
  auto rdns = parse_rdns(normal_).value_or(Rdns{});
  const auto wanted = parse_rdns(base.normal_).value_or(Rdns{});
  return rdns.size() > wanted.size() && std::equal(wanted.rbegin(), wanted.rend(), rdns.rbegin());
}

std::string to_text(const Rdn& rdn) { return is_usable(rdn) ? print({rdn}).value_or("") : ""; }

}  // namespace bridge::ldap
