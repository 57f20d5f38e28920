#include "config/credentials.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "support/temp_dir.h"

namespace bridge::config {
namespace {

// What systemd hands over, as systemd does it: in the environment.
class Credentials : public ::testing::Test {
 protected:
  Credentials() {
    std::filesystem::create_directories(dir_ / "credentials");
    std::filesystem::create_directories(dir_ / "secrets");
    testing::write_file(dir_ / "credentials/secrets_word", "handed over");
    ::setenv("CREDENTIALS_DIRECTORY", (dir_ / "credentials").c_str(), 1);
  }
  ~Credentials() override { ::unsetenv("CREDENTIALS_DIRECTORY"); }

  testing::TempDir dir_;
};

TEST_F(Credentials, StandInForASecretThatWeMayNotRead) {
  EXPECT_EQ(readable_secret(dir_ / "secrets/word"), dir_ / "credentials/secrets_word");
}

TEST_F(Credentials, AreNotAskedForWhatWeMayRead) {
  testing::write_file(dir_ / "secrets/word", "read by ourselves");
  EXPECT_EQ(readable_secret(dir_ / "secrets/word"), dir_ / "secrets/word");
}

TEST_F(Credentials, ComeFromTheFolderOfSecretsOnly) {
  EXPECT_EQ(readable_secret(dir_ / "elsewhere/word"), dir_ / "elsewhere/word");
  EXPECT_EQ(readable_secret(dir_ / "secrets/another"), dir_ / "secrets/another");
}

TEST(NoCredentials, LeaveThePathAsItIs) { EXPECT_EQ(readable_secret("/x/secrets/word"), "/x/secrets/word"); }

}  // namespace
}  // namespace bridge::config
