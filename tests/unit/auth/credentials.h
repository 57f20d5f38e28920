#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "auth/authenticator.h"
#include "base/digest.h"
#include "support/temp_dir.h"

namespace bridge::auth {

// Stands where the test puts it.
class Hands final : public Clock {
 public:
  WallTime now() const override { return wall; }
  SteadyTime steady_now() const override { return SteadyTime() + wall.time_since_epoch(); }

  WallTime wall{std::chrono::hours(24 * 365 * 50)};
};

// Credentials in a database of their own, and whoever asks about them.
class CredentialsTest : public ::testing::Test {
 protected:
  using Kind = store::Credential::Kind;

  void SetUp() override {
    auto opened = store::Store::open(folder_ / "state.db", 1);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = *std::move(opened);
  }

  void add(Kind kind, const std::string& client, const std::string& secret,
           scim::Rights rights = scim::Rights::all, std::optional<WallTime> expires = {}) {
    write([&](store::Transaction& t) {
      return t.add_credential({0, kind, client, sha256_hex(secret), rights, clock_.wall, expires, {}});
    });
  }

  template <class Change>
  void write(Change change) {
    const Status done = store_->write(change);
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_TRUE(table_.reload(*store_));
  }

  bridge::testing::TempDir folder_;
  std::unique_ptr<store::Store> store_;
  Hands clock_;
  CredentialTable table_{clock_};
  Doorkeeper doorkeeper_{clock_};
};

}  // namespace bridge::auth
