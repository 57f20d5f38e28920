#include "support/program_output.h"

#include <sys/wait.h>

#include "support/child_process.h"
#include "support/temp_dir.h"

namespace bridge::testing {

ProgramOutput run_program(const std::vector<std::string>& command) {
  TempDir dir;
  // The shell keeps the two kinds of output apart; arguments reach the program as they are.
  std::vector<std::string> shell = {
      "timeout", "60",        "sh",       "-c", "out=$1; err=$2; shift 2; exec \"$@\" >\"$out\" 2>\"$err\"",
      "sh",      dir / "out", dir / "err"};
  shell.insert(shell.end(), command.begin(), command.end());
  ChildProcess child(shell, dir / "log");
  const int status = child.wait();
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(dir / "out"), read_file(dir / "err")};
}

}  // namespace bridge::testing
