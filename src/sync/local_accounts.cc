#include "sync/local_accounts.h"

#include <grp.h>
#include <pwd.h>

#include <cstdio>
#include <memory>
#include <vector>

#include "base/text.h"

namespace bridge::sync {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// Calls `found` with the name and number of every account in one of the two files until it returns true.
template <class Record, class Next, class Found>
bool any_in(const char* path, Next next, Found found) {
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path, "re"));
  if (!file) return false;
  std::vector<char> space(1 << 16);
  Record record;
  Record* one = nullptr;
  while (next(file.get(), &record, space.data(), space.size(), &one) == 0)
    if (found(*one)) return true;
  return false;
}

template <class Found>
bool any_account(Found found) {
  return any_in<passwd>("/etc/passwd", fgetpwent_r,
                        [&](const passwd& one) { return found(one.pw_name, one.pw_uid); }) ||
         any_in<group>("/etc/group", fgetgrent_r,
                       [&](const group& one) { return found(one.gr_name, one.gr_gid); });
}

}  // namespace

bool is_local_name(const std::string& name) {
  return any_account([&](const char* one, std::int64_t) { return equals_ignoring_ascii_case(one, name); });
}

bool is_local_number(std::int64_t number) {
  return any_account([&](const char*, std::int64_t one) { return one == number; });
}

}  // namespace bridge::sync
