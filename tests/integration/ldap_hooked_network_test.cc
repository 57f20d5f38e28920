// The hooks of ldap_hooked_network.h: this program's own getaddrinfo and getpeername come before the C
// library's.
#include "integration/ldap_hooked_network.h"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <condition_variable>
#include <cstring>
#include <mutex>

namespace bridge::testing {
namespace {

std::mutex hook_mutex;
std::condition_variable hook_changed;
int hanging = 0;
int release_number = 0;
std::atomic<bool> far_away = false;

int hang() {
  std::unique_lock lock(hook_mutex);
  const int mine = release_number;
  ++hanging;
  hook_changed.wait(lock, [&] { return release_number != mine; });
  --hanging;
  hook_changed.notify_all();
  return EAI_AGAIN;
}

}  // namespace

void hung_lookups_return() {
  std::unique_lock lock(hook_mutex);
  ++release_number;
  hook_changed.notify_all();
  hook_changed.wait(lock, [] { return hanging == 0; });
}

int hung_lookups() {
  const std::lock_guard lock(hook_mutex);
  return hanging;
}

FarAway::FarAway() { far_away = true; }
FarAway::~FarAway() { far_away = false; }

}  // namespace bridge::testing

extern "C" int getaddrinfo(const char* host, const char* service, const addrinfo* hints, addrinfo** list) {
  using namespace bridge::testing;
  const bool numeric = hints != nullptr && (hints->ai_flags & AI_NUMERICHOST) != 0;
  if (!numeric && host != nullptr && std::strcmp(host, kHangingHost) == 0) return hang();
  static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(host, service, hints, list);
}

extern "C" int getpeername(int fd, sockaddr* address, socklen_t* size) {
  static const auto real = reinterpret_cast<decltype(&getpeername)>(::dlsym(RTLD_NEXT, "getpeername"));
  const int outcome = real(fd, address, size);
  if (bridge::testing::far_away && outcome == 0 && address->sa_family == AF_INET) {
    reinterpret_cast<sockaddr_in*>(address)->sin_addr.s_addr = htonl(0xC0000201);
  }
  return outcome;
}

namespace bridge::testing {
namespace {

// So that the tests beside this file cannot pass by hooks that are not reached.
TEST(HookedNetwork, StandsBeforeTheCLibrary) {
  EXPECT_EQ(::dlsym(RTLD_DEFAULT, "getaddrinfo"), reinterpret_cast<void*>(&getaddrinfo));
  EXPECT_EQ(::dlsym(RTLD_DEFAULT, "getpeername"), reinterpret_cast<void*>(&getpeername));
}

}  // namespace
}  // namespace bridge::testing
