#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace bridge::testing {

// A program that a test runs: killed when the object goes, and by the kernel when the test dies. Output of
// both kinds goes to a file. One thread at a time, and that thread must live as long as the child.
class ChildProcess {
 public:
  ChildProcess(const std::vector<std::string>& command, const std::string& log_file);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  bool running();  // Also reaps it.
  void signal(int number) const;
  void suspend() const;  // SIGSTOP; every thread of it has stopped when this returns.
  int wait();            // Until it ends by itself; its wait status.
  void kill_and_wait();

 private:
  pid_t pid_ = -1;
  int status_ = 0;
};

// Runs it to its end; throws, with its output, unless it returns 0.
void run_command(const std::vector<std::string>& command);

// A TCP port of 127.0.0.1 that was free a moment ago.
int free_port();

}  // namespace bridge::testing
