// SPDX-License-Identifier: Apache-2.0
#include "common/sev_guest/tsm_entry.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>
#include <thread>

namespace postern::sev_guest {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::size_t kLongest = 64 * 1024;  // bytes of an attribute
constexpr auto kPause = std::chrono::milliseconds(5);
constexpr int kAttempts = 100;  // names

std::string message(int error) { return std::generic_category().message(error); }

bool is_not_ready(int error) { return error == ENOENT || error == EAGAIN; }

// Descriptor: an open file that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

// Answer: of one attempt: the content, or an errno.
struct Answer {
  int error = 0;
  sdk::ByteVector content = {};
};

Answer read_file(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return {errno};
  Answer answer{0, sdk::ByteVector(kLongest + 1)};
  std::size_t size = 0;
  while (size < answer.content.size()) {
    const ssize_t got = ::read(file.get(), answer.content.data() + size, answer.content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return {errno};
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > kLongest) return {EFBIG};
  answer.content.resize(size);
  return answer;
}

Answer write_file(const std::string& path, sdk::ByteView value) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.get() < 0) return {errno};
  const ssize_t put = ::write(file.get(), value.data(), value.size());
  if (put < 0) return {errno};
  return {static_cast<std::size_t>(put) == value.size() ? 0 : EIO};
}

}  // namespace

Result<TsmEntry> TsmEntry::create(const sdk::Call& call, const std::string& root) {
  static std::atomic<uint64_t> counter = 0;
  const std::string stem = root + "/postern-" + std::to_string(getpid()) + "-";
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const std::string path = stem + std::to_string(counter++);
    if (mkdir(path.c_str(), 0700) == 0) return TsmEntry(call, path);
    if (errno == EEXIST) continue;
    return Failure::misconfigured("/tsm", "cannot make a report in " + root + ": " + message(errno) +
                                              "; is this a confidential VM with configfs mounted?");
  }
  return Failure::unavailable("every name tried in " + root + " is taken");
}

TsmEntry::~TsmEntry() {
  if (path_.empty() || rmdir(path_.c_str()) == 0) return;
  call_.warn("cannot remove " + path_ + ": " + message(errno));
}

// until_there: attempts again after a short pause while the kernel has not got that far.
template <typename Try>
auto TsmEntry::until_there(const std::string& attribute, Try attempt) const -> decltype(attempt()) {
  auto answer = attempt();
  while (is_not_ready(answer.error) && !call_.cancelled() && call_.remaining() > kPause) {
    std::this_thread::sleep_for(kPause);
    answer = attempt();
  }
  if (is_not_ready(answer.error)) call_.warn(path_ + "/" + attribute + " did not appear in time");
  return answer;
}

Result<sdk::ByteVector> TsmEntry::read(const std::string& attribute) const {
  Answer answer = until_there(attribute, [&] { return read_file(path_ + "/" + attribute); });
  if (answer.error == 0) return std::move(answer.content);
  return Failure::unavailable("cannot read " + path_ + "/" + attribute + ": " + message(answer.error));
}

Result<std::optional<sdk::ByteVector>> TsmEntry::read_now(const std::string& attribute) const {
  Answer answer = read_file(path_ + "/" + attribute);
  if (answer.error == ENOENT) return std::optional<sdk::ByteVector>();
  if (answer.error == 0) return std::optional(std::move(answer.content));
  return Failure::unavailable("cannot read " + path_ + "/" + attribute + ": " + message(answer.error));
}

Result<void> TsmEntry::write(const std::string& attribute, sdk::ByteView value) const {
  const Answer answer = until_there(attribute, [&] { return write_file(path_ + "/" + attribute, value); });
  if (answer.error == 0) return {};
  return Failure::unavailable("cannot write " + path_ + "/" + attribute + ": " + message(answer.error));
}

}  // namespace postern::sev_guest
