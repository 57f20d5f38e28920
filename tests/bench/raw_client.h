#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct ldap;

namespace bridge::testing {

// A client of slapd as simple as libldap makes it, with no control and no question but the operation itself:
// the limit that the bridge is measured beside. Throws std::runtime_error when anything fails. One thread at
// a time.
class RawClient {
 public:
  using Attributes =
      std::vector<std::pair<std::string, std::string>>;  // One name may come several times in a row.

  RawClient(const std::string& uri, const std::string& name, const std::string& password);

  void add(const std::string& dn, const Attributes& attributes);
  void replace(const std::string& dn, const std::string& attribute, const std::string& value);
  void add_values(const std::string& dn, const std::string& attribute,
                  const std::vector<std::string>& values);
  void remove(const std::string& dn);
  int read(const std::string& dn);  // Returns how many entries came, with all their attributes.
  int find(const std::string& base, const std::string& filter);
  // All below `base`, by pages as the bridge takes them.
  int walk(const std::string& base, const std::vector<std::string>& attributes, int page_size);

 private:
  struct Close {
    void operator()(ldap* handle) const noexcept;
  };

  void expect(int code, std::string_view doing);
  int search(const std::string& base, int scope, const std::string& filter);

  std::unique_ptr<ldap, Close> handle_;
};

}  // namespace bridge::testing
