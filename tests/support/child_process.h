// SPDX-License-Identifier: Apache-2.0
#pragma once

// ChildProcess: a program that a test starts, talks with through its output, and ends by its own pid.

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace postern::test {

class ChildProcess {
 public:
  // Starts argv[0], searched in PATH, with this process's environment. Its
  // standard error goes to the file `log` when that is not empty, else to ours. It dies with its parent.
  // Throws std::system_error when it cannot be started.
  explicit ChildProcess(std::vector<std::string> argv, std::string log = {});
  ~ChildProcess();  // as stop()
  ChildProcess(const ChildProcess&) = delete;

  // read_line: the next line of its standard output without the line end; nothing when it ended or stayed silent.
  std::optional<std::string> read_line(std::chrono::milliseconds patience = std::chrono::seconds(20));

  // read_all: everything up to the end of its output.
  std::string read_all(std::chrono::milliseconds patience = std::chrono::seconds(20));

  // wait: its exit code once it has ended by itself; 128 + signal number when a signal ended it.
  int wait();

  // stop: SIGTERM, then SIGKILL when it has not ended within ten seconds. Returns when it is gone.
  void stop();

  // is_running: it has neither ended nor been stopped.
  bool is_running();
  // ends_within: as is_running, but waits up to this long for its end.
  bool ends_within(std::chrono::milliseconds patience);
  pid_t pid() const { return pid_; }  // -1 once its end has been noticed: never pass it to kill(2), use signal()

  // signal: sends it a signal, and nobody else: false when it has ended, whatever its number means by now.
  bool signal(int number);

 private:
  bool fill(std::chrono::steady_clock::time_point until);
  bool reap(int flags);

  pid_t pid_ = -1;
  int pid_fd_ = -1;
  int output_ = -1;
  int exit_code_ = -1;
  std::string buffer_;
};

// run: starts a program, and gives its output once it has ended with code 0; throws std::runtime_error otherwise.
std::string run(std::vector<std::string> argv);

}  // namespace postern::test
