// SPDX-License-Identifier: Apache-2.0
#include "support/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace postern::test {
namespace {

using Clock = std::chrono::steady_clock;

// become: what the child does between fork and exec; only calls that are safe there.
[[noreturn]] void become(char** argv, int output, int errors) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(output, STDOUT_FILENO);
  if (errors >= 0) dup2(errors, STDERR_FILENO);
  execvp(argv[0], argv);
  _exit(127);
}

int milliseconds_until(Clock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
  return left < 0 ? 0 : static_cast<int>(left);
}

bool is_readable(int fd, Clock::time_point until) {
  pollfd watched{fd, POLLIN, 0};
  int ready = 0;
  while ((ready = poll(&watched, 1, milliseconds_until(until))) < 0 && errno == EINTR) continue;
  return ready == 1;
}

}  // namespace

ChildProcess::ChildProcess(std::vector<std::string> argv, std::string log) {
  std::vector<char*> pointers;
  for (std::string& word : argv) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const int errors = log.empty() ? -1 : open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
  pid_ = fork();
  if (pid_ == 0) become(pointers.data(), ends[1], errors);
  close(ends[1]);
  if (errors >= 0) close(errors);
  output_ = ends[0];
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  pid_fd_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
}

ChildProcess::~ChildProcess() {
  stop();
  if (output_ >= 0) close(output_);
  if (pid_fd_ >= 0) close(pid_fd_);
}

bool ChildProcess::fill(Clock::time_point until) {
  if (!is_readable(output_, until)) return false;
  char chunk[4096];
  const ssize_t got = read(output_, chunk, sizeof chunk);
  if (got > 0) buffer_.append(chunk, static_cast<std::size_t>(got));
  return got > 0;
}

std::optional<std::string> ChildProcess::read_line(std::chrono::milliseconds patience) {
  const auto until = Clock::now() + patience;
  std::size_t end = 0;
  while ((end = buffer_.find('\n')) == buffer_.npos)
    if (!fill(until)) return std::nullopt;
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  return line;
}

std::string ChildProcess::read_all(std::chrono::milliseconds patience) {
  const auto until = Clock::now() + patience;
  while (fill(until)) continue;
  return std::exchange(buffer_, {});
}

bool ChildProcess::reap(int flags) {
  if (pid_ <= 0) return true;
  int status = 0;
  if (waitpid(pid_, &status, flags) != pid_) return false;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  pid_ = -1;
  return true;
}

int ChildProcess::wait() {
  reap(0);
  return exit_code_;
}

void ChildProcess::stop() {
  if (reap(WNOHANG)) return;
  kill(pid_, SIGTERM);
  if (pid_fd_ < 0 || !is_readable(pid_fd_, Clock::now() + std::chrono::seconds(10))) kill(pid_, SIGKILL);
  reap(0);
}

// kill(2) with -1 would reach every process of the user.
bool ChildProcess::signal(int number) { return !reap(WNOHANG) && pid_ > 0 && kill(pid_, number) == 0; }

bool ChildProcess::is_running() { return !reap(WNOHANG); }

bool ChildProcess::ends_within(std::chrono::milliseconds patience) {
  is_readable(pid_fd_, Clock::now() + patience);
  return reap(WNOHANG);
}

std::string run(std::vector<std::string> argv) {
  const std::string name = argv.front();
  ChildProcess child(std::move(argv));
  std::string output = child.read_all(std::chrono::minutes(1));
  const int code = child.wait();
  if (code != 0) throw std::runtime_error(name + " ended with code " + std::to_string(code));
  return output;
}

}  // namespace postern::test
