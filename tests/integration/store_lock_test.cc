#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/store.h"
#include "support/temp_dir.h"

namespace bridge::store {
namespace {

// Another process that holds the lock of a folder until it is killed.
class Holder {
 public:
  explicit Holder(const std::filesystem::path& folder) {
    int ready[2];
    if (::pipe(ready) != 0) throw std::runtime_error("pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
      const auto lock = FolderLock::take(folder);
      const char taken = lock ? 'y' : 'n';
      if (::write(ready[1], &taken, 1) != 1) ::_exit(1);
      while (true) ::pause();
    }
    ::close(ready[1]);
    char taken = 0;
    holds_ = ::read(ready[0], &taken, 1) == 1 && taken == 'y';
    ::close(ready[0]);
  }
  ~Holder() { kill(); }

  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  bool holds() const { return holds_; }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
  bool holds_ = false;
};

TEST(StoreLock, IsHeldAcrossProcessesUntilTheHolderDies) {
  const bridge::testing::TempDir folder;
  Holder holder(folder.path());
  ASSERT_TRUE(holder.holds());
  const auto refused = FolderLock::take(folder.path());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            (folder / "lock") + " is held by process " + std::to_string(holder.pid()));
  holder.kill();
  EXPECT_TRUE(FolderLock::take(folder.path()));
}

}  // namespace
}  // namespace bridge::store
