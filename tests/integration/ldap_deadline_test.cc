// Every call ends by its deadline, whatever the server does, and leaves no descriptor and no thread behind.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <iterator>
#include <optional>

#include "integration/ldap_hooked_network.h"
#include "ldap/libldap_session.h"
#include "support/canned_server.h"
#include "support/slapd_process.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;
using ldap::Dn;
using ldap::Failure;
using ldap::Settings;

constexpr auto kLimit = 300ms;
constexpr auto kSlack = 3s;  // For a loaded machine; left alone, libldap hangs for much longer or for good.

auto count(const char* folder) { return std::distance(std::filesystem::directory_iterator(folder), {}); }

// Descriptors and threads of this process, to be the same at the end.
class NoLeaks {
 public:
  NoLeaks() { warm_up(); }
  ~NoLeaks() {
    EXPECT_EQ(count("/proc/self/fd"), descriptors_);
    // A joined thread stays listed for an instant.
    const auto end = std::chrono::steady_clock::now() + 5s;
    while (count("/proc/self/task") != threads_ && std::chrono::steady_clock::now() < end) {
      std::this_thread::yield();
    }
    EXPECT_EQ(count("/proc/self/task"), threads_);
  }

 private:
  // What is made once and stays: the thread of the deadlines, libraries' random sources.
  static void warm_up() {
    const CannedServer server({search_done(1)});
    Settings settings;
    settings.uri = server.uri();
    const Clock& clock = system_clock();
    (void)ldap::open_session(settings, clock, clock.steady_now() + 5s);
    settings.uri = server.uri("ldaps");
    (void)ldap::open_session(settings, clock, clock.steady_now() + 100ms);
  }

  std::ptrdiff_t descriptors_ = (warm_up(), count("/proc/self/fd"));
  std::ptrdiff_t threads_ = count("/proc/self/task");
};

class LdapDeadline : public ::testing::Test {
 protected:
  static SteadyTime in(std::chrono::milliseconds time) { return system_clock().steady_now() + time; }

  // The failure of a call that must end by kLimit.
  template <class Call>
  static Failure ends_in_time(const Call& call) {
    const auto begin = std::chrono::steady_clock::now();
    auto outcome = call();
    const auto taken = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(taken, kLimit + kSlack);
    EXPECT_FALSE(outcome);
    if (outcome) return {};
    EXPECT_EQ(outcome.error().kind, Failure::Kind::unavailable) << outcome.error().message;
    return outcome.error();
  }

  static void opening_ends_in_time(const Settings& settings) {
    const auto failure =
        ends_in_time([&] { return ldap::open_session(settings, system_clock(), in(kLimit)); });
    EXPECT_FALSE(failure.outcome_unknown);
    EXPECT_NE(failure.message.find(settings.uri), std::string::npos) << failure.message;
  }

  static Settings anonymous(const std::string& uri) {
    Settings settings;
    settings.uri = uri;
    settings.verify_certificate = false;
    return settings;
  }

  // After the lines that let us in.
  static std::unique_ptr<ldap::Session> opened(const Settings& settings) {
    auto session = ldap::open_session(settings, system_clock(), in(5s));
    if (!session) throw std::runtime_error(session.error().message);
    return *std::move(session);
  }

  const Dn dn_ = *Dn::parse("cn=x,dc=example,dc=org");
  const NoLeaks no_leaks_;
};

TEST_F(LdapDeadline, HoldsWhenNobodyAccepts) {
  const FullBacklog server;
  opening_ends_in_time(anonymous(server.uri()));
}

TEST_F(LdapDeadline, HoldsWhenTheTlsHandshakeIsSilent) {
  const CannedServer server({});
  opening_ends_in_time(anonymous(server.uri("ldaps")));
}

TEST_F(LdapDeadline, HoldsWhenTheTlsHandshakeStopsHalfway) {
  const CannedServer server({std::string("\x16\x03\x03\x10", 4)});
  opening_ends_in_time(anonymous(server.uri("ldaps")));
}

TEST_F(LdapDeadline, HoldsWhenStartTlsIsGrantedAndThenSilent) {
  const CannedServer server({extended_success(1)});
  Settings settings = anonymous(server.uri());
  settings.start_tls = true;
  opening_ends_in_time(settings);
}

TEST_F(LdapDeadline, HoldsWhenStartTlsIsNotAnswered) {
  const CannedServer server({});
  Settings settings = anonymous(server.uri());
  settings.start_tls = true;
  opening_ends_in_time(settings);
}

TEST_F(LdapDeadline, HoldsWhenTheFirstAnswerNeverComes) {
  const CannedServer server({});
  opening_ends_in_time(anonymous(server.uri()));
}

TEST_F(LdapDeadline, HoldsByTheConnectTimeout) {
  const CannedServer server({});
  Settings settings = anonymous(server.uri());
  settings.connect_timeout = kLimit;
  ends_in_time([&] { return ldap::open_session(settings, system_clock(), in(60s)); });
}

TEST_F(LdapDeadline, HoldsWhileTheResolverHangs) {
  const Settings settings = anonymous(std::string("ldap://") + kHangingHost);
  opening_ends_in_time(settings);
  EXPECT_EQ(hung_lookups(), 1);
  opening_ends_in_time(settings);
  EXPECT_EQ(hung_lookups(), 1);  // The second joined the first.
  hung_lookups_return();
}

TEST_F(LdapDeadline, HoldsInAnOperation) {
  const CannedServer server({search_done(1)});
  const auto session = opened(anonymous(server.uri()));
  session->set_deadline(in(kLimit));
  EXPECT_TRUE(ends_in_time([&] { return session->remove(dn_); }).outcome_unknown);
  EXPECT_FALSE(session->alive());
}

TEST_F(LdapDeadline, HoldsByTheOperationTimeout) {
  const CannedServer server({search_done(1)});
  Settings settings = anonymous(server.uri());
  settings.operation_timeout = kLimit;
  const auto session = opened(settings);
  session->set_deadline(in(60s));
  EXPECT_TRUE(ends_in_time([&] { return session->remove(dn_); }).outcome_unknown);
}

TEST_F(LdapDeadline, HoldsWhenAnAnswerStopsInTheMiddle) {
  const CannedServer server({search_done(1), search_done(2).substr(0, 6)});
  const auto session = opened(anonymous(server.uri()));
  session->set_deadline(in(kLimit));
  const auto failure = ends_in_time([&] { return session->rename(dn_, {{"cn", "y"}}, {}); });
  EXPECT_TRUE(failure.outcome_unknown);
  EXPECT_FALSE(session->alive());
}

TEST_F(LdapDeadline, HoldsInASearchThatLeavesNoDoubt) {
  const CannedServer server({search_done(1)});
  const auto session = opened(anonymous(server.uri()));
  session->set_deadline(in(kLimit));
  EXPECT_FALSE(ends_in_time([&] { return session->read(dn_, {}); }).outcome_unknown);
}

TEST_F(LdapDeadline, HoldsWhenTheServerReadsNothing) {
  SlapdProcess slapd;
  const auto session = slapd.open();
  slapd.suspend();
  session->set_deadline(in(kLimit));
  const ldap::Entry big{
      dn_, {{"objectClass", {"device"}}, {"cn", {"x"}}, {"description", {std::string(64 << 20, 'x')}}}};
  // The request was cut off, so it cannot be carried out.
  EXPECT_FALSE(ends_in_time([&] { return session->add(big); }).outcome_unknown);
  slapd.resume();
}

TEST_F(LdapDeadline, HoldsWhenTheServerIsSuspended) {
  SlapdProcess slapd({.tcp = true, .tls = true});
  const auto session = slapd.open();
  slapd.suspend();
  session->set_deadline(in(kLimit));
  EXPECT_TRUE(ends_in_time([&] { return session->remove(dn_); }).outcome_unknown);
  opening_ends_in_time(slapd.settings());
  opening_ends_in_time(slapd.tcp_settings());
  opening_ends_in_time(slapd.ldaps_settings());
  slapd.resume();
  EXPECT_TRUE(slapd.open()->alive());
}

TEST_F(LdapDeadline, LeavesTimeForTheNextServer) {
  const CannedServer silent({});
  const SlapdProcess slapd;
  Settings settings = slapd.settings();
  settings.uri = silent.uri() + " " + settings.uri;
  auto session = ldap::open_session(settings, system_clock(), in(600ms));
  ASSERT_TRUE(session) << session.error().message;
  (*session)->set_deadline(in(5s));
  EXPECT_TRUE((*session)->read(*Dn::parse(SlapdProcess::kSuffix), {}));
}

TEST_F(LdapDeadline, KnowsNotWhatBecameOfARequestWhenTheServerHangsUp) {
  const CannedServer server({search_done(1), CannedServer::kHangUp});
  const auto session = opened(anonymous(server.uri()));
  auto outcome = session->remove(dn_);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Failure::Kind::unavailable);
  EXPECT_TRUE(outcome.error().outcome_unknown);
  EXPECT_FALSE(session->alive());
  auto after = session->remove(dn_);
  ASSERT_FALSE(after);
  EXPECT_FALSE(after.error().outcome_unknown);
}

TEST_F(LdapDeadline, NoticesAnIdleConnectionThatTheServerClosed) {
  SlapdProcess slapd;
  const auto session = slapd.open();
  EXPECT_TRUE(session->alive());
  slapd.kill();
  EXPECT_FALSE(session->alive());
}

TEST_F(LdapDeadline, TakesGarbageForALostConnection) {
  const CannedServer server({search_done(1), std::string(64, '\xff')});
  const auto session = opened(anonymous(server.uri()));
  session->set_deadline(in(kLimit));
  EXPECT_TRUE(ends_in_time([&] { return session->remove(dn_); }).outcome_unknown);
}

}  // namespace
}  // namespace bridge::testing
